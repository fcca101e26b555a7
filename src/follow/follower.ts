import type { Follower } from '../core/following/follower.ts';
import { type Following, followingOf } from '../core/following/following.ts';
import { type Amount, type Sample, seenAtOf } from '../core/following/sample.ts';
import type { EngineRecords, SeenNow, SetWindow, WriteRate } from '../core/following/seen-now.ts';
import type { RunClock, SampleStore } from '../core/ports.ts';
import { createGlimpse } from './glimpse.ts';

/** Looks at the two deployments; each is absent where there is no connection, and may reject. */
export interface CloserLooks {
  readonly source?: (() => Promise<Amount>) | undefined;
  readonly copied?: (() => Promise<Amount>) | undefined;
  readonly oplogs?: (() => Promise<OplogsSeen>) | undefined;
  /** Takes seconds, so that nobody waits for it. */
  readonly writes?: (() => Promise<WriteRate | undefined>) | undefined;
  /** `undefined` where they are not readable. */
  readonly engine?: (() => Promise<EngineRecords | undefined>) | undefined;
}

/** How far back the oplogs of the source reach. */
export interface OplogsSeen {
  /** Absent where it is not known of each. */
  readonly shortestSeconds?: number;
  /** The shortest first. */
  readonly sets: readonly SetWindow[];
}

const minute = 60_000;

/** What is kept of a look. */
type Kept = 'source' | 'copied' | 'oplogSeconds';

/**
 * How often each is looked at, counted from the last try. What arrives is all there is to see of a copy, and afterwards only
 * indexes are; a source changes little in minutes, and its oplog is watched for seconds each time.
 */
const everyMs = {
  copied: 10_000,
  built: minute,
  source: 5 * minute,
  oplogSeconds: 5 * minute,
  engine: 15_000,
  writes: minute,
} as const;

/** Two looks within that time that see the same are one: the steps of a command look one after the other. */
const sameLookMs = 500;

/**
 * @param clock `elapsed` for the time between two tries, which does not change with the date
 * @param intervalMs between two looks, where that is fixed
 */
export function createFollower(
  samples: SampleStore,
  looks: CloserLooks,
  clock: Pick<RunClock, 'now' | 'elapsed'>,
  intervalMs?: number,
): Follower {
  const tried = new Map<Kept, number>();
  /** What cannot be seen now may be seen the next time. */
  const look = async <Seen>(
    name: Kept,
    ask: (() => Promise<Seen>) | undefined,
    before: readonly Sample[],
    ms: number = everyMs[name],
  ) => {
    if (ask === undefined || !isDue(name, ms, tried.get(name), before, clock)) return undefined;
    tried.set(name, clock.elapsed());
    return ask().catch(() => undefined);
  };
  const { writes: askWrites, engine: askEngine } = looks;
  const writes = askWrites && createGlimpse(askWrites, everyMs.writes, clock);
  const engine =
    askEngine &&
    createGlimpse(async () => ({ records: (await askEngine().catch(() => undefined)) ?? null }), everyMs.engine, clock);
  const oplogsBeside = looks.oplogs && createGlimpse(looks.oplogs, everyMs.oplogSeconds, clock, intervalMs);
  /** What is ready has arrived, and nobody waits for a source that does not answer: it is told by the look after. */
  const lookBeside = (before: readonly Sample[]): OplogsLook | undefined => {
    if (isDue('oplogSeconds', everyMs.oplogSeconds, undefined, before, clock)) oplogsBeside?.look();
    const seen = oplogsBeside?.seen();
    const last = before.findLast((sample) => sample.oplogSeconds !== undefined);
    const keptAt = last && seenAtOf(last, 'oplogSeconds');
    const isKept = seen !== undefined && keptAt !== undefined && Date.parse(keptAt) >= Date.parse(seen.at);
    return isKept ? { sets: seen.sets, at: seen.at } : seen;
  };
  let parts: OplogParts | undefined;
  return {
    see: async (told) => {
      const before = await samples.load();
      const isReady = told.status === 'WORKING' && told.ready;
      const isUnderWay = told.status === 'WORKING' && !told.ready;
      const isCopying = isUnderWay && told.lagSeconds === null;
      if (told.status === 'WORKING') for (const glimpse of [writes, engine]) glimpse?.look();
      const [source, copied, oplogs] = await Promise.all([
        look('source', isUnderWay ? looks.source : undefined, before),
        look('copied', isUnderWay ? looks.copied : undefined, before, isCopying ? everyMs.copied : everyMs.built),
        isReady ? lookBeside(before) : look<OplogsLook>('oplogSeconds', isUnderWay ? looks.oplogs : undefined, before),
      ]);
      const now = clock.now();
      if (oplogs !== undefined) parts = { at: oplogs.at ?? now.toISOString(), sets: oplogs.sets };
      const sample: Sample = {
        at: now.toISOString(),
        ...told,
        ...(source && { source }),
        ...(copied && { copied }),
        ...oplogIn(oplogs),
      };
      const isNew = !isSameLook(before.at(-1), sample);
      if (isNew) await samples.add(sample);
      const following = followingOf(isNew ? [...before, sample] : before, now);
      return following && { ...following, ...seenNow(following, writes?.seen(), engine?.seen(), parts) };
    },
  };
}

/** With its time where it was not seen by the look that tells of it. */
type OplogsLook = OplogsSeen & { readonly at?: string };

function oplogIn(seen: OplogsLook | undefined): Pick<Sample, 'oplogSeconds' | 'oplogSeenAt'> {
  if (seen?.shortestSeconds === undefined) return {};
  return { oplogSeconds: seen.shortestSeconds, ...(seen.at !== undefined && { oplogSeenAt: seen.at }) };
}

/** What the oplog of each set was, and when. */
interface OplogParts {
  readonly at: string;
  readonly sets: readonly SetWindow[];
}

/** What belongs to how it stands now: parts of an oplog are not told where it is too old to be, or another run has seen it since. */
function seenNow(
  { oplog, readAt }: Following,
  writes: SeenNow['writes'],
  engine: SeenNow['engine'],
  parts: OplogParts | undefined,
): SeenNow {
  const isOvertaken = parts === undefined || Date.parse(parts.at) < Date.parse(readAt?.oplogSeconds ?? '');
  return {
    ...(writes && { writes }),
    ...(engine && { engine }),
    ...(oplog && !isOvertaken && parts.sets.length > 0 && { oplogs: [...parts.sets] }),
  };
}

/** Neither tried nor seen for long; whether another run has seen it is told by what was kept. */
function isDue(
  name: Kept,
  ms: number,
  tried: number | undefined,
  before: readonly Sample[],
  { now, elapsed }: Pick<RunClock, 'now' | 'elapsed'>,
): boolean {
  if (tried !== undefined) return elapsed() - tried >= ms;
  const seen = before.findLast((sample) => sample[name] !== undefined);
  const at = seen && seenAtOf(seen, name);
  const age = at === undefined ? Number.POSITIVE_INFINITY : now().getTime() - Date.parse(at);
  return age < 0 || age >= ms;
}

function isSameLook(last: Sample | undefined, { at, status, ready, lagSeconds, ...closer }: Sample): boolean {
  if (last === undefined || Object.keys(closer).length > 0) return false;
  const apart = Date.parse(at) - Date.parse(last.at);
  const isSame = last.status === status && last.ready === ready && last.lagSeconds === lagSeconds;
  return isSame && apart >= 0 && apart < sameLookMs;
}
