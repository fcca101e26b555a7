import { clocksOf } from './clocks.ts';
import { phaseOf } from './following.ts';
import type { Sample } from './sample.ts';

const minute = 60_000;
const hour = 60 * minute;

/** More than a week of one in ten minutes, a day of one a minute and an hour of one in a few seconds. */
const most = 5_000;

/** For how long the samples of an age stand for all that were taken meanwhile. */
function widthAt(ageMs: number): number {
  if (ageMs <= hour) return 0;
  return ageMs <= 24 * hour ? minute : 10 * minute;
}

/**
 * What is worth keeping of samples in the order of their times: all of the last hour, one a minute of the last day, one in ten
 * minutes of what is older. Both sides of every change of phase stay: deadlines are counted from them, and
 * what was copied in the end is known from them. So does when it last went on, for which a stall is named.
 */
export function thinned(samples: readonly Sample[], now: Date): Sample[] {
  const kept: Sample[] = [];
  const progress = clocksOf(samples)?.progress;
  let until = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    const at = Date.parse(sample.at);
    const isNext = at >= until;
    const isKept = isNext || sample.at === progress;
    if (!isKept && !isTurn(samples[index - 1], sample) && !isTurn(sample, samples[index + 1])) continue;
    kept.push(sample);
    if (isNext) until = at + widthAt(now.getTime() - at);
  }
  return kept.slice(-most);
}

function isTurn(before: Sample | undefined, after: Sample | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  return before.status !== after.status || phaseOf(before) !== phaseOf(after);
}
