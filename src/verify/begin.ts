import { type Course, courseOf } from '../core/verification/course.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import { type Scope, scopeOf } from '../core/verification/scope.ts';
import { sightOf } from '../core/verification/sight.ts';
import type { DocumentReads, VerifiedSide } from '../core/verification/verified-side.ts';
import { followWrites, type Meanwhile } from './follow-writes.ts';
import { type Listing, listNamespaces } from './list-namespaces.ts';
import { type NotBefore, ofBoth, type Proof, proveSides, type Sides, timesOf } from './prove-sides.ts';
import { otherDeployment, type Positions, setBack, type Taken, takeUp, writtenSince } from './take-up.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** A verification that has begun. */
export interface Begun {
  readonly sides: Sides<VerifiedSide>;
  readonly reads: Sides<DocumentReads>;
  readonly request: VerifyRequest;
  readonly scope: Scope;
  readonly ports: VerifyPorts;
  readonly proof: Proof;
  readonly positions: Positions;
  readonly listing: Listing;
  readonly meanwhile: Meanwhile;
  readonly taken: Taken;
}

/** Proves both sides, begins to follow what is written, and goes on from what earlier runs have compared. */
export async function begin(
  sides: Sides<VerifiedSide>,
  request: VerifyRequest,
  ports: VerifyPorts,
  notBefore: NotBefore,
): Promise<Begun> {
  const at = ports.now().toISOString();
  const scope = scopeOf(request);
  const seen = await ofBoth(sides, (side) => side.read());
  const proof = proveSides(seen, notBefore, scope);
  const sights = { source: sightOf(seen.source.login), destination: sightOf(seen.destination.login) };
  const positions = await ofBoth(sides, (side) => side.position());
  const course = courseOf(await ports.journal.entries());
  const listing = listNamespaces(sides, sights, scope);
  // Before the first change comes in, or documents of what only one side has would be looked at again.
  await listing.refresh();
  const back = await setBackOf(course, sides, positions);
  const lost =
    otherDeployment(course, proof) ??
    (back && `${back} was set back to an earlier time`) ??
    (await queuesLost(course, ports));
  const kept = lost === undefined ? course.followed : undefined;
  const meanwhile = await followWrites({ sides, proof, request, scope, ports, kept, listing });
  const isBegun = course.namespaces.size > 0 || course.followed !== undefined;
  const anew = isBegun ? (lost ?? changesLost(meanwhile, course, positions)) : undefined;
  const { level } = request;
  const taken = await takeUp({ journal: ports.journal, course, proof, positions, at, anew, level }).catch(
    async (error: unknown) => {
      // Its connections would keep the process alive.
      await endFollowing(meanwhile);
      throw error;
    },
  );
  const { source, destination } = timesOf(proof);
  const reads = {
    source: sides.source.documentsSince(source),
    destination: sides.destination.documentsSince(destination),
  };
  return { sides, reads, request, scope, ports, proof, positions, listing, meanwhile, taken };
}

export async function endFollowing(meanwhile: Meanwhile): Promise<void> {
  if (meanwhile.kind === 'followed') await meanwhile.following.close();
}

/** Whether documents that an earlier run was to look at again are in no queue any more, as a reason. */
async function queuesLost({ queued, followed }: Course, { queues }: VerifyPorts): Promise<string | undefined> {
  if (queues === undefined || followed === undefined) return undefined;
  const [open, changed] = [await queues.open.count(), await queues.changed.count()];
  if (open >= queued.open && changed >= queued.changed) return undefined;
  return 'the files of what had to be looked at again are not all there';
}

/** Which side it is, as `the source`; times are asked for only where some are known. */
export async function setBackOf(course: Course, sides: Sides<VerifiedSide>, positions: Positions) {
  const times = course.followed && (await ofBoth(sides, (side) => side.time()));
  return setBack(course, times, positions);
}

/** Whether changes since an earlier run are neither known nor known not to be, as a reason. */
function changesLost(meanwhile: Meanwhile, { proved, followed }: Course, now: Positions): string | undefined {
  if (meanwhile.kind === 'followed' && meanwhile.goesOn) return undefined;
  if (meanwhile.kind === 'followed' && meanwhile.lost !== undefined) return meanwhile.lost;
  if (meanwhile.kind === 'not-followed' && followed !== undefined) return meanwhile.why;
  return writtenSince(proved?.positions ?? {}, now);
}
