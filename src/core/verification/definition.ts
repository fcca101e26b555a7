/*
 * What a deployment says its namespaces are, as the bytes that it says it in: a JavaScript object would put a field called
 * `7` first, and read an Int64 beyond 2^53 as its neighbour.
 */

/** A collection, view or time-series collection of users, without its documents. */
export interface Definition {
  /** `database.collection`; the first dot ends the database, which has none. */
  readonly namespace: string;
  /** As `listCollections` says: `collection`, `view`, `timeseries`. */
  readonly type: string;
  /** A document; an empty one where there are none. */
  readonly options: Uint8Array;
  /** Each as `listIndexes` says it; one that is still being built as `{spec, buildUUID}`. */
  readonly indexes: readonly Uint8Array[];
  /** Only where it is sharded. */
  readonly shardKey?: ShardKey;
}

export interface ShardKey {
  /** A document. */
  readonly key: Uint8Array;
  readonly unique: boolean;
}

/**
 * What could not be read: a namespace, all of a database, something of every namespace, or, without any of them, every database
 * that is not among those listed.
 */
export interface UnreadDefinitions {
  readonly database?: string;
  readonly namespace?: string;
  readonly ofEach?: 'shard key' | 'indexes on each shard';
  /** Names the side. */
  readonly why: string;
}

/** An index that a mongos tells as one, and that is not the same on every shard that has a part of the collection. */
export interface UnevenIndex {
  readonly namespace: string;
  readonly index: string;
  /** Shards. */
  readonly missingFrom: readonly string[];
  /** Options, `key` among them. */
  readonly differing: readonly string[];
}

/** The definitions of a deployment. */
export interface Definitions {
  /** Sorted by name. */
  readonly namespaces: readonly Definition[];
  /** Whether a mongos answered. */
  readonly isSharded: boolean;
  /** Databases that are there and were left out, because the engines of migrations keep them. */
  readonly engineDatabases: readonly string[];
  readonly unread: readonly UnreadDefinitions[];
  readonly unevenIndexes: readonly UnevenIndex[];
}
