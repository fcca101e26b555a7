import type { VerifyRequest } from '../core/verification/request.ts';
import type { NotCompared, Verification } from '../core/verification/verification.ts';
import type { VerifiedSide } from '../core/verification/verified-side.ts';
import { type Begun, begin, endFollowing, setBackOf } from './begin.ts';
import { within } from './common-namespaces.ts';
import { compareDocuments } from './compare-documents.ts';
import { compareDefinitions } from './definitions/compare-definitions.ts';
import { clear } from './follow-writes.ts';
import type { Settled, SettleMode } from './following/settled.ts';
import { levelOf } from './levels/level-of.ts';
import { type NotBefore, ofBoth, type Sides, timesOf } from './prove-sides.ts';
import type { Stillness } from './read-wrongly.ts';
import { type Found, resultOf } from './result-of.ts';
import { isOf, keepFollowing } from './settle-writes.ts';
import { becameOther, type Positions, writtenSince, writtenTo } from './take-up.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** Namespaces may come and change while others are compared; whoever does that again and again is not waited for. */
const mostPasses = 3;

/**
 * Compares two deployments as somebody wants: definitions as raw BSON, and documents as the level does it, after both
 * sides were proved. What could not be seen is named, and then nothing is called identical. What is written meanwhile is
 * followed, where that can be, and looked at again.
 *
 * @param notBefore what the reads have to contain, such as the last write before writes stopped
 */
export async function verifyDeployments(
  sides: Sides<VerifiedSide>,
  request: VerifyRequest,
  ports: VerifyPorts,
  notBefore: NotBefore = {},
): Promise<Verification> {
  const begun = await begin(sides, request, ports, notBefore);
  const { meanwhile, taken } = begun;
  try {
    const compared = await compareAll(begun);
    const since = await lookBack(begun);
    const notCompared = [...begun.proof.notCompared, ...compared.notCompared, ...since.notCompared];
    const beside = await sides.source.beside();
    const { result, found } = await resultOf({ ...compared, ...since, notCompared, beside }, begun);
    await taken.note({ kind: 'ended', at: result.endedAt, how: 'done', result }, found);
    if (meanwhile.kind === 'followed' && ports.queues !== undefined) await clear(ports.queues);
    return result;
  } finally {
    await endFollowing(meanwhile);
  }
}

/**
 * Compares every namespace. They are listed again at the end, because one that only then is on both sides has never been
 * looked at (domain notes 7.3, 1); and what was redefined meanwhile is compared anew.
 */
async function compareAll(begun: Begun): Promise<Pick<Found, 'settled' | 'notCompared'>> {
  const { sides, reads, request, scope, ports, proof, listing, meanwhile, taken } = begun;
  const following = meanwhile.kind === 'followed' ? meanwhile.following : undefined;
  const keeper = following && keepFollowing(following, taken, ports);
  const followed = following && keeper && { followed: { following, keeper } };
  const notCompared: NotCompared[] = [];
  /** By name, whether what was found of it still holds. */
  const looked = new Map<string, boolean>();
  const open = () => listing.common().filter(({ name }) => looked.get(name) !== true);
  let settled: Settled | undefined;
  const isDone = () => (keeper === undefined || settled !== undefined) && open().length === 0;
  let isSecondLook = false;
  for (let pass = 1; pass <= mostPasses || request.watch; pass += 1) {
    const toCompare = open();
    for (const { name } of toCompare) looked.set(name, true);
    // Each time, as there may have been no collection yet with which to ask.
    const compare = await levelOf(request.level, reads, listing.collections(), ports.salt);
    const now = await ofBoth(sides, (side) => side.now());
    const { isGone } = listing;
    const job = { reads, request, scope, taken, compare, times: timesOf(proof), now, isGone, ports, ...followed };
    const { notCompared: unpaired, gone } = await compareDocuments(toCompare, job);
    notCompared.push(...unpaired);
    const left = new Set(notCompared.map(({ what }) => what)).size;
    settled = await keeper?.settle(modeOf(request), { definitions: definitionsThatDiffer(begun), notCompared: left });
    // Should it come again, it has not been looked at.
    for (const name of gone) looked.set(name, false);
    for (const pattern of keeper?.redefined() ?? [])
      for (const name of looked.keys()) if (isOf(pattern, name)) looked.set(name, false);
    await listing.refresh();
    if (isDone() && !isSecondLook && definitionsThatDiffer(begun) > 0) {
      // As with documents: what is on its way is no difference.
      isSecondLook = true;
      await ports.pause();
      await listing.refresh();
    }
    if (isDone()) break;
  }
  // Of a share, what has several parts does not fit together where one of them was not looked at.
  for (const { name: what } of open().filter(({ name }) => scope.has(name, 0))) {
    const changes = 'its definition changed each time that it was compared';
    notCompared.push({ what, why: looked.has(what) ? changes : 'it came while others were compared' });
  }
  return { settled, notCompared };
}

/** What has become of both sides since they were proved, as they tell it at the end. */
async function lookBack({
  sides,
  request,
  proof,
  positions,
  meanwhile,
  taken: { course },
}: Begun): Promise<Pick<Found, 'unfollowed' | 'notCompared' | 'isStill' | 'stillness'>> {
  const now = await ofBoth(sides, (side) => side.position());
  const written = writtenSince(positions, now);
  const isUnknown = meanwhile.kind === 'not-followed' && written !== undefined;
  const back = await setBackOf(course, sides, now);
  return {
    unfollowed: meanwhile.kind === 'not-needed' ? writtenTo(positions, now) : [],
    notCompared: [
      ...(isUnknown ? [{ what: 'what was written meanwhile', why: `${written} it was begun; ${meanwhile.why}` }] : []),
      ...becameOther(proof, await ofBoth(sides, (side) => side.read())),
      ...(back === undefined
        ? []
        : [{ what: `${back} from its beginning to its end`, why: 'it was set back to an earlier time meanwhile' }]),
    ],
    isStill: request.writesStopped || written === undefined,
    stillness: stillnessOf(course.first?.positions ?? {}, now, request),
  };
}

/** In how many places those that were listed last differ, and nobody expects it. */
function definitionsThatDiffer({ listing, scope, request: { duringSync } }: Begun): number {
  const { source, destination } = listing.definitions();
  const how = { synchronizing: duringSync };
  const { differences } = compareDefinitions(within(scope, source), within(scope, destination), how);
  return differences.filter(({ expected }) => expected === undefined).length;
}

/** By the logs of both sides where they tell, else by whoever has given their word. */
function stillnessOf(before: Partial<Positions>, now: Positions, { writesStopped }: VerifyRequest): Stillness {
  if (writtenSince(before, now) === undefined) return 'proved';
  return writesStopped && writtenTo(before, now).length === 0 ? 'said' : 'unknown';
}

function modeOf({ writesStopped, watch }: VerifyRequest): SettleMode {
  if (writesStopped) return 'strict';
  return watch ? 'watch' : 'once';
}
