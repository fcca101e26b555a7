import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../src/core/ports.ts';

/** What is waited for by the clock takes no time; a pause of a few milliseconds lets the sandbox do its part. */
export function hurriedClock(): Clock {
  let skipped = 0;
  return {
    now: () => new Date(Date.now() + skipped),
    random: () => 0.5,
    async sleep(ms, signal) {
      skipped += ms;
      await pause(Math.min(ms, 5), undefined, signal === undefined ? {} : { signal });
    },
  };
}
