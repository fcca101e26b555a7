import type { Identity } from '../bson/identity.ts';
import type { ClusterTime } from './side.ts';

/** When a document was seen to differ. */
export interface SeenToDiffer {
  /** First; in milliseconds since 1970. */
  readonly since: number;
  /** First with what the source holds of it now, or holds no more. */
  readonly unchangedSince: number;
  /** What stands for that; two states of a document have the same with a chance of about 2^-53. */
  readonly source: number;
}

/** A document that has to be looked at on both sides. */
export interface QueuedDocument {
  /** `database.collection` */
  readonly namespace: string;
  readonly identity: Identity;
  /** In the time of the source: what was written up to here was queued before it. 0 where the comparison itself has found it. */
  readonly after: ClusterTime;
  /** Absent as long as nobody has seen it differ. */
  readonly differs?: SeenToDiffer;
}

/** How much of a generation is given at once. */
export interface ChunkLimit {
  readonly documents: number;
  /** Of namespaces and identities. */
  readonly bytes: number;
}

/** What was to be looked at when it was cut off. */
export interface QueuedGeneration {
  readonly count: number;
  /** About so many on disk. */
  readonly bytes: number;
  /** In the order in which they came, as often as they came. Can be read again. */
  chunks(limit: ChunkLimit): AsyncIterable<readonly QueuedDocument[]>;
  /** All of it has been looked at, and what still differs is kept elsewhere. */
  drop(): Promise<void>;
}

/** Documents that have to be looked at again, on disk: there may be more than memory holds. */
export interface RecheckQueue {
  append(documents: readonly QueuedDocument[]): Promise<void>;
  /** Fulfilled when all that was appended will be there after a kill or a power cut. */
  flush(): Promise<void>;
  /** How many have been appended so far and were not dropped, also by an earlier run. */
  count(): Promise<number>;
  /** All that was appended so far and was not dropped, also by an earlier run. What is appended from now on is not in it. */
  cut(): Promise<QueuedGeneration>;
  close(): Promise<void>;
}
