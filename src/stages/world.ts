import type { Check, Fact } from '../core/check.ts';
import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import { LivemigError } from '../core/errors.ts';
import type { Follower } from '../core/following/follower.ts';
import type { Verified } from '../core/gates/gate-facts.ts';
import type { GatesWatch } from '../core/gates/gates-seen.ts';
import type { Hooks } from '../core/hooks/hook.ts';
import { howToGive } from '../core/inputs.ts';
import { type Journal, receiptOf } from '../core/journal.ts';
import type { Clock, ScriptStore, SecretStore } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { Details, Observation, Stage, Step } from '../core/step.ts';
import { inputs } from './inputs.ts';
import type { Services } from './services.ts';
import type { InputKey, Values } from './values.ts';

/** Runs a script on the migration host through the system's ssh; the secret goes by standard input. */
export interface RemoteShell {
  run(target: string, script: string, secret: Secret): Promise<void>;
}

/** Everything a step may touch. */
export interface World extends Services {
  readonly values: Values;
  readonly secrets: SecretStore;
  readonly scripts: ScriptStore;
  readonly remoteShell: RemoteShell;
  /** What can be seen of the migration beyond what Atlas tells. */
  readonly follower: Follower;
  /** What can be seen of the gates of its cutover while it is followed. */
  readonly gatesWatch: GatesWatch;
  /** Programs of the user's that are run at moments of the migration. */
  readonly hooks: Hooks;
  /** What somebody has said of the gates of its cutover. */
  readonly terms: CutoverTerms;
  /** What the comparisons in this directory have come to; `undefined` where there was none. */
  verified(): Promise<Fact<Verified | undefined>>;
  readonly clock: Clock;
  /** When this run began: ISO 8601, UTC. */
  readonly began: string;
  /** Who runs livemig, for the record of the agreement. */
  readonly user: string;
  /** The journal as it stands now. */
  journal(): Journal;
  /** What an organization or a project is called; the id itself where that is not known. */
  nameOf(id: string): string;
  /** Reads a file that the user named, such as the sharding; kind `usage` where it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Tells what somebody has to know, or do. */
  tell(message: string): void;
}

/** What is known of a step at one look: what the world says or, where it could not be asked, what the journal says. */
export interface Looked<Found extends Details = Details> {
  readonly state: Observation['state'];
  readonly detail?: string;
  readonly details?: Found;
  /** Where it was seen at an earlier look, and may be otherwise by now: when. ISO 8601, UTC. */
  readonly seenAt?: string;
}

/** What a fact may be made of besides the look. */
export interface FactSources {
  readonly journal: Journal;
  readonly now: Date;
  /** What the steps before have to say. */
  readonly before: string | undefined;
}

/** A step of the line. */
export interface LivemigStep<Receipt = unknown, Found extends Details = Details> extends Step<World, Receipt, Found> {
  /** Why it has no meaning with these inputs of a journal; `undefined` where it has, or where they do not tell. */
  pointless?(inputs: Journal['inputs']): string | undefined;
  /** The most useful thing to say of its stage, in a few words; `undefined` where that is what the steps before say. */
  fact?(looked: Looked<Found>, sources: FactSources): string | undefined;
}

/** Gives a step the types of its receipt and its details, and keeps it assignable to `LivemigStep`. */
export function defineStep<Receipt, Found extends Details = Details>(
  step: LivemigStep<Receipt, Found>,
): LivemigStep<Receipt, Found> {
  return step;
}

/** A stage, and what it makes sure of before it acts. Its steps stand in the line, what it asks in `needs.ts`. */
export interface LivemigStage extends Stage {
  readonly checks: readonly Check[];
  /** What it judges besides, where there is a connection to the source. */
  readonly withSource?: readonly Check[];
  /** Before it creates a migration it tells what that will not bring to the destination. */
  readonly tellsOfArrival?: true;
}

/** A value that the step cannot do without; a missing one is a LivemigError that names its flag and variable. */
export function need<Key extends InputKey>(world: World, key: Key): NonNullable<Values[Key]> {
  const value = world.values[key];
  if (value !== undefined) return value;
  throw new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: `${key} is missing: ${inputs[key].title}.`,
    fix: howToGive(inputs[key]),
    data: { problems: [{ input: key, problem: 'missing', message: `${inputs[key].title}.` }] },
  });
}

/** The receipt of another step; the step object is the typed key. */
export function receipt<Receipt>(
  world: World,
  step: Pick<LivemigStep<Receipt>, 'id' | 'receipt'>,
): Receipt | undefined {
  return receiptOf(world.journal(), step);
}
