import type { Clock } from '../../src/core/ports.ts';

/** A clock that stands still until somebody sleeps; sleeping takes no time and moves it on. */
export function fakeClock(start = '2026-01-18T12:00:00.000Z'): Clock & { readonly slept: number[] } {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    random: () => 0.5,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}
