import { z } from 'zod';
import type { Sample } from './sample.ts';

/** How long a migration that is ready for cutover stays so (domain notes 3). */
export const readyForMs = 120 * 3_600_000;

/** Atlas tells no time of readiness: it lies between the last look that was not ready and the first that was. In ISO 8601, UTC. */
export const Deadline = z.object({
  /** Absent where it was ready when it was first looked at. */
  earliest: z.string().exactOptional(),
  latest: z.string(),
  /** It works on after the latest: perhaps the time was extended in Atlas. */
  isOver: z.boolean(),
});
export type Deadline = z.infer<typeof Deadline>;

/** Counted from the first readiness: whether the time begins anew after a fall back is not documented. `undefined` before it. */
export function deadlineOf(samples: readonly Sample[], now: Date): Deadline | undefined {
  const first = samples.findIndex(({ ready, status }) => ready && status === 'WORKING');
  const [before, ready] = [samples[first - 1], samples[first]];
  if (ready === undefined) return undefined;
  const latest = after(ready);
  return {
    ...(before === undefined ? {} : { earliest: after(before).toISOString() }),
    latest: latest.toISOString(),
    isOver: now >= latest,
  };
}

function after({ at }: Sample): Date {
  return new Date(Date.parse(at) + readyForMs);
}
