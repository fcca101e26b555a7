import { type CredentialSide, credentialVariables } from '../core/credentials.ts';
import { inputs } from '../stages/inputs.ts';
import { cutoverNeeds, linkNeeds, type Needs, provisionNeeds, startNeeds } from '../stages/needs.ts';
import type { CommandDeclaration, SecretVariables } from './command-module.ts';
import { dryRun } from './common-options.ts';
import type { Flag, FlagGroup } from './flags.ts';
import { gateFlags } from './gate-flags.ts';
import { inputFlags } from './input-flags.ts';
import { telling, tellingSecrets } from './tell-flags.ts';

const confirm: Flag = {
  flag: '--confirm <cluster>',
  description: "the destination cluster's name, where something cannot be undone",
  spoken: true,
};

export const link: CommandDeclaration = {
  examples: ['livemig link', 'livemig link --atlas-org Acme --no-input --json'],
  ...asked(linkNeeds, toDo(dryRun)),
  load: async () => (await import('./stage-commands.ts')).migrationCommands.link,
};

export const provision: CommandDeclaration = {
  examples: ['livemig provision', 'livemig provision --agent script --migration-host mig01.corp.example'],
  ...asked(provisionNeeds, toDo(dryRun)),
  load: async () => (await import('./stage-commands.ts')).migrationCommands.provision,
};

export const start: CommandDeclaration = {
  examples: ['livemig start', 'livemig start --detach', 'livemig start --cutover auto --confirm Billing0'],
  ...followed(
    startNeeds,
    toDo(
      {
        flag: '--cutover <when>',
        description: 'auto: go on through the cutover; needs --confirm without a terminal',
        oneOf: ['auto'],
        spoken: true,
      },
      confirm,
      ...gateFlags,
      { flag: '--detach', description: 'end as soon as the migration exists' },
      {
        flag: '--adopt-migration <id>',
        description: 'go on with a migration that Atlas shows and the journal does not know',
        spoken: true,
      },
      {
        flag: '--create-again',
        description: 'create another migration: none exists, or the last one failed or expired',
        spoken: true,
      },
      dryRun,
    ),
  ),
  load: async () => (await import('./stage-commands.ts')).migrationCommands.start,
};

export const cutover: CommandDeclaration = {
  examples: [
    'livemig cutover',
    'livemig cutover --confirm Billing0 --no-input',
    'livemig cutover --at "Sat 02:00-04:00 Europe/Berlin"',
    'livemig cutover --accept-gate writes --because "the audit log stays here"',
    'livemig cutover --cancel',
  ],
  ...followed(
    cutoverNeeds,
    toDo(
      confirm,
      {
        flag: '--at <window>',
        description:
          'stay, and cut over in this window: a day, from-until, and a time zone; or two instants, FROM/UNTIL',
        spoken: true,
      },
      { flag: '--reschedule <window>', description: 'give the cutover that was armed with --at another window' },
      { flag: '--cancel', description: 'cancel the cutover that was armed with --at, until it is requested' },
      ...gateFlags,
      dryRun,
    ),
  ),
  load: async () => (await import('./cutover-command.ts')).cutoverCommand,
};

export const status: CommandDeclaration = {
  examples: ['livemig status', 'livemig status --watch', 'livemig status --json | tail -n 1'],
  groups: [
    ...inputFlags(['atlasUrl', 'managerUrl']),
    ...toDo({ flag: '--watch', description: 'keep looking until the migration has ended' }),
  ],
  secrets: [...credentials('Atlas'), ...credentials('manager')],
  load: async () => (await import('./status-command.ts')).statusCommand,
};

function toDo(...flags: readonly Flag[]): FlagGroup[] {
  return [{ title: 'What to do', flags }];
}

/** Of a command that follows a migration. */
function followed(needs: Needs, own: readonly FlagGroup[]) {
  const { groups, secrets } = asked(needs, own);
  return { groups: [...groups, telling], secrets: [...secrets, ...tellingSecrets] };
}

export function asked(needs: Needs, own: readonly FlagGroup[]) {
  const secret = needs.inputs.map((key) => inputs[key]).filter(({ kind }) => kind === 'secret');
  return {
    groups: [...inputFlags(needs.inputs), ...own],
    secrets: [
      ...(needs.talksTo.atlas === 'never' ? [] : credentials('Atlas')),
      ...(needs.talksTo.manager === 'never' ? [] : credentials('manager')),
      ...secret.map(({ title, env }) => ({ title, ways: env })),
    ],
  };
}

/** An API key or a service account, one entry for each. */
export function credentials(side: CredentialSide): SecretVariables[] {
  const name = side === 'Atlas' ? 'Atlas' : "The manager's";
  const kinds = [
    { kind: 'api-key', words: 'API key' },
    { kind: 'service-account', words: 'service account' },
  ] as const;
  return kinds.map(({ kind, words }) => ({
    title: `${name} ${words}`,
    ways: credentialVariables(side)
      .filter((source) => source.kind === kind)
      .map(({ names }) => names.join(' and ')),
  }));
}
