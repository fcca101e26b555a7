import { randomBytes } from 'node:crypto';
import { Binary, type BSON, ObjectId, Timestamp } from 'mongodb';
import { databaseOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { type Chunk, chunkOf, evenChunks } from './chunks.ts';
import type { ShardKey } from './shard-key.ts';

/** One shard: a replica set of one member. */
export interface Shard {
  /** Its id in `config.shards`, which is also the name of its set. */
  readonly name: string;
  /** `127.0.0.1:port`. */
  address(): string;
  readonly added: Timestamp;
  readonly zones: Set<string>;
}

/** How a collection is spread. */
export interface Sharding {
  readonly key: ShardKey;
  readonly unique: boolean;
  readonly epoch: ObjectId;
  readonly timestamp: Timestamp;
  chunks: Chunk[];
  noBalance: boolean;
  /** How many documents there were when the balancer last spread them; it leaves alone what a person split or moved. */
  balancedAt: number;
}

export interface Database {
  primary: number;
  readonly uuid: Binary;
  readonly timestamp: Timestamp;
}

/**
 * What a sharded cluster knows beside its data. There is one store behind the mongos; which shard has a document
 * follows from the document's shard key, and for collections that are not sharded from the database.
 */
export interface Cluster {
  readonly id: ObjectId;
  readonly shards: readonly Shard[];
  readonly configServer: { readonly name: string; address(): string };
  /** What `config.mongos` holds of the mongos. */
  router(): BSON.Document;
  readonly databases: Map<string, Database>;
  readonly balancer: { rounds: number };
  /** Whether writes are blocked, as the config server remembers it. */
  isBlocked(): boolean;
  /** The database's entry, made with the next shard as its primary where there is none. */
  database(name: string): Database;
  shard(collection: Collection, sharding: Pick<Sharding, 'key' | 'unique' | 'chunks'>): void;
  /** `undefined` for a collection that is not sharded. */
  shardingOf(collection: Collection): Sharding | undefined;
  /** The shard that has a document of the collection. */
  ownerOf(collection: Collection, document: Buffer): number;
}

export interface ClusterOptions {
  readonly shards: readonly Shard[];
  readonly configServer: Cluster['configServer'];
  router(): BSON.Document;
  /** The cluster's time, for versions. */
  lastTs(): bigint;
  /** False while the balancer is stopped. */
  isBalancing(): boolean;
  isBlocked(): boolean;
}

/** So many documents are enough for the balancer to begin: far fewer than in life. */
const enoughToSplit = 100;

export function createCluster({
  shards,
  configServer,
  router,
  lastTs,
  isBalancing,
  isBlocked,
}: ClusterOptions): Cluster {
  const databases = new Map<string, Database>();
  const shardings = new Map<string, Sharding>();
  const balancer = { rounds: 0 };

  function database(name: string): Database {
    const known = databases.get(name);
    if (known !== undefined) return known;
    const uuid = new Binary(randomBytes(16), Binary.SUBTYPE_UUID);
    const created = { primary: databases.size % shards.length, uuid, timestamp: new Timestamp(lastTs()) };
    databases.set(name, created);
    return created;
  }

  /** A range-sharded collection begins as one chunk; the balancer spreads it each time it has doubled. */
  function balance(collection: Collection, sharding: Sharding): void {
    const isDue = collection.count() >= 2 * sharding.balancedAt && !sharding.noBalance;
    if (!isDue || shards.length === 1 || sharding.key.isHashed || !isBalancing()) return;
    sharding.balancedAt = collection.count();
    sharding.chunks = evenChunks(sharding.key, collection, shards.length, sharding.chunks[0]?.shard ?? 0);
    balancer.rounds += 1;
  }

  function shardingOf(collection: Collection): Sharding | undefined {
    const sharding = shardings.get(collection.uuid.toString('hex'));
    if (sharding !== undefined) balance(collection, sharding);
    return sharding;
  }

  return {
    id: new ObjectId(),
    shards,
    configServer,
    router,
    databases,
    balancer,
    isBlocked,
    database,
    shard(collection, { key, unique, chunks }) {
      const sharding = { epoch: new ObjectId(), timestamp: new Timestamp(lastTs()), noBalance: false };
      const balancedAt = Math.max(collection.count(), enoughToSplit / 2);
      shardings.set(collection.uuid.toString('hex'), { ...sharding, key, unique, chunks, balancedAt });
    },
    shardingOf,
    ownerOf(collection, document) {
      const sharding = shardingOf(collection);
      if (sharding === undefined) return database(databaseOf(collection.ns)).primary;
      return chunkOf(sharding.chunks, sharding.key.valuesOf(document))?.shard ?? 0;
    },
  };
}
