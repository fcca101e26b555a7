import type { Timestamp } from 'mongodb';
import type { ClusterTime } from '../core/verification/side.ts';

/** A cluster time as plain numbers. */
export function clusterTimeOf(time: Timestamp): ClusterTime {
  return { seconds: time.getHighBitsUnsigned(), increment: time.getLowBitsUnsigned() };
}
