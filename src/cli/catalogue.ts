import type { CommandModule } from './command-module.ts';

interface CatalogueEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded only for the command that was typed: `livemig --help` must not wait for what it does not use. */
  load(): Promise<CommandModule>;
}

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'link',
    summary: 'stage 1: create a link-token in Atlas for the organization',
    load: async () => (await import('./stage-commands.ts')).linkCommand,
  },
  {
    name: 'provision',
    summary: 'stage 2: provision the migration host and connect the organization to Atlas',
    load: async () => (await import('./stage-commands.ts')).provisionCommand,
  },
  {
    name: 'start',
    summary: 'stage 3: validate, start and follow the migration until it is ready for cutover',
    load: async () => (await import('./stage-commands.ts')).startCommand,
  },
  {
    name: 'cutover',
    summary: 'cut over to the destination and compare',
    load: async () => (await import('./stage-commands.ts')).cutoverCommand,
  },
  {
    name: 'status',
    summary: 'show where the migration stands; changes nothing',
    load: async () => (await import('./status-command.ts')).statusCommand,
  },
  {
    name: 'sandbox',
    summary: 'run an embedded Atlas, manager, agent and two MongoDB deployments',
    load: async () => (await import('./sandbox-command.ts')).sandboxCommand,
  },
  {
    name: 'rehearse',
    summary: 'run a whole migration against a fresh sandbox',
    load: async () => (await import('./rehearse-command.ts')).rehearseCommand,
  },
];
