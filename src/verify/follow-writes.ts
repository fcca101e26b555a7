import { LivemigError } from '../core/errors.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Scope } from '../core/verification/scope.ts';
import type { VerifiedSide } from '../core/verification/verified-side.ts';
import { withoutStop } from '../core/without-stop.ts';
import { type FollowFrom, type Following, type FollowPorts, follow } from './following/follow.ts';
import type { Listing } from './list-namespaces.ts';
import { ownDeletionsOf } from './own-deletions.ts';
import { type Proof, type Sides, timesOf } from './prove-sides.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** What becomes of what is written while documents are compared. */
export type Meanwhile =
  | {
      readonly kind: 'followed';
      readonly following: Following;
      /** Whether nothing is left out that was written since an earlier run. */
      readonly goesOn: boolean;
      /** Why an earlier run cannot be gone on with, as the end of a sentence. */
      readonly lost?: string;
    }
  /** It may not, or cannot; `why` is a sentence without its full stop. */
  | { readonly kind: 'not-followed'; readonly why: string }
  /** Somebody gave their word that nobody writes. */
  | { readonly kind: 'not-needed' };

export interface WritesJob {
  readonly sides: Sides<VerifiedSide>;
  readonly proof: Proof;
  readonly request: VerifyRequest;
  readonly scope: Scope;
  readonly ports: VerifyPorts;
  /** How far an earlier run has followed, of the same deployments. */
  readonly kept: FollowFrom | undefined;
  /** As the namespaces are at the moment. */
  readonly listing: Pick<Listing, 'byName' | 'isAlone'>;
}

/**
 * Begins to follow what is written on both sides, from before the first document is read. Counts alone have nothing to be
 * looked at again, and of a share nobody knows which documents are in it.
 */
export async function followWrites(job: WritesJob): Promise<Meanwhile> {
  const { request, ports, kept } = job;
  const { queues } = ports;
  if (request.writesStopped && kept === undefined) return { kind: 'not-needed' };
  if (queues === undefined || request.level === 'quick' || request.share !== undefined)
    return { kind: 'not-followed', why: notBy(request) };
  let lost: string | undefined;
  try {
    if (kept !== undefined) {
      try {
        return { kind: 'followed', following: await followFrom(kept, queues, job), goesOn: true };
      } catch (error) {
        if (!hasCode(error, ['CHANGES_LOST'])) throw error;
        lost = withoutStop(error.message);
      }
    }
    await clear(queues);
    const following = await followFrom(timesOf(job.proof), queues, job);
    return { kind: 'followed', following, goesOn: false, ...(lost === undefined ? {} : { lost }) };
  } catch (error) {
    // A watch has nothing else to do.
    if (request.watch || !hasCode(error, ['CHANGES_REFUSED', 'NO_CHANGE_STREAMS', 'CHANGES_LOST'])) throw error;
    return { kind: 'not-followed', why: withoutStop(error.message) };
  }
}

function notBy({ share }: VerifyRequest): string {
  return share === undefined ? 'counts are not followed' : 'a share does not follow what is written';
}

type Queues = FollowPorts['queues'];

function followFrom(from: FollowFrom, queues: Queues, { sides, request, scope, ports, listing }: WritesJob) {
  return follow(sides, from, {
    queues,
    clock: ports,
    spool: () => ports.journal.spool(),
    isCompared: (namespace) => scope.wants(namespace) && !listing.isAlone(namespace),
    deletions: (namespace) => {
      const one = listing.byName().get(namespace);
      return one && { source: ownDeletionsOf(one.source), destination: ownDeletionsOf(one.destination) };
    },
    telling: {
      ...{ idText: ports.idText, valueText: ports.valueText },
      ...{ tells: request.tells, mostListed: request.reportRows },
    },
    ...(ports.signal === undefined ? {} : { signal: ports.signal }),
  });
}

/** What an earlier run has left in them holds no more. */
export async function clear({ changed, open }: Queues): Promise<void> {
  for (const queue of [changed, open]) await (await queue.cut()).drop();
}

function hasCode(error: unknown, codes: readonly string[]): error is LivemigError {
  return error instanceof LivemigError && codes.includes(error.code);
}
