import { atIntervals } from '../core/at-intervals.ts';
import type { SurveyProgress } from '../core/facts.ts';
import type { RunPorts } from './run-ports.ts';

/** What takes less is no news, and what takes longer is told once in so long. */
const newsMs = 1_000;

/** Tells how far the reading of the source has come, from the second second on. */
export function checkProgress({ reporter, clock }: RunPorts): (progress: SurveyProgress) => void {
  const began = clock.elapsed();
  const mayTell = atIntervals(newsMs);
  return ({ what, done, total }) => {
    const now = clock.elapsed();
    if (now - began < newsMs || !mayTell(now)) return;
    const time = clock.now().toISOString();
    reporter.report({ type: 'progress', time, step: 'check', title: 'Reading the source', done, total, unit: what });
  };
}
