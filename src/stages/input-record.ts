import type { Input } from '../core/inputs.ts';
import type { Services } from './services.ts';
import type { InputKey, Values } from './values.ts';

/** The headings under which help shows the flags of the inputs, in their order. */
export const inputGroups = [
  'Destination (Atlas)',
  'Source and manager',
  'Migration host',
  'Secrets and connections',
  'What to do',
] as const;

/** The commands that ask for inputs, in the order in which a migration runs them. */
export const askingCommands = ['link', 'provision', 'start', 'cutover'] as const;
export type AskingCommand = (typeof askingCommands)[number];

/** Whom a command can talk to. */
export type Partner = 'atlas' | 'manager' | 'source' | 'destination';

/**
 * Everything about one input but its schema, which stands in values.ts. Flags, help, what each command asks, completion,
 * the table in docs/inputs.md and what can be answered otherwise are all made of it.
 */
export interface InputRecord extends Input<Services, Values> {
  readonly group: (typeof inputGroups)[number];
  /** What each of these does needs it; beside them every command that talks to whom it `connects`. */
  readonly askedBy: readonly AskingCommand[];
  /** Who is reached with it. */
  readonly connects?: Partner;
  /** Not optional in a command that cannot do without whom it connects. */
  readonly wantedToConnect?: boolean;
  /** Who lists or suggests its answers, where Atlas does not, or not before the organizations are linked. */
  readonly listedBy?: 'manager' | 'manager-or-atlas';
  /** The answers without which this one means nothing: where one of them is another, this one is asked for again. */
  readonly dependsOn?: readonly InputKey[];
  /** What docs/inputs.md says of it besides what follows from the rest, such as when it is not asked. */
  readonly about?: string;
}

/** Some of the inputs. */
export type InputRecords = Partial<Record<InputKey, InputRecord>>;
