import type { z } from 'zod';
import type { LivemigError } from './errors.ts';
import type { PlannedChange } from './events.ts';

export type StageId = 'link' | 'provision' | 'start';

/** `stage.verb-noun`, or of `livemig cleanup`. Frozen once released: these are keys in people's journals. */
export type StepId = `${StageId | 'cleanup'}.${string}`;

/** Numbers and words worth showing or recording while a step is under way, by their names; never a secret. */
export type Details = Readonly<Record<string, z.core.util.JSONType>>;

/** What the outside world says about a step, seen read-only. */
export type Observation<Receipt = unknown, Found extends Details = Details> = (
  | { readonly state: 'todo'; readonly detail?: string; readonly details?: Found }
  | {
      readonly state: 'waiting';
      readonly detail: string;
      readonly details?: Found;
      /** When it is known to go on: it is looked at then, however seldom it is looked at otherwise. */
      readonly goesOnAt?: Date;
    }
  | {
      readonly state: 'done';
      readonly detail: string;
      readonly details?: Found;
      readonly receipt?: Receipt;
    }
  | { readonly state: 'failed'; readonly error: LivemigError; readonly details?: Found }
  | { readonly state: 'unknown'; readonly error: LivemigError }
) & {
  /** For the journal, by name: what a later look is to be held against. */
  readonly seen?: Readonly<Record<string, string>>;
};

/** Something that cannot be undone and is therefore confirmed by typing `phrase`. */
export interface Danger {
  readonly warning: string;
  /** The destination cluster's name. */
  readonly phrase: string;
  /** What it means that the phrase was not typed, as sentences. */
  readonly otherwise: string;
}

/** How long waiting for a step may take. */
export interface Patience {
  /** In words, after "usually": `less than a minute`. */
  readonly usually: string;
  /** From here on it is longer than usual, and `lookAt` is shown. */
  readonly longAfterMs: number;
  /** What to look at then, as a sentence. */
  readonly lookAt: string;
  /** When the engine gives the terminal back. */
  readonly limitMs: number;
}

/** How far a step has come that takes long. */
export interface StepProgress {
  readonly done: number;
  /** Absent where nobody knows how much it will be. */
  readonly total?: number;
  /** What is counted, in the plural: `documents`. */
  readonly unit: string;
  /** What it is at, such as a namespace. */
  readonly detail?: string;
}

/** What a step that takes long tells and keeps while it runs. */
export interface Work {
  /** As often as there is something to tell; it is shown at intervals. */
  report(progress: StepProgress): void;
  /**
   * Keeps a value from which `run` can go on when it is cut off, in a file of its own; it is written at intervals, and
   * gone when the step has run. It saves time and proves nothing: what may have changed since has to be done again.
   */
  checkpoint(value: unknown): Promise<void>;
  /** What an earlier run kept; `undefined` where there is nothing, or nothing that fits. */
  resumeFrom<Value>(schema: z.ZodType<Value>): Promise<Value | undefined>;
  /** There is nothing to go on from any more. */
  forget(): Promise<void>;
}

/**
 * One resumable unit of a stage.
 *
 * `observe` only reads, and serves five purposes: skip what is done, wait, check after acting, `livemig status`, and
 * recovery after a crash. `run` makes exactly one change and returns the ids it brought back. A step never sleeps,
 * retries, prints or asks; the engine does.
 *
 * Methods (not function properties), so that steps with different receipts and details fit into one list.
 */
export interface Step<World, Receipt = unknown, Found extends Details = Details> {
  readonly id: StepId;
  /** Imperative, without full stop. */
  readonly title: string;
  readonly receipt: z.ZodType<Receipt>;
  /** What the details of its observations hold; absent where nobody reads them but people. */
  readonly details?: z.ZodType<Found>;
  /** Making it again is harmless, so a result that has gone or aged is simply made anew. */
  readonly repeatable?: boolean;
  readonly patience?: Patience;
  /**
   * What goes on meanwhile, as words after "meanwhile": it does so whether this run gets an answer or not, so that a day
   * without one is no reason to give up.
   */
  readonly meanwhile?: string;
  /** False where the step has no meaning, such as the agreement for a Cloud Manager source. */
  applies?(world: World): boolean;
  /** `before` is what was seen the time before in the same run, for what only two looks can tell, such as a direction. */
  observe(
    world: World,
    receipt: Receipt | undefined,
    before?: Observation<Receipt, Found>,
  ): Promise<Observation<Receipt, Found>>;
  /**
   * What has to be known later of the world as it is right before `run`: it is in the journal before anything is sent, so that a
   * run that ends in between loses nothing of it. Rejects only with an interruption: what cannot be seen is kept as not known.
   */
  before?(world: World): Promise<unknown>;
  /** Absent where there is nothing to do but wait. */
  run?(world: World, work: Work): Promise<Receipt>;
  /** Tells again what a person has to do, to whoever comes back to a wait that an earlier run began. */
  remind?(world: World, receipt: Receipt): Promise<void>;
  /** Removes what only this step needed, such as a secret; called when it is seen as done, and safe to call again. */
  finish?(world: World): Promise<void>;
  danger?(world: World): Danger | undefined | Promise<Danger | undefined>;
  /** What is to be done first once the danger was approved, before everything is looked at and judged once more. */
  approved?(world: World): Promise<void>;
  /** What `run` would do, with the names of what it touches, for the plan; absent where that is nothing to speak of. */
  changes?(world: World): readonly PlannedChange[] | Promise<readonly PlannedChange[]>;
}

export interface Stage {
  readonly id: StageId;
  readonly title: string;
  readonly summary: string;
}

/** Gives a step the types of its receipt and its details from their schemas, and keeps it assignable to `Step<World>`. */
export function defineStep<World, Receipt, Found extends Details = Details>(
  step: Step<World, Receipt, Found>,
): Step<World, Receipt, Found> {
  return step;
}
