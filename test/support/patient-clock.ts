import type { RunClock } from '../../src/core/ports.ts';
import { hurriedClock } from './hurried-clock.ts';

/** Polls take no time, and whoever is asked for the last time of a run has all of it. */
export function patientClock(): RunClock {
  const clock = hurriedClock();
  const never = (signal: AbortSignal | undefined) =>
    new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  return { ...clock, sleep: (ms, signal) => (ms < 10_000 ? clock.sleep(ms, signal) : never(signal)) };
}
