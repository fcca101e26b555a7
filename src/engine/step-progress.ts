import { atIntervals } from '../core/at-intervals.ts';
import type { ProgressEvent } from '../core/events.ts';
import { createPace, type Pace } from '../core/pace.ts';
import type { Reporter, RunClock } from '../core/ports.ts';
import type { StepProgress } from '../core/step.ts';

/** Often enough for a line that moves; who writes lines takes fewer (`terminal`). */
const reportMs = 1_000;

interface Telling {
  readonly reporter: Pick<Reporter, 'report'>;
  readonly clock: Pick<RunClock, 'now' | 'elapsed'>;
  readonly signal: AbortSignal;
}

/** Tells at intervals how far something has come, with its pace; `id` is that of the step, or of what is like one. */
export function progressTeller(
  { id, title }: { readonly id: string; readonly title: string },
  { reporter, clock, signal }: Telling,
): (progress: StepProgress) => void {
  const pace = createPace();
  const mayReport = atIntervals(reportMs);
  return (progress) => {
    const ms = clock.elapsed();
    const paced = pace(progress, ms);
    // What is cut off may still say something, when the last word has been spoken.
    if (!signal.aborted && mayReport(ms)) reporter.report(progressEvent(id, title, progress, paced, clock.now()));
  };
}

function progressEvent(
  step: string,
  title: string,
  { done, total, unit, detail }: StepProgress,
  { rate, secondsLeft }: Pace,
  now: Date,
): ProgressEvent {
  return {
    ...{ type: 'progress', time: now.toISOString(), step, title, done },
    ...(total === undefined ? {} : { total }),
    unit,
    ...(rate === undefined ? {} : { rate: Number(rate.toPrecision(3)) }),
    ...(secondsLeft === undefined ? {} : { eta: new Date(now.getTime() + secondsLeft * 1_000).toISOString() }),
    ...(detail === undefined ? {} : { detail }),
  };
}
