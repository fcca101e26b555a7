import type { Difference } from '../../core/verification/difference.ts';
import type { FeedPosition, Spool } from '../../core/verification/entry.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { StillDiffering } from './open-tally.ts';

/**
 * When following ends.
 * `once`: everything that was written until now has arrived, or has differed for so long that it will not.
 * `watch`: only when it is told to.
 * `strict`: nobody writes any more, so what differs after one more look is different.
 */
export type SettleMode = 'once' | 'watch' | 'strict';

/** How far changes have been followed: what a journal needs, so that another run goes on from there. */
export interface Followed {
  /** 1 is the first look at what changed. */
  readonly generation: number;
  readonly source: FeedPosition;
  readonly destination: FeedPosition;
  /** Documents that differ, and are not expected to. */
  readonly open: number;
  /** In the time of the source: every change up to here has been seen to be in the destination. */
  readonly verifiedThrough?: ClusterTime;
}

export type FollowEvent =
  /** Waits for both sides to tell what was written until a moment ago; at most once a second. */
  | { readonly kind: 'waiting' }
  /** So many of those that are looked at have been. */
  | { readonly kind: 'looking'; readonly done: number; readonly total: number }
  /** So many documents differ, and are looked at again until that has lasted for so long: a change may be on its way. */
  | { readonly kind: 'undecided'; readonly undecided: number; readonly patienceMs: number }
  /**
   * These are to be compared anew, `database.*` all of a database. Nothing else tells of it: it has to be in the journal
   * before anything else that was followed is.
   */
  | { readonly kind: 'redefined'; readonly namespaces: readonly string[] }
  /** Where another run may go on from. From an older one it is told more of it again, and leaves nothing out. */
  | { readonly kind: 'followed'; readonly followed: Followed };

/** What following has come to. */
export interface Settled {
  /** Those that still differ somewhere. */
  readonly namespaces: readonly StillDiffering[];
  /** The first of them, with the time when each was first seen to differ. */
  readonly differences: readonly Difference[];
  /** All of them, expected ones too. */
  readonly found: Spool;
  readonly followed: Followed;
  /** To be compared anew: their definitions have changed meanwhile. */
  readonly anew: readonly string[];
}
