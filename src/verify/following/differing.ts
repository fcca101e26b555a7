import type { QueuedDocument } from '../../core/verification/recheck-queue.ts';
import type { Finding } from '../documents/recheck.ts';

/** A document that is not the same on both sides now. */
export interface Differing {
  /** As it was queued; one of those that are equal to a server where those are several. */
  readonly document: QueuedDocument;
  /** What stands for what the source holds of it. */
  readonly source: number;
  /** More than one where an `_id` is on two shards. */
  readonly findings: readonly Finding[];
}
