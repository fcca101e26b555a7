import { momentText } from '../plain-units.ts';
import type { ClusterTime } from './side.ts';

/** Whether one is earlier than the other; both are of one deployment, since each counts for itself. */
export function isBefore(one: ClusterTime, other: ClusterTime): boolean {
  return one.seconds < other.seconds || (one.seconds === other.seconds && one.increment < other.increment);
}

/** The later of the two; the other one where one is not known. */
export function later(one: ClusterTime | undefined, other: ClusterTime | undefined): ClusterTime | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isBefore(one, other) ? other : one;
}

/** `2026-11-29T03:12:07Z, 4`: the second, and the count within it. */
export function clusterTimeText({ seconds, increment }: ClusterTime): string {
  return `${new Date(seconds * 1000).toISOString().replace('.000', '')}, ${increment}`;
}

/** `2026-11-29 03:12:07 UTC`: the second alone, which is what a person goes by. */
export function secondText({ seconds }: Pick<ClusterTime, 'seconds'>): string {
  return momentText(new Date(seconds * 1_000).toISOString());
}

/** The count within a second is a uint32 (MongoDB manual, "BSON Types", Timestamps). */
const largestIncrement = 2 ** 32 - 1;

/** The time right before it. */
export function before({ seconds, increment }: ClusterTime): ClusterTime {
  return increment > 0 ? { seconds, increment: increment - 1 } : { seconds: seconds - 1, increment: largestIncrement };
}
