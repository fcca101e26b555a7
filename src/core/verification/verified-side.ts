import type { Beside } from './beside.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { CollectionMeasure } from './collection-measure.ts';
import type { Definitions } from './definition.ts';
import type { DocumentSide } from './document-side.ts';
import type { FeedPosition } from './entry.ts';
import type { HashedSide, SampledSide } from './hashed-side.ts';
import type { Partition } from './partition.ts';
import type { ClusterTime } from './side.ts';
import type { SideRead } from './side-read.ts';

/** One deployment, as verifying reads it. What goes wrong for good is a LivemigError that names the side. */
export interface VerifiedSide {
  /** What has to be proved before anything is compared. */
  read(): Promise<SideRead>;
  /** What no comparison looks at. */
  beside(): Promise<Beside>;
  definitions(): Promise<Definitions>;
  /**
   * Where the newest write of user data stands in its log: as long as it stands there, nothing has changed. `undefined`
   * where that cannot be told.
   */
  position(): Promise<string | undefined>;
  /** By the server's own clock, in milliseconds since 1970. */
  now(): Promise<number>;
  /** Every write that has been answered until now is of this time or before. */
  time(): Promise<ClusterTime>;
  /** What was written after a time, or after a position of this side that was kept. Nothing is read before it is asked for. */
  changes(since: ClusterTime | FeedPosition): ChangeFeed;
  /** Every read of documents is at least as new as this. */
  documentsSince(time: ClusterTime): DocumentReads;
}

/** A part of a namespace. */
export interface NamespacePart {
  /** `database.collection` */
  readonly namespace: string;
  readonly partition: Partition;
}

/** Namespaces by their names, `database.collection`; and how much there is to do beside reading them. */
export interface DocumentReads {
  documents(namespace: string): DocumentSide;
  measure(namespace: string): CollectionMeasure;
  /** @param salt the same on both sides */
  hashed(salt: string): HashedSide<NamespacePart>;
  sampled(): SampledSide<NamespacePart>;
  /** How many operations of others the side is at. */
  load(): Promise<number>;
}
