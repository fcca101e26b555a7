import { harmless } from '../core/harmless.ts';
import { isBefore } from '../core/verification/cluster-time.ts';
import type { Course } from '../core/verification/course.ts';
import type { Spool, VerifyEntry, VerifyJournal } from '../core/verification/entry.ts';
import type { Level } from '../core/verification/level.ts';
import { type ClusterTime, isSameDeployment, type ProvedSide, type SideIdentity } from '../core/verification/side.ts';
import type { SideRead } from '../core/verification/side-read.ts';
import type { NotCompared } from '../core/verification/verification.ts';
import { isInParts } from './levels/level-of.ts';
import { type Proof, type Sides, timesOf } from './prove-sides.ts';

/** Where a verification stands, and what is written of it from now on. */
export interface Taken {
  readonly course: Course;
  /** Takes it in and keeps it. */
  note(entry: VerifyEntry, found?: Spool): Promise<void>;
}

/** Where the newest write of each side stands; `undefined` where that cannot be told. */
export type Positions = Sides<string | undefined>;

export interface TakeUp {
  readonly journal: VerifyJournal;
  /** Of what earlier runs have left in it. */
  readonly course: Course;
  readonly proof: Proof;
  /** From before anything is read: what is written from now on shows in them. */
  readonly positions: Positions;
  readonly at: string;
  /** Why what earlier runs have compared holds no more; `undefined` where it does. */
  readonly anew: string | undefined;
  readonly level: Level;
}

/** Goes on from what earlier runs have compared, as far as that still holds; the journal says why where it does not. */
export async function takeUp({ journal, course, proof, positions, at, anew, level }: TakeUp): Promise<Taken> {
  const note = async (entry: VerifyEntry, found?: Spool) => {
    course.take(entry);
    await journal.append(entry, found);
  };
  const { source, destination } = positions;
  await note({
    ...{ kind: 'proved', at, source: proof.source.identity, destination: proof.destination.identity },
    ...(anew === undefined ? {} : { anew }),
    times: timesOf(proof),
    positions: { ...(source !== undefined && { source }), ...(destination !== undefined && { destination }) },
  });
  for (const [namespace, { results }] of isInParts(level) ? [] : course.namespaces) {
    const isUneven = [...results.values()].some((one) => one.source !== one.destination);
    // Somebody may have written between both counts, which no look at what was written makes up for.
    if (isUneven) await note({ kind: 'dropped', at, namespace, why: 'its counts differed' });
  }
  return { course, note };
}

const names = { source: 'the source', destination: 'the destination' } as const;
const both = ['source', 'destination'] as const;

/** Which side is another deployment than in earlier runs, as a reason; `undefined` where both are the same. */
export function otherDeployment({ proved }: Course, proof: Proof): string | undefined {
  const other = both.find((side) => proved !== undefined && !isSameDeployment(proved[side], proof[side].identity));
  return other && `${names[other]} is another deployment than before`;
}

/**
 * Which side has been set back since it was proved and followed, as after a restore: its changes from then on do not tell what
 * was undone. By its time; or by where its newest write of user data stands, as time itself goes on.
 */
export function setBack(
  { followed, proved }: Pick<Course, 'followed' | 'proved'>,
  times: Sides<ClusterTime> | undefined,
  positions: Positions,
): string | undefined {
  const back = both.find((side) => {
    const [before, now] = [proved?.positions[side], positions[side]].map(placeOf);
    const isOlder = before !== undefined && now !== undefined && before.of === now.of && isBefore(now.at, before.at);
    return isOlder || (followed !== undefined && times !== undefined && isBefore(times[side], followed[side].through));
  });
  return back && names[back];
}

/** As `VerifiedSide.position` tells it, where that is a place in a log. */
function placeOf(position: string | undefined): { readonly of: string; readonly at: ClusterTime } | undefined {
  const [, of, seconds, increment] = /^(.*) (\d+)\.(\d+)$/s.exec(position ?? '') ?? [];
  return of === undefined ? undefined : { of, at: { seconds: Number(seconds), increment: Number(increment) } };
}

/** Which side was written to since an earlier run, or cannot tell, as a reason; `undefined` where neither was. */
export function writtenSince(before: Partial<Positions>, now: Positions): string | undefined {
  for (const side of both) {
    const [then, at] = [before[side], now[side]];
    if (then === undefined || at === undefined)
      return `whether anybody has written to ${names[side]} since cannot be told`;
    if (then !== at) return `somebody has written to ${names[side]} since`;
  }
  return undefined;
}

/**
 * Which sides were written to, as far as that can be told; not by whom: a server that deletes what is due or has no room any
 * more has written too.
 */
export function writtenTo(before: Partial<Positions>, now: Positions): readonly string[] {
  return both.flatMap((side) => {
    const [then, at] = [before[side], now[side]];
    return then !== undefined && at !== undefined && then !== at ? [names[side]] : [];
  });
}

/**
 * Which side is another deployment at the end than the one that was proved: a name may lead elsewhere after an hour, or a
 * server may come back with the files of another one. A set that has got members is the same.
 */
export function becameOther(
  proof: Sides<Pick<ProvedSide, 'identity'>>,
  now: Sides<Pick<SideRead, 'identity'>>,
): NotCompared[] {
  return both.flatMap((side) => {
    const [one, other] = [proof[side].identity, now[side].identity];
    const isOther =
      one.id !== undefined && other.id !== undefined ? one.id !== other.id : one.setName !== other.setName;
    if (!isOther) return [];
    const why = `its connection string leads to another deployment now than when it was proved: ${told(other)}, and not ${told(one)}`;
    return [{ what: `${names[side]} from its beginning to its end`, why: harmless(why) }];
  });
}

function told({ setName, id }: Pick<SideIdentity, 'setName' | 'id'>): string {
  return [setName ?? 'a sharded cluster', ...(id === undefined ? [] : [`(id ${id})`])].join(' ');
}
