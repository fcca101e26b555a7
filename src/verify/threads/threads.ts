import type { Level } from '../../core/verification/level.ts';
import { isInParts } from '../levels/level-of.ts';
import type { LendThreads } from './lend-threads.ts';

/** How parts are compared by several threads. */
export interface Threads {
  readonly lend: LendThreads;
  /** About so much has to be compared, both sides together, that starting them pays; in bytes. */
  readonly leastBytes: number;
}

/** A thread starts and logs in on both sides in a few tenths of a second; one compares as much as this in about one. */
export const worthThreads = 256 * 1024 * 1024;

/** What is to be done: one part each, with what it is estimated to have in bytes, both sides together. */
export interface PlannedWork {
  readonly level: Level;
  readonly parts: readonly number[];
  /** As many as are wanted. */
  readonly workers: number;
}

/**
 * How many threads compare it: none where one is wanted, where it is little whatever is wanted, and at a level that reads
 * few documents. Never more than there are parts.
 */
export function threadsFor({ level, parts, workers }: PlannedWork, leastBytes: number): number {
  const count = Math.min(workers, parts.length);
  const bytes = parts.reduce((total, one) => total + one, 0);
  return count > 1 && isInParts(level) && bytes >= leastBytes ? count : 0;
}
