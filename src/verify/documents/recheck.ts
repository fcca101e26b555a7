import { type Identity, identityKey } from '../../core/bson/identity.ts';
import type { Expectation } from '../../core/verification/difference.ts';
import type { Partition } from '../../core/verification/partition.ts';
import { isDue } from './due.ts';
import { inChunks } from './in-chunks.ts';
import { type Judgement, judge } from './judge.ts';
import { type LookedAgain, lookAgain, readAgain } from './look-again.ts';
import type { NamespaceWork } from './namespace-work.ts';
import type { Suspects } from './pair-documents.ts';
import type { Suspect } from './waiting.ts';

export interface Recheck {
  readonly work: NamespaceWork;
  readonly partition: Partition;
  readonly batchSize: number;
  readonly suspects: Suspects;
  /** Whether some of this partition have been looked at before: then the like of one may have been among those. */
  readonly isPart: boolean;
  /** Whether this one has rolled off the other side's end. */
  readonly hasRolledOff: (side: 'source' | 'destination', suspect: Suspect) => boolean;
}

/** What is told of one suspect; `expected` decides whether it counts. */
export interface Finding extends Judgement {
  readonly identity: Identity;
}

interface Seen extends Suspect {
  readonly in: 'source' | 'destination' | 'both';
}

/** What became of suspects that do not differ any more. */
export interface Rechecked {
  /** How many were on the source only and are gone. */
  readonly gone: number;
  /** How many there were in all, by the side that they were seen on. */
  readonly unsteady: Readonly<Record<Seen['in'], number>>;
}

/**
 * Looks at suspects once more, after a pause, by their `_id`s on both sides: what does not differ any more was being
 * written, or was read wrongly at first. What still differs is reported.
 */
export async function recheck(job: Recheck, report: (finding: Finding) => void): Promise<Rechecked> {
  const seen = merged(job.suspects);
  const unsteady = { source: 0, destination: 0, both: 0 };
  if (seen.size === 0) return { gone: 0, unsteady };
  await job.work.pause();
  let gone = 0;
  const judged = new Set<string>();
  const take = (looked: readonly LookedAgain[]) => {
    for (const one of looked) {
      if (isGone(one, seen)) gone += 1;
      if (isSameNow(one)) for (const key of one.keys) count(seen.get(key));
      if (!one.keys.some((key) => judged.has(key))) for (const finding of findings(job, one, seen)) report(finding);
      for (const key of one.keys) judged.add(key);
    }
  };
  const count = (one: Seen | undefined) => {
    if (one !== undefined && one.isUnseen !== true) unsteady[one.in] += 1;
  };
  const notAsked: Identity[] = [];
  for (const chunk of inChunks([...seen.values()])) {
    const identities = chunk.map(({ identity }) => identity).filter((one) => !judged.has(identityKey(one)));
    const again = await lookAgain(job.work.sides, identities);
    take(again.looked);
    notAsked.push(...again.notAsked);
  }
  if (notAsked.length > 0) take(await readAgain(job.work.sides, notAsked, job.partition, job.batchSize));
  return { gone, unsteady };
}

/** Several of one `_id` may have come in another order on each side, and so were never seen to differ. */
function isSameNow({ held }: LookedAgain): boolean {
  return held.source.length <= 1 && held.destination.length <= 1 && judge(held).length === 0;
}

function isGone({ identity, held }: LookedAgain, seen: ReadonlyMap<string, Seen>): boolean {
  return held.source.length === 0 && seen.get(identityKey(identity))?.in === 'source';
}

function* findings(job: Recheck, { identity, held, keys }: LookedAgain, seen: ReadonlyMap<string, Seen>) {
  const members = keys.flatMap((key) => seen.get(key) ?? []);
  for (const judgement of judge(held)) {
    if (job.isPart && !isItsOwn(judgement, members)) continue;
    const expected = judgement.expected ?? expectationOf(judgement, members, job);
    const finding: Finding = { ...judgement, identity };
    yield expected === undefined ? finding : { ...finding, expected };
  }
}

/**
 * Where a partition is looked at again in several parts, both sides' suspects of one identity may be in different ones:
 * the one of the source tells what the source holds, the one of the destination only what is extra.
 */
function isItsOwn({ kind }: Judgement, members: readonly Seen[]): boolean {
  const sides = kind === 'extra-document' ? ['destination', 'both'] : ['source', 'both'];
  return members.some((member) => sides.includes(member.in));
}

function expectationOf({ kind, alone }: Judgement, members: readonly Seen[], job: Recheck): Expectation | undefined {
  if (alone === undefined) return undefined;
  const [side, other] =
    kind === 'missing-document' ? (['source', 'destination'] as const) : (['destination', 'source'] as const);
  const { expiry } = job.work;
  // The server that does not have it any more must have had to delete it, by its own rules and its own clock.
  if (expiry !== undefined && isDue(alone, expiry[other])) return 'ttl';
  return members.some((member) => member.in === side && job.hasRolledOff(side, member)) ? 'capped' : undefined;
}

function merged({ unequal, source, destination }: Suspects): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  const add = (suspect: Suspect, where: Seen['in']) => {
    const key = identityKey(suspect.identity);
    const before = seen.get(key);
    const size = Math.max(suspect.size, before?.size ?? 0);
    seen.set(key, { ...suspect, size, in: before === undefined || before.in === where ? where : 'both' });
  };
  for (const suspect of unequal) add(suspect, 'both');
  for (const suspect of source) add(suspect, 'source');
  for (const suspect of destination) add(suspect, 'destination');
  return seen;
}
