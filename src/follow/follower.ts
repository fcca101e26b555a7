import type { Follower } from '../core/following/follower.ts';
import { followingOf } from '../core/following/following.ts';
import type { Amount, Sample } from '../core/following/sample.ts';
import type { RunClock, SampleStore } from '../core/ports.ts';

/** Looks at the two deployments; each is absent where there is no connection, and may reject. */
export interface CloserLooks {
  readonly source?: (() => Promise<Amount>) | undefined;
  readonly copied?: (() => Promise<Amount>) | undefined;
  readonly oplogSeconds?: (() => Promise<number | undefined>) | undefined;
}

const minute = 60_000;

/**
 * How often each is looked at, counted from the last try. What arrives is all there is to see of a copy; a source changes little in
 * minutes, and its oplog is watched for seconds each time.
 */
const everyMs = { copied: 10_000, source: 5 * minute, oplogSeconds: 5 * minute } as const;

/** Two looks within that time that see the same are one: the steps of a command look one after the other. */
const sameLookMs = 500;

/** @param clock `elapsed` for the time between two tries, which does not change with the date */
export function createFollower(
  samples: SampleStore,
  looks: CloserLooks,
  clock: Pick<RunClock, 'now' | 'elapsed'>,
): Follower {
  const tried = new Map<keyof CloserLooks, number>();
  /** What cannot be seen now may be seen the next time. */
  const look = async <Seen>(
    name: keyof CloserLooks,
    ask: (() => Promise<Seen>) | undefined,
    before: readonly Sample[],
  ) => {
    if (ask === undefined || !isDue(name, tried.get(name), before, clock)) return undefined;
    tried.set(name, clock.elapsed());
    return ask().catch(() => undefined);
  };
  return {
    see: async (told) => {
      const before = await samples.load();
      // What is ready has arrived, and needs no more of the oplog than its lag: nobody waits for a source that does not answer.
      const isUnderWay = told.status === 'WORKING' && !told.ready;
      const isCopying = isUnderWay && told.lagSeconds === null;
      const [source, copied, oplogSeconds] = await Promise.all([
        look('source', isUnderWay ? looks.source : undefined, before),
        look('copied', isCopying ? looks.copied : undefined, before),
        look('oplogSeconds', isUnderWay ? looks.oplogSeconds : undefined, before),
      ]);
      const now = clock.now();
      const sample: Sample = {
        at: now.toISOString(),
        ...told,
        ...(source && { source }),
        ...(copied && { copied }),
        ...(oplogSeconds !== undefined && { oplogSeconds }),
      };
      if (isSameLook(before.at(-1), sample)) return followingOf(before, now);
      await samples.add(sample);
      return followingOf([...before, sample], now);
    },
  };
}

/** Neither tried nor seen for long; whether another run has seen it is told by what was kept. */
function isDue(
  name: keyof CloserLooks,
  tried: number | undefined,
  before: readonly Sample[],
  { now, elapsed }: Pick<RunClock, 'now' | 'elapsed'>,
): boolean {
  if (tried !== undefined) return elapsed() - tried >= everyMs[name];
  const seen = before.findLast((sample) => sample[name] !== undefined);
  const age = seen === undefined ? Number.POSITIVE_INFINITY : now().getTime() - Date.parse(seen.at);
  return age < 0 || age >= everyMs[name];
}

function isSameLook(last: Sample | undefined, { at, status, ready, lagSeconds, ...closer }: Sample): boolean {
  if (last === undefined || Object.keys(closer).length > 0) return false;
  const apart = Date.parse(at) - Date.parse(last.at);
  const isSame = last.status === status && last.ready === ready && last.lagSeconds === lagSeconds;
  return isSame && apart >= 0 && apart < sameLookMs;
}
