import { setTimeout as pause } from 'node:timers/promises';
import type { RunClock } from '../../src/core/ports.ts';

/**
 * What is waited for by the clock takes no time; a pause of a few milliseconds lets the sandbox do its part. An alarm
 * rings when so much has been waited, and moves nothing by itself.
 */
export function hurriedClock(): RunClock {
  let skipped = 0;
  const alarms: { readonly at: number; readonly ring: () => void }[] = [];
  const now = () => Date.now() + skipped;
  return {
    now: () => new Date(now()),
    elapsed: now,
    alarm: (ms, ring) => void alarms.push({ at: now() + ms, ring }),
    random: () => 0.5,
    async sleep(ms, signal) {
      skipped += ms;
      for (const alarm of alarms.splice(0)) {
        if (alarm.at <= now()) alarm.ring();
        else alarms.push(alarm);
      }
      await pause(Math.min(ms, 5), undefined, signal === undefined ? {} : { signal });
    },
  };
}
