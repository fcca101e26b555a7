import type { Clock } from './ports.ts';

/** Rings once after so many ms, at most 2^31 - 1; returns what keeps it from ringing. */
type Timer = (ms: number, ring: () => void) => () => void;

/** A timer of Node that is asked for more than 2^31 - 1 ms (25 days) rings after one (nodejs.org/api/timers.html). */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * Sleep of any length, by as many timers one after the other as it takes; for ever where it is no finite number, so that
 * a figure from elsewhere makes no loop without a pause.
 */
export function createSleep(timer: Timer): Clock['sleep'] {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      let left = Number.isFinite(ms) ? Math.max(0, ms) : Number.POSITIVE_INFINITY;
      let cancel = () => {};
      const stop = () => {
        cancel();
        reject(signal?.reason);
      };
      const goOn = () => {
        const part = Math.min(left, longestTimerMs);
        left -= part;
        cancel = timer(part, left > 0 ? goOn : end);
      };
      const end = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      signal?.addEventListener('abort', stop, { once: true });
      goOn();
    });
}
