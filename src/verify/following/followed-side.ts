import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { DocumentReads, VerifiedSide } from '../../core/verification/verified-side.ts';

/** What following reads by. */
export interface FollowedReads extends Pick<DocumentReads, 'documents'> {
  measure(namespace: string): Pick<CollectionMeasure, 'size'>;
}

/** What following needs of a side. */
export interface FollowedSide extends Pick<VerifiedSide, 'changes' | 'now' | 'time'> {
  documentsSince(time: ClusterTime): FollowedReads;
}
