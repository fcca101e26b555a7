import type { Sample } from './sample.ts';

const withinMs = 3_600_000;
const most = 30;

/** The lag of the last hour in at most thirty values in order, each the last of its two minutes, in seconds. */
export function recentLags(samples: readonly Sample[], now: Date): number[] {
  const slots = new Map<number, number>();
  for (const { at, lagSeconds } of samples) {
    const age = now.getTime() - Date.parse(at);
    if (lagSeconds === null || age < 0 || age >= withinMs) continue;
    slots.set(Math.min(most - 1, Math.floor((withinMs - age) / (withinMs / most))), lagSeconds);
  }
  return [...slots].sort(([one], [other]) => one - other).map(([, lag]) => lag);
}
