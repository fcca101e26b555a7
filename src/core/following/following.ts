import { z } from 'zod';
import { Clocks, clocksOf, stalledForMs } from './clocks.ts';
import { Deadline, deadlineOf } from './deadline.ts';
import { LagTrend, lagTrend, notConvergingMs } from './lag-trend.ts';
import { recentLags } from './recent-lags.ts';
import { Amount, type Sample, seenAtOf } from './sample.ts';
import { SeenNow } from './seen-now.ts';
import { copyRate, copyTimeLeft, lagTimeLeft, lastAmounts, TimeLeft } from './time-left.ts';

const ReadAt = z.object({
  source: z.string().exactOptional(),
  copied: z.string().exactOptional(),
  oplogSeconds: z.string().exactOptional(),
});

/** What the looks at a migration tell together. Times in ISO 8601 and UTC, durations in milliseconds. */
export const Following = z.object({
  phase: z.enum(['scheduled', 'copying', 'following', 'ready', 'ended', 'unknown']),
  /** While it copies. */
  source: Amount.exactOptional(),
  copied: Amount.exactOptional(),
  /** From 0 to 1, by bytes. */
  share: z.number().exactOptional(),
  bytesPerSecond: z.number().exactOptional(),
  /** Until the copy is over, or until the lag is small enough. */
  left: TimeLeft.exactOptional(),
  lagTrend: LagTrend.exactOptional(),
  /** Of the last hour, in order, in seconds; absent before there are two. */
  recentLags: z.array(z.number()).exactOptional(),
  /** Since when a lag that is too large has not fallen, once that is long. */
  notConvergingMs: z.number().exactOptional(),
  oplog: z
    .object({
      /** How far back the shortest oplog reaches. */
      windowMs: z.number(),
      /** How far back the migration needs it. */
      neededMs: z.number(),
      isShort: z.boolean(),
    })
    .exactOptional(),
  deadline: Deadline.exactOptional(),
  /** When it was first seen ended, and the last look before that; absent before it has. */
  ended: z.object({ by: z.string(), after: z.string().exactOptional() }).exactOptional(),
  /** Of what is to be migrated, as the server counts them: those that are being built are among them. */
  indexes: z.object({ source: z.number(), destination: z.number() }).exactOptional(),
  ...SeenNow.shape,
  clocks: Clocks,
  /** When each of the two deployments was last looked at, as far as it was. */
  readAt: ReadAt.exactOptional(),
  /** Since when nothing has gone on, once that is long. */
  stalledMs: z.number().exactOptional(),
});
export type Following = z.infer<typeof Following>;

/** Of what was kept of earlier looks and the newest, in the order of their times; `undefined` of none. */
export function followingOf(all: readonly Sample[], now: Date): Following | undefined {
  // What is of a time to come was seen before the clock was set back: how long ago nobody knows.
  const samples = all.filter(({ at }) => Date.parse(at) <= now.getTime());
  const [last, clocks] = [samples.at(-1), clocksOf(samples)];
  if (last === undefined || clocks === undefined) return undefined;
  const phase = phaseOf(last);
  const isCopying = phase === 'copying';
  // Nobody looks at them afterwards, and what was seen last of a copy is not what there is.
  const lasts = lastAmounts(samples);
  const amounts = isCopying ? lasts : {};
  const { source, copied } = amounts;
  const indexes = isCopying || phase === 'following' ? indexesIn(lasts) : undefined;
  const trend = lagTrend(samples, now);
  const lags = recentLags(samples, now);
  const notConverging = notConvergingMs(samples, now);
  const oplog = oplogOf(samples, now);
  // It may be counted from a look of which nobody knows any more how long ago it was.
  const isCounted = phase === 'ready' && samples.length === all.length;
  const deadline = isCounted ? deadlineOf(samples, now) : undefined;
  const stalled = stalledForMs(samples, now);
  const ended = phase === 'ended' ? endedIn(samples) : undefined;
  return {
    phase,
    ...amounts,
    ...(source && copied && source.bytes > 0 && { share: Math.min(1, copied.bytes / source.bytes) }),
    ...(isCopying && rateIn(samples, now)),
    ...(isCopying && { left: copyTimeLeft(samples, now) }),
    ...(phase === 'following' && { left: lagTimeLeft(samples, now) }),
    ...(trend && { lagTrend: trend }),
    ...(lags.length > 1 && { recentLags: lags }),
    ...(notConverging !== undefined && { notConvergingMs: notConverging }),
    ...(oplog && { oplog }),
    ...(deadline && { deadline }),
    ...(ended && { ended }),
    ...(indexes && { indexes }),
    clocks,
    readAt: readAtOf(samples),
    ...(stalled !== undefined && { stalledMs: stalled }),
  };
}

