import type { CommandDeclaration } from './command-module.ts';
import type { Flag, FlagGroup } from './flags.ts';

export const series = ['5.0', '6.0', '7.0', '8.0'] as const;
export const topologies = ['replica-set', 'sharded'] as const;
const sides = ['source', 'destination'] as const;
export type SandboxEnd = (typeof sides)[number];

/** What the sandbox is like: for `sandbox` and `rehearse`. */
const likeness: FlagGroup = {
  title: 'What to do',
  flags: [
    {
      flag: '--manager <kind>',
      description: 'what manages the source',
      oneOf: ['cloud-manager', 'ops-manager'],
      default: 'cloud-manager',
    },
    {
      flag: '--scenario <file>',
      description: 'what your organizations look like, as JSON or YAML (see docs/sandbox.md)',
    },
    { flag: '--documents <count>', description: 'documents in the embedded source', default: '10000' },
    {
      flag: '--speed <times>',
      description: 'how many times faster than in real life the waits and the 120 hours pass',
      default: '60',
    },
  ],
};

/** Which servers the sandbox has at both ends: its own, in a version and topology, or somebody's. */
const servers: FlagGroup = { title: 'Servers', flags: [...sides.flatMap(ownServer), ...sides.flatMap(yourServer)] };

const trouble: FlagGroup = {
  title: 'Trouble',
  flags: [
    {
      flag: '--fault <spec>',
      description:
        'make something go wrong: with a request, such as "GET /api/atlas/v2/orgs=503", or behind it, such as lag=grows (repeatable; docs/sandbox.md lists them)',
      repeatable: true,
    },
    {
      flag: '--agent <when>',
      description: 'when the agent appears on the migration host',
      oneOf: ['running', 'after-key'],
      default: 'after-key',
    },
  ],
};

export const sandbox: CommandDeclaration = {
  examples: [
    'livemig sandbox',
    'livemig sandbox --manager ops-manager --json',
    'livemig sandbox --source-version 8.0 --destination-version 8.0 --documents 100000',
    'livemig sandbox --scenario our-organization.yaml',
    'livemig sandbox --source-uri "mongodb://db01/?replicaSet=rs0"',
    'livemig sandbox --source-uri-env MY_SOURCE_URI --destination-uri-env MY_DESTINATION_URI',
    'livemig sandbox --source-topology sharded --destination-topology sharded',
    'livemig sandbox --fault "POST */liveMigrations=half"',
    'livemig sandbox --fault validation=disk --fault cutover=slow',
  ],
  groups: [likeness, servers, trouble],
  secrets: [],
  load: async () => (await import('./sandbox-command.ts')).sandboxCommand,
};

export const rehearse: CommandDeclaration = {
  examples: [
    'livemig rehearse',
    'livemig rehearse --manager ops-manager --documents 50000',
    'livemig rehearse --source-uri-env MY_SOURCE_URI',
  ],
  groups: [likeness, servers],
  secrets: [],
  load: async () => (await import('./rehearse-command.ts')).rehearseCommand,
};

function ownServer(side: SandboxEnd): Flag[] {
  return [
    {
      flag: `--${side}-version <series>`,
      description: `MongoDB version of the ${side} (default: what suits the manager)`,
      oneOf: series,
    },
    {
      flag: `--${side}-topology <kind>`,
      description: `what the ${side} is (default: replica-set)`,
      oneOf: topologies,
    },
  ];
}

function yourServer(side: SandboxEnd): Flag[] {
  return [
    {
      flag: `--${side}-uri <uri>`,
      description: `a server of yours as the ${side}; a connection string without a password`,
    },
    {
      flag: `--${side}-uri-env <name>`,
      description: 'the variable that holds such a connection string, where it has a password',
    },
  ];
}
