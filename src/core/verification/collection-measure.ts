import type { Identity } from '../bson/identity.ts';

/** How much is in one namespace of one side, and where it can be taken apart. */
export interface CollectionMeasure {
  /** As far as the servers keep count of it: orphaned documents of a sharded cluster are in it (domain notes 7.3, 8). */
  size(): Promise<{ readonly documents: number; readonly bytes: number }>;
  /** By reading the index of `_id`, so without orphaned documents. */
  count(): Promise<number>;
  /**
   * Each `_id` with this chance, from 0 to 1, in the order of the index; only such as can be sent as a bound. `by` its
   * hash it is always the same ones, so that machines that share a verification find the same bounds.
   */
  sample(rate: number, by: 'chance' | 'hash'): Promise<readonly Identity[]>;
}