/** A lag is reported from the end of the copy on (API notes 6.1). */
export function phaseOf({ status, ready, lagSeconds }: Sample): Following['phase'] {
  if (status === null) return 'unknown';
  if (status === 'NEW') return 'scheduled';
  if (status !== 'WORKING') return ['COMPLETE', 'FAILED', 'EXPIRED'].includes(status) ? 'ended' : 'unknown';
  if (ready) return 'ready';
  return lagSeconds === null ? 'copying' : 'following';
}

function endedIn(samples: readonly Sample[]): Following['ended'] {
  const first = samples.findIndex((sample) => phaseOf(sample) === 'ended');
  const [before, end] = [samples[first - 1], samples[first]];
  return end && { by: end.at, ...(before !== undefined && { after: before.at }) };
}

function indexesIn({ source, copied }: Pick<Sample, 'source' | 'copied'>): Following['indexes'] {
  if (source?.indexes === undefined || copied?.indexes === undefined) return undefined;
  return { source: source.indexes, destination: copied.indexes };
}

function readAtOf(samples: readonly Sample[]): z.infer<typeof ReadAt> {
  const at = (name: keyof typeof ReadAt.shape) => {
    const seen = samples.findLast((sample) => sample[name] !== undefined);
    const time = seen && seenAtOf(seen, name);
    return time === undefined ? {} : { [name]: time };
  };
  return { ...at('source'), ...at('copied'), ...at('oplogSeconds') };
}

function rateIn(samples: readonly Sample[], now: Date) {
  const rate = copyRate(samples, now);
  return rate === undefined ? {} : { bytesPerSecond: Math.max(0, rate.bytesPerSecond) };
}

/** What was seen of an oplog earlier is not what it is now. */
const oplogKnownMs = 30 * 60_000;

/** A third more than what is needed, and a quarter of an hour: less is hardly enough to do anything about it. */
const reserve = { times: 4 / 3, ms: 15 * 60_000 } as const;

/**
 * While it copies, what is written meanwhile is read from the oplog afterwards, so that this has to reach back to the beginning
 * of the copy; then, as far as the lag (rule O01).
 */
function oplogOf(samples: readonly Sample[], now: Date): Following['oplog'] {
  const last = samples.at(-1);
  const windowSeconds = samples.findLast((sample) => {
    const at = seenAtOf(sample, 'oplogSeconds');
    return at !== undefined && now.getTime() - Date.parse(at) <= oplogKnownMs;
  })?.oplogSeconds;
  const began = samples.find(({ status }) => status === 'WORKING');
  if (last?.status !== 'WORKING' || windowSeconds === undefined || began === undefined) return undefined;
  const neededMs = neededBy(last, samples, began, now);
  const windowMs = windowSeconds * 1_000;
  return { windowMs, neededMs, isShort: windowMs < neededMs * reserve.times + reserve.ms };
}

/** Where the last look was told of no lag although the copy is over, as during a cutover, it may have grown since by the time that has passed. */
function neededBy(last: Sample, samples: readonly Sample[], began: Sample, now: Date): number {
  if (last.lagSeconds !== null) return last.lagSeconds * 1_000;
  const told = samples.findLast(({ status, lagSeconds }) => status === 'WORKING' && lagSeconds !== null);
  if (told === undefined || told.lagSeconds === null) return now.getTime() - Date.parse(began.at);
  return told.lagSeconds * 1_000 + now.getTime() - Date.parse(told.at);
}
