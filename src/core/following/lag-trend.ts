import { z } from 'zod';
import { mostLagSeconds } from '../migration-progress.ts';
import type { Sample } from './sample.ts';

const minute = 60_000;

export const LagTrend = z.object({
  direction: z.enum(['falling', 'level', 'rising']),
  /** Seconds of lag in a second, below 0 where it falls. */
  perSecond: z.number(),
  /** Over how long it was looked at, in milliseconds. */
  overMs: z.number(),
});
export type LagTrend = z.infer<typeof LagTrend>;

/** Fewer looks than that show no direction. */
const fewest = 3;
/** A lag that changes by less than this is level: it goes up and down by a few seconds with every write. */
const noise = { seconds: 3, share: 0.1 } as const;

/** In which direction the lag goes, by a straight line through the looks of so long; `undefined` where too few tell a lag. */
export function lagTrend(samples: readonly Sample[], now: Date, withinMs = 10 * minute): LagTrend | undefined {
  const from = now.getTime() - withinMs;
  const points = samples.flatMap(({ at, lagSeconds }) => {
    const time = Date.parse(at);
    return lagSeconds === null || time < from || time > now.getTime() ? [] : [{ time, lag: lagSeconds }];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < fewest || first === undefined || last === undefined || last.time === first.time) return undefined;
  const perSecond = slopeOf(points.map(({ time, lag }) => [(time - first.time) / 1_000, lag]));
  const overMs = last.time - first.time;
  const change = (perSecond * overMs) / 1_000;
  const mean = points.reduce((sum, { lag }) => sum + lag, 0) / points.length;
  const isLevel = Math.abs(change) < Math.max(noise.seconds, noise.share * mean);
  return { direction: isLevel ? 'level' : change < 0 ? 'falling' : 'rising', perSecond, overMs };
}

/** Long enough to tell a lag that stays from one that has a bad quarter of an hour. */
const patienceMs = 60 * minute;

/**
 * Since how many milliseconds a lag above what a cutover allows has not fallen, once that is half an hour or more: it will not
 * converge at this write rate. At most an hour is looked at.
 */
export function notConvergingMs(samples: readonly Sample[], now: Date): number | undefined {
  const lag = samples.at(-1)?.lagSeconds;
  if (lag === undefined || lag === null || lag <= mostLagSeconds) return undefined;
  const trend = lagTrend(samples, now, patienceMs);
  if (trend === undefined || trend.direction === 'falling' || trend.overMs < patienceMs / 2) return undefined;
  return trend.overMs;
}

/** By least squares. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return over / under;
}
