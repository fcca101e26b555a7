import type { Approver, CheckpointStore, Reporter, RunClock } from '../core/ports.ts';
import type { Observation, Step } from '../core/step.ts';
import type { JournalKeeper } from './journal-keeper.ts';

export interface Acting<World> {
  readonly step: Step<World>;
  readonly seen: Observation;
}

/** What a run of steps works with. */
export interface Run<World> {
  readonly world: World;
  readonly journal: JournalKeeper;
  readonly checkpoints: CheckpointStore;
  readonly approver: Approver;
  readonly reporter: Reporter;
  readonly clock: RunClock;
  /** Ends the run, also when its time is up (`signalOfRun`). */
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /**
   * Judges the checks, shows the plan and has it agreed to. Throws to stop the run. `acting` is the step that is about to act,
   * with what was seen of it; absent where it is only to be waited for or recorded.
   */
  beforeActing(acting?: Acting<World>): Promise<void>;
  /** Whether a plan of this stage was agreed to, with these inputs; what was not is neither waited for nor recorded. */
  isAgreed(): boolean;
  /** Whether what this step is about to do stands in what was agreed to: what was found done then may have gone since. */
  covers(step: Step<World>): Promise<boolean>;
  readonly pollMs: number | undefined;
  /** Whether what an earlier run has made of this step is made anew: an old verdict is no answer to whoever asks now. */
  asksAnew?(step: Step<World>): boolean;
}
