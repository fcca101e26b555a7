import type { Identity } from '../bson/identity.ts';
import type { FeedPosition } from './entry.ts';
import type { ClusterTime } from './side.ts';

/** A document that was written; it may be written again since, or gone. */
export interface ChangedDocument {
  /** `database.collection` */
  readonly namespace: string;
  readonly identity: Identity;
}

/** What was written on one side, in the order in which it was. */
export interface ChangeBatch {
  readonly documents: readonly ChangedDocument[];
  /**
   * Namespaces that were created, dropped, renamed, or whose definition changed; `database.*` for all of a database. A server
   * before 6.0 tells only of drops and renames.
   */
  readonly definitions: readonly string[];
  /** After this batch; also where nothing was written. */
  readonly position: FeedPosition;
  /** A read that is at least as new as this sees everything that the batch tells of. */
  readonly readsFrom: ClusterTime;
}

/** The changes of user data on one side. What goes wrong for good is a LivemigError that names the side. */
export interface ChangeFeed {
  /**
   * Without an end, and one every half second at least. A connection or a cursor that is lost is made up for: no change
   * is left out, and some may be told twice.
   */
  batches(): AsyncIterable<ChangeBatch>;
}
