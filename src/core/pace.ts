import type { StepProgress } from './step.ts';

/** How fast something goes on. */
export interface Pace {
  /** A second, since the first that was told: what was done before does not count. */
  readonly rate?: number;
  /** Until the total is reached at this rate. */
  readonly secondsLeft?: number;
}

/** Too short a time tells of no pace. */
const shortestMs = 1_000;

/**
 * Measures from the first progress that it is told of; `ms` is when that was. What counts something else, or begins to count
 * again, is measured from there: documents that are looked at again are not those that were compared.
 */
export function createPace(): (progress: StepProgress, ms: number) => Pace {
  let first: { readonly done: number; readonly unit: string; readonly ms: number } | undefined;
  return ({ done, total, unit }, ms) => {
    if (first === undefined || first.unit !== unit || done < first.done) first = { done, unit, ms };
    const [more, taken] = [done - first.done, ms - first.ms];
    if (more <= 0 || taken < shortestMs) return {};
    const rate = (more / taken) * 1_000;
    return { rate, ...(total === undefined ? {} : { secondsLeft: Math.max(0, total - done) / rate }) };
  };
}
