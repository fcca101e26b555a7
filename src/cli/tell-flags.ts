import type { SecretVariables } from './command-module.ts';
import type { FlagGroup } from './flags.ts';

/** Variables that hold webhooks, and what is signed with; both are secrets. */
export const notifyVariable = 'LIVEMIG_NOTIFY';
export const notifySecretVariable = 'LIVEMIG_NOTIFY_SECRET';

export const usualHookTimeout = '10m';
export const usualMetricsHost = '127.0.0.1';

/** How others learn of a migration that somebody follows. */
export const telling: FlagGroup = {
  title: 'Telling others',
  flags: [
    {
      flag: '--notify <url>',
      description: `post what happens to a webhook, such as Slack's; ${notifyVariable} where its address is a secret`,
      repeatable: true,
      secret: true,
    },
    {
      flag: '--notify-command <file>',
      description: 'run an executable file for what happens, which gets it as JSON on its standard input',
      repeatable: true,
    },
    {
      flag: '--hooks <dir>',
      description: 'run the executable files in a directory that have names of hooks, such as before-cutover',
    },
    { flag: '--hook-timeout <duration>', description: `how long a hook may take, else ${usualHookTimeout}` },
    {
      flag: '--settle-hook <name=done>',
      description: 'of a hook whose end is not known: take it as done, or =again to have it run again',
      repeatable: true,
      spoken: true,
    },
    {
      flag: '--metrics-file <file>',
      description: 'keep a file of metrics for Prometheus, such as /var/lib/node_exporter/livemig.prom',
    },
    { flag: '--metrics-port <port>', description: 'serve metrics for Prometheus at /metrics' },
    {
      flag: '--metrics-host <host>',
      description: `the address of this machine on which they are served, else ${usualMetricsHost}`,
    },
  ],
};

export const tellingSecrets: readonly SecretVariables[] = [
  { title: 'Webhooks, with blanks between them', ways: [notifyVariable] },
  { title: 'What webhooks know livemig by', ways: [notifySecretVariable] },
];
