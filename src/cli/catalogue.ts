import type { CommandDeclaration, TextDeclaration } from './command-module.ts';

interface Named {
  readonly name: string;
  readonly summary: string;
  /** It does what nobody can undo, so it is never guessed that somebody meant it. */
  readonly irreversible?: boolean;
}

interface CommandEntry extends Named {
  /** It works with the migration of a directory, so that it is advised with --dir. */
  readonly ofMigration: boolean;
  /** It may ask Atlas or the manager, with keys that a profile can hold. */
  readonly takesKeys?: boolean;
  /** Loaded only for the command that was typed: `livemig --help` must not wait for what it does not use. */
  declare(): Promise<CommandDeclaration>;
}

interface TextEntry extends Named {
  text(): Promise<TextDeclaration>;
}

export type CatalogueEntry = CommandEntry | TextEntry;

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'link',
    summary: 'stage 1: create a link-token in Atlas for the organization',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./stage-flags.ts')).link,
  },
  {
    name: 'provision',
    summary: 'stage 2: provision the migration host and connect the organization to Atlas',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./stage-flags.ts')).provision,
  },
  {
    name: 'start',
    summary: 'stage 3: validate, start and follow the migration until it is ready for cutover',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./stage-flags.ts')).start,
  },
  {
    name: 'cutover',
    summary: 'cut over to the destination and compare',
    ofMigration: true,
    takesKeys: true,
    irreversible: true,
    declare: async () => (await import('./stage-flags.ts')).cutover,
  },
  {
    name: 'status',
    summary: 'show where the migration stands; changes nothing',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./stage-flags.ts')).status,
  },
  {
    name: 'check',
    summary: 'find everything that stands in the way, before anything is changed',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./check-flags.ts')).check,
  },
  {
    name: 'verify',
    summary: 'compare source and destination, and say what was not compared; needs no API key',
    ofMigration: true,
    declare: async () => (await import('./verify-flags.ts')).verify,
  },
  {
    name: 'rollback',
    summary: 'write the way back as steps for people: what it takes, what is lost, and for how long it is open',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./rollback-flags.ts')).rollback,
  },
  {
    name: 'report',
    summary: 'write the evidence of the migration as one page: HTML, Markdown or JSON; needs no API key',
    ofMigration: true,
    declare: async () => (await import('./report-flags.ts')).report,
  },
  {
    name: 'cleanup',
    summary: 'show what the migration has left, and remove what it made itself, once it has ended',
    ofMigration: true,
    takesKeys: true,
    irreversible: true,
    declare: async () => (await import('./cleanup-flags.ts')).cleanup,
  },
  {
    name: 'plan-users',
    summary: 'plan what does not migrate, as files that you run: users, roles, Search indexes and zones',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./plan-users-flags.ts')).planUsers,
  },
  {
    name: 'explain',
    summary: 'tell what an error of Atlas, the agent or the engine means, and what to do',
    ofMigration: false,
    declare: async () => (await import('./explain-flags.ts')).explain,
  },
  {
    name: 'doctor',
    summary: 'show one page about this machine, its network and its keys, to paste into a ticket; changes nothing',
    ofMigration: true,
    takesKeys: true,
    declare: async () => (await import('./doctor-flags.ts')).doctor,
  },
  {
    name: 'profile',
    summary: 'list the profiles of Atlas CLI and mongocli that --profile takes; reads only',
    ofMigration: false,
    declare: async () => (await import('./profile-flags.ts')).profile,
  },
  {
    name: 'sandbox',
    summary: 'run an embedded Atlas, manager, agent and two MongoDB deployments',
    ofMigration: false,
    declare: async () => (await import('./sandbox-flags.ts')).sandbox,
  },
  {
    name: 'rehearse',
    summary: 'run a whole migration against a fresh sandbox',
    ofMigration: false,
    declare: async () => (await import('./sandbox-flags.ts')).rehearse,
  },
  {
    name: 'help',
    summary: 'show the help of a command, or a text about one topic',
    text: async () => (await import('./help-command.ts')).helpCommand,
  },
  {
    name: 'completion',
    summary: 'print the script that completes livemig in your shell',
    text: async () => (await import('./completion-command.ts')).completionCommand,
  },
  {
    name: 'version',
    summary: 'show the version',
    text: async () => (await import('./version-command.ts')).versionCommand,
  },
];
