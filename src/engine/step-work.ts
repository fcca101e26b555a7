import { atIntervals } from '../core/at-intervals.ts';
import type { ProgressEvent } from '../core/events.ts';
import { createPace, type Pace } from '../core/pace.ts';
import type { Step, StepProgress, Work } from '../core/step.ts';
import type { Run } from './run.ts';

/** Often enough for a line that moves; who writes lines takes fewer (`terminal`). */
const reportMs = 1_000;

/** What is lost at most when the process is killed. */
const checkpointMs = 10_000;

export interface StepWork extends Work {
  /** Writes what was to be kept last. */
  keep(): Promise<void>;
}

/** What a step tells and keeps while it runs. */
export function workOn<World>(step: Step<World>, { reporter, clock, checkpoints, signal }: Run<World>): StepWork {
  const pace = createPace();
  const [mayReport, mayKeep] = [atIntervals(reportMs), atIntervals(checkpointMs)];
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
    report(progress) {
      const ms = clock.elapsed();
      const paced = pace(progress, ms);
      // What is cut off may still say something, when the last word has been spoken.
      if (!signal.aborted && mayReport(ms)) reporter.report(progressEvent(step, progress, paced, clock.now()));
    },
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

function progressEvent<World>(
  { id, title }: Step<World>,
  { done, total, unit, detail }: StepProgress,
  { rate, secondsLeft }: Pace,
  now: Date,
): ProgressEvent {
  return {
    ...{ type: 'progress', time: now.toISOString(), step: id, title, done },
    ...(total === undefined ? {} : { total }),
    unit,
    ...(rate === undefined ? {} : { rate: Number(rate.toPrecision(3)) }),
    ...(secondsLeft === undefined ? {} : { eta: new Date(now.getTime() + secondsLeft * 1_000).toISOString() }),
    ...(detail === undefined ? {} : { detail }),
  };
}
