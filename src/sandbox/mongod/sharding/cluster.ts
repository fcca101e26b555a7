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
  /** The database's entry, made with the next shard as its primary where there is none. */
  database(name: string): Database;
  shard(collection: Collection, sharding: Omit<Sharding, 'epoch' | 'timestamp' | 'noBalance'>): void;
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
}

/** So many documents in one chunk are enough for the balancer to split it: far fewer than in life. */
const enoughToSplit = 100;

export function createCluster({ shards, configServer, router, lastTs, isBalancing }: ClusterOptions): Cluster {
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

  /** A range-sharded collection begins as one chunk; the balancer spreads it once it has something to spread. */
  function balance(collection: Collection, sharding: Sharding): void {
    const [only, ...others] = sharding.chunks;
    const isDue = isBalancing() && !sharding.noBalance && collection.count() >= enoughToSplit;
    if (only === undefined || others.length > 0 || shards.length === 1 || !isDue) return;
    sharding.chunks = evenChunks(sharding.key, collection, shards.length, only.shard);
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
    database,
    shard(collection, { key, unique, chunks }) {
      const sharding = { epoch: new ObjectId(), timestamp: new Timestamp(lastTs()), noBalance: false };
      shardings.set(collection.uuid.toString('hex'), { ...sharding, key, unique, chunks });
    },
    shardingOf,
    ownerOf(collection, document) {
      const sharding = shardingOf(collection);
      if (sharding === undefined) return database(databaseOf(collection.ns)).primary;
      return chunkOf(sharding.chunks, sharding.key.valuesOf(document))?.shard ?? 0;
    },
  };
}
