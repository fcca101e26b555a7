import type { KeptVerification, LockHolder, SeenHolder, VerificationStore } from '../core/ports.ts';
import type { VerificationBrief, VerificationPage, VerificationState } from '../core/results/verify-data.ts';
import { sum } from '../core/sum.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import { type Standing, standingOf } from '../core/verification/standing.ts';

/** A verification and where it stands. */
export interface Known {
  readonly kept: KeptVerification;
  readonly standing: Standing;
}

/** A verification as it was read, or why it cannot be; `undefined` where it has not begun. */
interface Read {
  readonly id: string;
  readonly read: PromiseSettledResult<Known | undefined>;
}

/** All of them, the newest run first: one that was gone on with is newer than one that was begun meanwhile. */
export async function byNewestRun(store: VerificationStore): Promise<readonly Read[]> {
  const placed: (Read & { readonly at: string })[] = [];
  // Ids are in the order of their beginnings, also where a clock was set back.
  let begun = '';
  for (const id of await store.ids()) {
    const [read] = await Promise.allSettled([knownIn(store, id)]);
    const { begunAt = '', runBegunAt = '' } = (read.status === 'fulfilled' && read.value?.standing) || {};
    begun = latest(begun, begunAt);
    placed.push({ id, read, at: latest(begun, runBegunAt) });
  }
  return placed.toReversed().toSorted((one, other) => other.at.localeCompare(one.at));
}

/** Those that have begun; throws what one cannot be read for when it is its turn, so that an old one is in nobody's way. */
export async function* newestFirst(store: VerificationStore): AsyncGenerator<Known> {
  for (const { read } of await byNewestRun(store)) {
    if (read.status === 'rejected') throw read.reason;
    if (read.value !== undefined) yield read.value;
  }
}

/** `undefined` where it has not begun. */
export async function knownIn(store: VerificationStore, id: string): Promise<Known | undefined> {
  const kept = await store.open(id);
  const standing = standingOf(await kept.journal.entries());
  return standing && { kept, standing };
}

/** Of two times in ISO 8601. */
function latest(one: string, other: string): string {
  return one < other ? other : one;
}

/** The newest that fits. */
export async function newest(
  store: VerificationStore,
  fits: (standing: Standing) => boolean = () => true,
): Promise<Known | undefined> {
  for await (const known of newestFirst(store)) if (fits(known.standing)) return known;
  return undefined;
}

/** Whether they compare the same in the same way, so that one can go on with what the other has found. */
export function isSameScope(one: VerifyRequest, other: VerifyRequest): boolean {
  const scope = ({ level, namespaces, skip, share, tells }: VerifyRequest) =>
    JSON.stringify([level, namespaces.toSorted(), skip.toSorted(), share?.number, share?.of, tells]);
  return scope(one) === scope(other);
}

/** `holder` is the run that has the lock. */
export function stateOf({ how, runBegunAt }: Standing, holder: LockHolder | undefined): VerificationState {
  if (how !== 'open') return how;
  // A lock that was taken after this one began is that of a run which has not come so far as to begin.
  return holder === undefined || holder.since > runBegunAt ? 'cut-off' : 'running';
}

export function briefOf({ kept, standing }: Known, holder: SeenHolder | undefined, now: Date): VerificationBrief {
  const { begunAt, lastAt, by, request, result } = standing;
  const state = stateOf(standing, holder);
  return {
    ...{ id: kept.id, state, begunAt, lastAt, by, request },
    ageSeconds: Math.max(0, Math.round((now.getTime() - Date.parse(lastAt)) / 1_000)),
    ...(result && { verdict: result.verdict }),
    ...(state === 'running' && holder?.elsewhere === true && { elsewhere: { host: holder.host, pid: holder.pid } }),
  };
}

export function pageOf(known: Known, holder: SeenHolder | undefined, now: Date): VerificationPage {
  const { kept, standing } = known;
  const { phase, sides, beganAnew, namespaces, differences, followed, error, result, request } = standing;
  const { bytesPerSecond, secondsLeft } = standing;
  return {
    ...briefOf(known, holder, now),
    phase,
    ...(sides && { sides }),
    ...(beganAnew !== undefined && { beganAnew }),
    progress: {
      documents: {
        done: sum(namespaces, ({ documents }) => documents.done),
        of: sum(namespaces, ({ documents }) => documents.of),
      },
      bytes: sum(namespaces, ({ bytes }) => bytes),
      bytesPerSecond,
      secondsLeft,
    },
    namespaces,
    differences: differences.slice(0, request.reportRows),
    differencesFound:
      result?.differencesTotal ?? sum(namespaces, ({ missing, extra, different }) => missing + extra + different),
    ...(followed && {
      followed: {
        ...{ at: followed.at, generation: followed.generation, open: followed.open },
        ...(followed.definitions !== undefined && { definitions: followed.definitions }),
        ...(followed.notCompared !== undefined && { notCompared: followed.notCompared }),
        ...(followed.verifiedThrough && { verifiedThrough: followed.verifiedThrough }),
      },
    }),
    ...(error && { failure: error }),
    ...(result && { result }),
    files: { differences: kept.differences, result: kept.result },
  };
}
