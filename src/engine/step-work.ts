import { atIntervals } from '../core/at-intervals.ts';
import type { Step, Work } from '../core/step.ts';
import type { Run } from './run.ts';
import { progressTeller } from './step-progress.ts';

/** What is lost at most when the process is killed. */
const checkpointMs = 10_000;

export interface StepWork extends Work {
  /** Writes what was to be kept last. */
  keep(): Promise<void>;
}

/** What a step tells and keeps while it runs. */
export function workOn<World>(step: Step<World>, { reporter, clock, checkpoints, signal }: Run<World>): StepWork {
  const mayKeep = atIntervals(checkpointMs);
  // The first interval passes before anything is written: most work is done by then.
  mayKeep(clock.elapsed());
  let isOnDisk = false;
  let unkept: { readonly value: unknown } | undefined;
  const keep = async () => {
    const last = unkept;
    unkept = undefined;
    if (last === undefined) return;
    isOnDisk = true;
    await checkpoints.save(step.id, last.value);
  };
  return {
    report: progressTeller(step, { reporter, clock, signal }),
    async checkpoint(value) {
      unkept = { value };
      if (mayKeep(clock.elapsed())) await keep();
    },
    async resumeFrom(schema) {
      const value = await checkpoints.load(step.id);
      isOnDisk = isOnDisk || value !== undefined;
      return schema.safeParse(value).data;
    },
    async forget() {
      unkept = undefined;
      if (isOnDisk) await checkpoints.forget();
      isOnDisk = false;
    },
    keep,
  };
}
