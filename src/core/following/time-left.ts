import { z } from 'zod';
import { mostLagSeconds } from '../migration-progress.ts';
import { durationText, sizeText } from '../plain-units.ts';
import { lagTrend } from './lag-trend.ts';
import type { Sample } from './sample.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long something will still take, and why that is thought; or why it cannot be said. */
export const TimeLeft = z.union([
  z.object({
    /** Milliseconds from the look on. */
    likelyMs: z.number(),
    earliestMs: z.number(),
    latestMs: z.number(),
    because: z.string(),
  }),
  z.object({ unknown: z.string() }),
]);
export type TimeLeft = z.infer<typeof TimeLeft>;

/** Before that, a rate says little of the whole. */
const leastShare = 0.01;

/** Windows over which a rate is measured, the one that counts most first. */
const windows = [hour, 10 * minute, Number.POSITIVE_INFINITY];

/** A rate in bytes a second, and over how many milliseconds it was measured. */
export interface Rate {
  readonly bytesPerSecond: number;
  readonly overMs: number;
}

/** How fast data arrives, over so long or as long as it was seen; `undefined` where there are no two looks at it. */
export function copyRate(samples: readonly Sample[], now: Date, withinMs = 10 * minute): Rate | undefined {
  const from = now.getTime() - withinMs;
  const seen = samples.flatMap(({ at, copied, lagSeconds }) => {
    const time = Date.parse(at);
    const isCopy = copied !== undefined && lagSeconds === null && time >= from && time <= now.getTime();
    return isCopy ? [{ time, bytes: copied.bytes }] : [];
  });
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || last.time <= first.time) return undefined;
  return {
    bytesPerSecond: ((last.bytes - first.bytes) * 1_000) / (last.time - first.time),
    overMs: last.time - first.time,
  };
}

/** Until everything has been copied: not the indexes, nor what is written meanwhile. */
export function copyTimeLeft(samples: readonly Sample[], now: Date): TimeLeft {
  const { source, copied } = lastAmounts(samples);
  if (source === undefined) return { unknown: 'how much the source holds was not looked at' };
  if (copied === undefined) return { unknown: 'how much has arrived was not looked at' };
  if (copied.bytes < leastShare * source.bytes) return { unknown: 'less than 1 % is copied' };
  const rates = windows.flatMap((withinMs) => copyRate(samples, now, withinMs) ?? []);
  const positive = rates.filter(({ bytesPerSecond }) => bytesPerSecond > 0);
  const [counts] = positive;
  if (counts === undefined || positive.length < rates.length) {
    return { unknown: rates.length === 0 ? 'its rate is not known yet' : 'nothing has arrived lately' };
  }
  const left = Math.max(0, source.bytes - copied.bytes);
  const times = positive.map(({ bytesPerSecond }) => (left * 1_000) / bytesPerSecond);
  return {
    likelyMs: (left * 1_000) / counts.bytesPerSecond,
    earliestMs: Math.min(...times),
    latestMs: Math.max(...times),
    because: `${sizeText(left)} at ${sizeText(Math.round(counts.bytesPerSecond))}/s over the last ${durationText(counts.overMs)}`,
  };
}

/** Until the lag is small enough for a cutover. */
export function lagTimeLeft(samples: readonly Sample[], now: Date): TimeLeft {
  const lag = samples.at(-1)?.lagSeconds ?? null;
  if (lag === null) return { unknown: 'Atlas reports no lag' };
  if (lag <= mostLagSeconds) return { likelyMs: 0, earliestMs: 0, latestMs: 0, because: `the lag is ${lag} s` };
  const trends = [10 * minute, hour].flatMap((withinMs) => lagTrend(samples, now, withinMs) ?? []);
  const [near] = trends;
  if (near === undefined) return { unknown: 'in which direction the lag goes is not known yet' };
  if (near.direction !== 'falling') return { unknown: `the lag is ${near.direction}` };
  const falling = trends.filter(({ direction }) => direction === 'falling');
  const times = falling.map(({ perSecond }) => ((lag - mostLagSeconds) * 1_000) / -perSecond);
  const over = durationText(near.overMs);
  return {
    likelyMs: times[0] ?? 0,
    earliestMs: Math.min(...times),
    latestMs: Math.max(...times),
    because: `a lag of ${lag} s that fell by ${Math.round((-near.perSecond * near.overMs) / 1_000)} s in ${over}`,
  };
}

/** What was seen last of both sides, which are not looked at each time. */
export function lastAmounts(samples: readonly Sample[]): Pick<Sample, 'source' | 'copied'> {
  const source = samples.findLast((sample) => sample.source !== undefined)?.source;
  const copied = samples.findLast((sample) => sample.copied !== undefined)?.copied;
  return { ...(source && { source }), ...(copied && { copied }) };
}
