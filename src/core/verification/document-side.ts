import type { Identity } from '../bson/identity.ts';
import type { Partition } from './partition.ts';

/** A batch as the server sent it: the elements of a BSON array, from `start` to `end` in `bytes`. Not copied. */
export interface DocumentBatch {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What a read by identities came to. */
export interface FoundByIdentity {
  /** Each a document of its own, in no particular order; also those whose `_id` only equals one that was asked for. */
  readonly documents: readonly Buffer[];
  /** What no query can be made of, such as an `_id` that is not UTF-8: those have to be looked for by reading. */
  readonly notAsked: readonly Identity[];
}

/**
 * One namespace of one deployment, as comparing documents reads it. All reads have read concern majority and are at
 * least as new as the time that the side was proved for. What goes wrong for good is a LivemigError that names the side.
 */
export interface DocumentSide {
  /** In the order of the partition. A connection or a cursor that is lost is made up for: no document comes twice. */
  batches(partition: Partition, batchSize: number): AsyncIterable<DocumentBatch>;
  byIdentities(identities: readonly Identity[]): Promise<FoundByIdentity>;
}
