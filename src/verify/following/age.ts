import { isBefore } from '../../core/verification/cluster-time.ts';
import type { QueuedDocument, SeenToDiffer } from '../../core/verification/recheck-queue.ts';

/** What is to be thought of a document that differs. */
export type Standing =
  /** The change may still be on its way. */
  | 'open'
  /** It has been so for long enough with nobody changing it on the source. */
  | 'different'
  /** It is written so often that the two sides are never seen the same: that proves nothing. */
  | 'unsettled';

/** How long a change may be on its way, times this: so long a document may go on changing until it is given up. */
const mostTimes = 10;

/** @param source what stands for what the source holds now; @param now milliseconds since 1970 */
export function seenAgain(before: SeenToDiffer | undefined, source: number, now: number): SeenToDiffer {
  if (before === undefined) return { since: now, unchangedSince: now, source };
  return before.source === source ? before : { ...before, unchangedSince: now, source };
}

export function standingOf({ since, unchangedSince }: SeenToDiffer, now: number, patienceMs: number): Standing {
  if (now - unchangedSince >= patienceMs) return 'different';
  return now - since >= mostTimes * patienceMs ? 'unsettled' : 'open';
}

/** Of one that was queued more than once: the longest that it has waited, and what is known of it. */
export function merged(one: QueuedDocument, other: QueuedDocument): QueuedDocument {
  const after = isBefore(one.after, other.after) ? one.after : other.after;
  if (one.differs === undefined || other.differs === undefined) {
    const differs = one.differs ?? other.differs;
    return { ...one, after, ...(differs === undefined ? {} : { differs }) };
  }
  const [earlier, later] =
    one.differs.unchangedSince <= other.differs.unchangedSince
      ? [one.differs, other.differs]
      : [other.differs, one.differs];
  return { ...one, after, differs: { ...later, since: Math.min(earlier.since, later.since) } };
}
