import type { Sample } from '../../../../src/core/following/sample.ts';

/** When the looks of a test began. */
export const began = Date.UTC(2026, 10, 26, 9, 0, 0);

export const seconds = (count: number) => count * 1_000;
export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;

export const moment = (ms: number) => new Date(began + ms);

/** A look so many milliseconds after the beginning, at a migration that copies unless something else is said. */
export function sampleAt(ms: number, seen: Partial<Sample> = {}): Sample {
  return { at: moment(ms).toISOString(), status: 'WORKING', ready: false, lagSeconds: null, ...seen };
}

/** Looks from one moment to another, so far apart, each as `seen` says of its time in milliseconds. */
export function looks(
  fromMs: number,
  toMs: number,
  everyMs: number,
  seen: (ms: number) => Partial<Sample> = () => ({}),
): Sample[] {
  const times = Array.from(
    { length: Math.floor((toMs - fromMs) / everyMs) + 1 },
    (_, index) => fromMs + index * everyMs,
  );
  return times.map((ms) => sampleAt(ms, seen(ms)));
}
