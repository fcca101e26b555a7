import { z } from 'zod';
import { isFurther } from '../migration-progress.ts';
import type { Sample } from './sample.ts';

/** Each in ISO 8601, UTC. */
export const Clocks = z.object({
  /** When somebody last answered. */
  answer: z.string(),
  /** When an answer last differed from the one before. */
  change: z.string(),
  /** When it was last further on than ever before. */
  progress: z.string(),
});
export type Clocks = z.infer<typeof Clocks>;

/** Of the samples in the order of their times; `undefined` of none. */
export function clocksOf(samples: readonly Sample[]): Clocks | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let [furthest, applied, change, progress] = [placeOf(first), appliedIn(first), first, first];
  for (const [index, sample] of samples.entries()) {
    if (index > 0 && saidBy(sample) !== saidBy(samples[index - 1])) change = sample;
    const [place, until] = [placeOf(sample), appliedIn(sample)];
    const isNearer = isFurther(place, furthest);
    if (isNearer) furthest = place;
    if (!isNearer && !(until > applied + roundingMs)) continue;
    applied = Math.max(applied, until);
    progress = sample;
  }
  return { answer: last.at, change: change.at, progress: progress.at };
}

/** A lag is told in whole seconds, and by another machine's clock. */
const roundingMs = 5_000;

/**
 * Up to when what the source wrote has arrived, in epoch ms: a lag that is level, or grows by less than the time that passes,
 * is that of a migration that goes on.
 */
function appliedIn({ at, lagSeconds }: Sample): number {
  return lagSeconds === null ? Number.NEGATIVE_INFINITY : Date.parse(at) - 1_000 * lagSeconds;
}

/** Long after all that a busy service may take for one range of documents or one index. */
const stalledMs = 30 * 60_000;

/**
 * Since when nothing has gone on, in milliseconds, once that is long. Not of what can be cut over, which has nothing left to
 * do, nor of a copy that nobody can look at.
 */
export function stalledForMs(samples: readonly Sample[], now: Date): number | undefined {
  const [last, clocks] = [samples.at(-1), clocksOf(samples)];
  if (last === undefined || clocks === undefined || last.status !== 'WORKING' || last.ready) return undefined;
  const isSeen = last.lagSeconds !== null || last.copied !== undefined;
  const since = now.getTime() - Date.parse(clocks.progress);
  return isSeen && since >= stalledMs ? since : undefined;
}

function saidBy(sample: Sample | undefined): string {
  if (sample === undefined) return '';
  const { at: _, ...said } = sample;
  return JSON.stringify(said);
}

function placeOf({ status, ready, lagSeconds, copied }: Sample) {
  const documents = copied === undefined ? {} : { destinationDocuments: copied.documents };
  return { status, readyForCutover: ready, lagSeconds, ...documents };
}
