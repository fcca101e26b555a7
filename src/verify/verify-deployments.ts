import { type Course, courseOf } from '../core/verification/course.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import { type Scope, scopeOf } from '../core/verification/scope.ts';
import { type Sight, sightOf } from '../core/verification/sight.ts';
import type { NotCompared, Verification } from '../core/verification/verification.ts';
import type { VerifiedSide } from '../core/verification/verified-side.ts';
import { within } from './common-namespaces.ts';
import { type ComparedDocuments, compareDocuments } from './compare-documents.ts';
import { compareDefinitions } from './definitions/compare-definitions.ts';
import { clear, followWrites, type Meanwhile } from './follow-writes.ts';
import type { Settled, SettleMode } from './following/settled.ts';
import { levelOf } from './levels/level-of.ts';
import { type Listing, listNamespaces } from './list-namespaces.ts';
import { type NotBefore, ofBoth, type Proof, proveSides, type Sides } from './prove-sides.ts';
import type { Stillness } from './read-wrongly.ts';
import { resultOf } from './result-of.ts';
import { isOf, keepFollowing } from './settle-writes.ts';
import {
  becameOther,
  otherDeployment,
  type Positions,
  setBack,
  type Taken,
  takeUp,
  writtenSince,
  writtenTo,
} from './take-up.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** Namespaces may come and change while others are compared; whoever does that again and again is not waited for. */
const mostPasses = 3;

/** A verification that has begun. */
interface Begun {
  readonly sides: Sides<VerifiedSide>;
  readonly request: VerifyRequest;
  readonly scope: Scope;
  readonly ports: VerifyPorts;
  readonly startedAt: Date;
  readonly proof: Proof;
  readonly positions: Positions;
  readonly listing: Listing;
  readonly meanwhile: Meanwhile;
  readonly taken: Taken;
}

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
    const beside = await sides.source.beside();
    const { result, found } = await resultOf({ ...compared, beside, course: taken.course }, begun);
    await taken.note({ kind: 'ended', at: result.endedAt, how: 'done', result }, found);
    if (meanwhile.kind === 'followed' && ports.queues !== undefined) await clear(ports.queues);
    return result;
  } finally {
    await endFollowing(meanwhile);
  }
}

async function endFollowing(meanwhile: Meanwhile): Promise<void> {
  if (meanwhile.kind === 'followed') await meanwhile.following.close();
}

/** Proves both sides, begins to follow what is written, and goes on from what earlier runs have compared. */
async function begin(
  sides: Sides<VerifiedSide>,
  request: VerifyRequest,
  ports: VerifyPorts,
  notBefore: NotBefore,
): Promise<Begun> {
  const startedAt = ports.now();
  const scope = scopeOf(request);
  const seen = await ofBoth(sides, (side) => side.read());
  const proof = proveSides(seen, notBefore, scope);
  const sights: Sight[] = [sightOf(seen.source.login), sightOf(seen.destination.login)];
  const positions = await ofBoth(sides, (side) => side.position());
  const course = courseOf(await ports.journal.entries());
  const other = otherDeployment(course, proof);
  const listing = listNamespaces(sides, sights, scope);
  // Before the first change comes in, or documents of what only one side has would be looked at again.
  await listing.refresh();
  const { followed } = course;
  const back = await setBackOf(course, sides, positions);
  const lost = back === undefined ? await lostOf(course, ports) : `${back} was set back to an earlier time`;
  const kept = other === undefined && lost === undefined ? followed : undefined;
  const meanwhile = await followWrites({ sides, proof, request, scope, ports, kept, listing });
  const isBegun = course.namespaces.size > 0 || followed !== undefined;
  const anew = isBegun
    ? (other ?? lost ?? whyAnew(meanwhile, course.proved?.positions ?? {}, positions, followed))
    : undefined;
  const at = startedAt.toISOString();
  const taken = await takeUp({ journal: ports.journal, course, proof, positions, at, anew }).catch(
    async (error: unknown) => {
      // Its connections would keep the process alive.
      await endFollowing(meanwhile);
      throw error;
    },
  );
  return { sides, request, scope, ports, startedAt, proof, positions, listing, meanwhile, taken };
}

/** Whether documents that an earlier run was to look at again are in no queue any more, as a reason. */
async function lostOf({ queued, followed }: Course, { queues }: VerifyPorts): Promise<string | undefined> {
  if (queues === undefined || followed === undefined) return undefined;
  const [open, changed] = [await queues.open.count(), await queues.changed.count()];
  if (open >= queued.open && changed >= queued.changed) return undefined;
  return 'the files of what had to be looked at again are not all there';
}

/** Which side it is, as `the source`; times are asked for only where some are known. */
async function setBackOf(course: Course, sides: Sides<VerifiedSide>, positions: Positions) {
  const times = course.followed && (await ofBoth(sides, (side) => side.time()));
  return setBack(course, times, positions);
}

