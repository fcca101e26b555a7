import type { RunClock } from '../../src/core/ports.ts';

/** A clock that stands still until somebody sleeps; sleeping takes no time and moves it on, past alarms that then ring. */
export function fakeClock(start = '2026-01-18T12:00:00.000Z'): RunClock & { readonly slept: number[] } {
  let now = Date.parse(start);
  const began = now;
  const slept: number[] = [];
  const alarms: { readonly at: number; readonly ring: () => void }[] = [];
  return {
    slept,
    now: () => new Date(now),
    elapsed: () => now - began,
    alarm: (ms, ring) => void alarms.push({ at: now + ms, ring }),
    random: () => 0.5,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      for (const alarm of alarms.splice(0)) {
        if (alarm.at <= now) alarm.ring();
        else alarms.push(alarm);
      }
      signal?.throwIfAborted();
    },
  };
}
