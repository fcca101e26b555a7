import { Timestamp } from 'mongodb';
import type { ClusterTime } from '../../core/verification/side.ts';

/**
 * What every read of a side that was proved has to carry, `getMore` aside, which goes on as its cursor was opened: what a
 * majority has, and at least as new as the proof says (manual, "Read Concern and Causal Consistency").
 */
export function readConcernSince({ seconds, increment }: ClusterTime) {
  return { level: 'majority', afterClusterTime: new Timestamp({ t: seconds, i: increment }) } as const;
}
