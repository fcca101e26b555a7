import { findHost } from '../../core/host-name.ts';
import type { InputRecords } from '../input-record.ts';

const ofHosts = () => import('../choices/migration-host-choices.ts');
const ofAgents = () => import('../../facts/live-agent.ts');

/** The server that copies, and how it reaches Atlas. */
export const migrationHostInputs = {
  migrationHost: {
    title: 'Migration host: the host name as its agent reports it',
    hint: "A 64-bit Linux server of its own (8 CPUs, 24 GB of memory or more), not one of the deployment's.",
    group: 'Migration host',
    askedBy: ['provision', 'start'],
    flag: '--migration-host <hostname>',
    env: ['LIVEMIG_MIGRATION_HOST'],
    kind: 'choice',
    listedBy: 'manager-or-atlas',
    step: 'provision.see-host',
    afterwards: 'fixed',
    dependsOn: ['sourceCluster'],
    isSame: (one, other) => findHost(one, [other]).is === 'one',
    other: 'Another host: I will type its name',
    choices: async (services, values) => (await ofHosts()).migrationHostChoices(services, values),
  },
  agent: {
    title: 'How the MongoDB Agent gets onto the migration host',
    about: 'found to be `existing` where the agent is alive',
    group: 'Migration host',
    askedBy: ['provision'],
    flag: '--agent <how>',
    env: ['LIVEMIG_AGENT'],
    kind: 'choice',
    listedBy: 'manager',
    oneOf: ['existing', 'script', 'ssh'],
    step: 'provision.install-agent',
    dependsOn: ['migrationHost'],
    choices: async () => [
      { value: 'script', name: 'Write a script that I run on the host' },
      { value: 'ssh', name: 'Install it over ssh now' },
      // Whose agent the manager has heard of is not asked about.
      {
        value: 'existing',
        name: 'It is already there, or will come by itself',
        note: 'the manager has not heard of it yet',
      },
    ],
    suggest: async ({ manager }, { sourceProject = '', migrationHost = '' }) =>
      (await (await ofAgents()).liveAgent(manager, sourceProject, migrationHost)).state === 'alive'
        ? 'existing'
        : undefined,
  },
  ssh: {
    title: 'Where ssh logs in, with the right to sudo: USER@HOST',
    about: 'only with `--agent ssh`',
    group: 'Migration host',
    askedBy: ['provision'],
    flag: '--ssh <user@host>',
    env: ['LIVEMIG_SSH'],
    kind: 'text',
    step: 'provision.install-agent',
    dependsOn: ['migrationHost'],
    when: ({ agent }) => (agent === undefined ? 'later' : agent === 'ssh'),
  },
  takeOver: {
    title: 'Take over a migration host whose agent belongs to another project or another manager',
    group: 'What to do',
    askedBy: ['provision'],
    flag: '--take-over',
    env: [],
    kind: 'yes-no',
    spoken: true,
    step: 'provision.install-agent',
    optional: true,
  },
  network: {
    title: 'How the migration host reaches Atlas',
    group: 'Migration host',
    askedBy: ['provision', 'start'],
    flag: '--network <kind>',
    env: ['LIVEMIG_NETWORK'],
    kind: 'choice',
    oneOf: ['public', 'private-link', 'vpc-peering'],
    default: 'public',
    step: 'start.create-migration',
    choices: async () => [
      { value: 'public', name: 'Public addresses' },
      { value: 'private-link', name: 'Private endpoint' },
      { value: 'vpc-peering', name: 'VPC peering' },
    ],
  },
  privateLinkId: {
    title: 'Private endpoint id',
    about: 'only with `--network private-link`',
    group: 'Migration host',
    askedBy: ['start'],
    flag: '--private-link-id <id>',
    env: ['LIVEMIG_PRIVATE_LINK_ID'],
    kind: 'text',
    step: 'start.create-migration',
    when: ({ network }) => network === 'private-link',
  },
  migrationHostIp: {
    title: "The migration host's outside address, which the Atlas project must let in",
    hint: 'What `curl -s https://checkip.amazonaws.com` answers there, for example.',
    about: 'not a private one; only with `--network public`',
    group: 'Migration host',
    askedBy: ['provision'],
    flag: '--migration-host-ip <ip>',
    env: ['LIVEMIG_MIGRATION_HOST_IP'],
    kind: 'text',
    step: 'provision.allow-host',
    dependsOn: ['migrationHost'],
    when: ({ network }) => network === 'public',
  },
} as const satisfies InputRecords;
