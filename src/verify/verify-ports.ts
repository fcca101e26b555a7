import type { StepProgress } from '../core/step.ts';
import type { VerifyJournal } from '../core/verification/entry.ts';
import type { NamespaceWork } from './documents/namespace-work.ts';
import type { FollowPorts } from './following/follow.ts';
import type { Threads } from './threads/threads.ts';

/** What verifying takes beside the two deployments. */
export interface VerifyPorts {
  readonly journal: VerifyJournal;
  /** As often as there is something to tell. */
  readonly report: (progress: StepProgress) => void;
  /** Of the hashes: the same for all runs of one verification. */
  readonly salt: string;
  /** An `_id` for people and scripts. */
  readonly idText: NamespaceWork['idText'];
  /** A value of a document, likewise. */
  readonly valueText: NamespaceWork['valueText'];
  /** Lets the time pass that a write may take to arrive. */
  readonly pause: () => Promise<void>;
  /** Leaves the clusters time for others, where that is wanted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Where documents are kept that have to be looked at again; left out, nothing that is written meanwhile is followed. */
  readonly queues?: FollowPorts['queues'];
  /** Ends it at once. */
  readonly signal?: AbortSignal;
  /** Left out, parts are compared by one thread, whatever is asked for. */
  readonly threads?: Threads;
  readonly now: () => Date;
  /** Milliseconds since some moment, which go on evenly. */
  readonly elapsed: () => number;
}