/** Why what earlier runs have compared holds no more: changes since then are neither known nor known not to be. */
function whyAnew(
  meanwhile: Meanwhile,
  before: Partial<Positions>,
  now: Positions,
  followed: unknown,
): string | undefined {
  if (meanwhile.kind === 'followed' && meanwhile.goesOn) return undefined;
  if (meanwhile.kind === 'followed' && meanwhile.lost !== undefined) return meanwhile.lost;
  if (meanwhile.kind === 'not-followed' && followed !== undefined) return meanwhile.why;
  return writtenSince(before, now);
}

/** What was compared, before it is put together. */
interface Compared {
  readonly settled: Settled | undefined;
  /** The sides that were written to although nobody was to write, and so was followed. */
  readonly unfollowed: readonly string[];
  readonly notCompared: readonly NotCompared[];
  /** Nobody has written to either side meanwhile, as far as that can be told. */
  readonly isStill: boolean;
  readonly stillness: Stillness;
}

/**
 * Compares every namespace. They are listed again at the end, because one that only then is on both sides has never been
 * looked at (domain notes 7.3, 1); and what was redefined meanwhile is compared anew.
 */
async function compareAll(begun: Begun): Promise<Compared> {
  const { sides, request, scope, ports, proof, positions, listing, meanwhile, taken } = begun;
  const times = { source: proof.source.clusterTime, destination: proof.destination.clusterTime };
  const reads = {
    source: sides.source.documentsSince(times.source),
    destination: sides.destination.documentsSince(times.destination),
  };
  const following = meanwhile.kind === 'followed' ? meanwhile.following : undefined;
  const keeper = following && keepFollowing(following, taken, ports);
  const notCompared: NotCompared[] = [...proof.notCompared];
  const [looked, everLooked] = [new Set<string>(), new Set<string>()];
  let settled: Settled | undefined;
  const isWhole = () => listing.common().every(({ name }) => looked.has(name));
  let isSecondLook = false;
  for (let pass = 1; pass <= mostPasses || request.watch; pass += 1) {
    const open = listing.common().filter(({ name }) => !looked.has(name));
    for (const { name } of open) looked.add(name);
    for (const { name } of open) everLooked.add(name);
    // Each time, as there may have been no collection yet with which to ask.
    const compare = await levelOf(request.level, reads, listing.collections(), ports.salt);
    const now = await ofBoth(sides, (side) => side.now());
    const followed = following && keeper && { followed: { following, keeper } };
    const { isGone } = listing;
    const job = { reads, request, scope, taken, compare, times, now, isGone, ports, ...followed };
    const { notCompared: unpaired, gone }: ComparedDocuments = await compareDocuments(open, job);
    notCompared.push(...unpaired);
    const left = new Set(notCompared.map(({ what }) => what)).size;
    settled = await keeper?.settle(modeOf(request), { definitions: definitionsThatDiffer(begun), notCompared: left });
    // Should it come again, it has not been looked at.
    for (const name of gone) looked.delete(name);
    for (const pattern of keeper?.redefined() ?? [])
      for (const name of looked) if (isOf(pattern, name)) looked.delete(name);
    await listing.refresh();
    const isSettled = keeper === undefined || settled !== undefined;
    if (isSettled && isWhole() && !isSecondLook && definitionsThatDiffer(begun) > 0) {
      // As with documents: what is on its way is no difference.
      isSecondLook = true;
      await ports.pause();
      await listing.refresh();
    }
    if (isSettled && isWhole()) break;
  }
  const missed = listing.common().flatMap(({ name }) => (looked.has(name) ? [] : [name]));
  // Of a share, what has several parts does not fit together where one of them was not looked at.
  for (const what of missed.filter((name) => scope.has(name, 0))) {
    const changes = 'its definition changed each time that it was compared';
    notCompared.push({ what, why: everLooked.has(what) ? changes : 'it came while others were compared' });
  }
  const now = await ofBoth(sides, (side) => side.position());
  const written = writtenSince(positions, now);
  if (meanwhile.kind === 'not-followed' && written !== undefined)
    notCompared.push({ what: 'what was written meanwhile', why: `${written} it was begun; ${meanwhile.why}` });
  notCompared.push(...becameOther(proof, await ofBoth(sides, (side) => side.read())));
  const back = await setBackOf(taken.course, sides, now);
  if (back !== undefined)
    notCompared.push({
      what: `${back} from its beginning to its end`,
      why: 'it was set back to an earlier time meanwhile',
    });
  return {
    settled,
    unfollowed: meanwhile.kind === 'not-needed' ? writtenTo(positions, now) : [],
    notCompared,
    isStill: request.writesStopped || written === undefined,
    stillness: stillnessOf(taken.course.first?.positions ?? {}, now, request),
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
