import { z } from 'zod';
import { docOf, elementsOf, fieldOf, plainDoc, plainOf, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { chunkAt, evenChunks, hashedChunks, lowest } from '../sharding/chunks.ts';
import type { Cluster } from '../sharding/cluster.ts';
import { parseShardKey, type ShardKey } from '../sharding/shard-key.ts';
import { collectionOf, databaseOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { createIndex } from '../storage/collection-index.ts';
import { collectionForWrite, logCommand } from '../storage/writes.ts';
import { type Command, command, plainCommand } from './command.ts';
import { normalizedSpec } from './index-spec.ts';

/** The cluster behind a mongos; only there are these commands known. */
export function clusterOf({ node }: Server): Cluster {
  if (node.kind === 'member') throw new MongodError('CommandNotFound', 'no such command on a replica set');
  return node.cluster;
}

const listShards = plainCommand({
  access: 'monitor',
  run: ({ server }) => ({
    shards: clusterOf(server).shards.map(({ name, address, added, zones }) => ({
      _id: name,
      host: `${name}/${address()}`,
      state: 1,
      topologyTime: added,
      ...(zones.size === 0 ? {} : { tags: [...zones] }),
    })),
  }),
});

const getShardMap = plainCommand({
  access: 'monitor',
  run({ server }) {
    if (server.node.kind === 'member') return { map: {}, hosts: {}, connStrings: {} };
    const { shards, configServer } = clusterOf(server);
    const members = [{ id: 'config', ...configServer }, ...shards.map((shard) => ({ id: shard.name, ...shard }))];
    const map = members.map(({ id, name, address }) => [id, `${name}/${address()}`]);
    return {
      map: Object.fromEntries(map),
      hosts: Object.fromEntries(members.map(({ id, address }) => [address(), id])),
      connStrings: Object.fromEntries(map.map(([id, text]) => [text, id])),
    };
  },
});

const enableSharding = command({
  access: 'host',
  args: z.strictObject({ enableSharding: z.string(), primaryShard: z.string().optional() }),
  run({ enableSharding: name, primaryShard }, { server }) {
    const cluster = clusterOf(server);
    if (name === 'admin' || name === 'local' || name === '') {
      throw new MongodError('InvalidOptions', `can't shard ${name} database`);
    }
    const at = cluster.shards.findIndex((shard) => shard.name === primaryShard);
    if (primaryShard !== undefined && at < 0) {
      throw new MongodError('ShardNotFound', `Shard ${primaryShard} does not exist`);
    }
    const isNew = !cluster.databases.has(name);
    const database = cluster.database(name);
    if (isNew && at >= 0) database.primary = at;
    return {};
  },
});

const ShardCollection = z.strictObject({
  shardCollection: z.string(),
  key: z.record(z.string(), z.unknown()),
  unique: z.boolean().default(false),
  presplitHashedZones: z.boolean().optional(),
  numInitialChunks: z.number().optional(),
  collation: z.unknown().optional(),
  timeseries: z.undefined('time series are not sharded in the sandbox').optional(),
});

const shardCollection = command({
  access: 'host',
  isWrite: true,
  args: ShardCollection,
  run({ shardCollection: ns, unique }, { server, body }) {
    const cluster = clusterOf(server);
    const key = parseShardKey(fieldOf(body, 'key')?.bytes ?? docOf([]));
    refuseNamespace(ns);
    if (unique && key.isHashed) throw new MongodError('InvalidOptions', 'Hashed shard keys cannot be declared unique.');
    const collection = collectionForWrite(server, ns);
    const known = cluster.shardingOf(collection);
    if (known !== undefined) {
      if (known.key.pattern.equals(key.pattern) && known.unique === unique) return { collectionsharded: ns };
      throw new MongodError(
        'AlreadyInitialized',
        `sharding already enabled for collection ${ns} with options ${JSON.stringify({ key: plainDoc(known.key.pattern), unique: known.unique })}`,
      );
    }
    supportingIndex(server, collection, key, unique);
    const { primary } = cluster.database(databaseOf(ns));
    cluster.shard(collection, { key, unique, chunks: firstChunks(cluster, collection, key, primary) });
    return { collectionsharded: ns };
  },
});

function refuseNamespace(ns: string): void {
  const db = databaseOf(ns);
  if (!ns.includes('.') || collectionOf(ns) === '') {
    throw new MongodError('InvalidNamespace', `Invalid namespace specified '${ns}'`);
  }
  if (db === 'admin' || db === 'local' || db === 'config' || collectionOf(ns).startsWith('system.')) {
    throw new MongodError('IllegalOperation', `can't shard system namespace ${ns}`);
  }
}

function firstChunks(cluster: Cluster, collection: Collection, key: ShardKey, primary: number) {
  const count = cluster.shards.length;
  const beginsHashed = plainOf(elementsOf(key.pattern)[0]?.value ?? rawOf(1)) === 'hashed';
  if (beginsHashed) return hashedChunks(key, count);
  return collection.count() === 0 ? [chunkAt(lowest(key), primary, 1)] : evenChunks(key, collection, count, primary);
}

/**
 * An index that begins with the shard key must be there; an empty collection gets one. No other unique index may be
 * there, because one shard cannot know what the others hold.
 */
function supportingIndex(server: Server, collection: Collection, key: ShardKey, unique: boolean): void {
  const indexes = [...collection.indexes.values()];
  const wanted = plainDoc(key.pattern);
  const clash = indexes.find((index) => index.unique && !beginsWith(index.pattern, wanted));
  if (clash !== undefined) {
    throw new MongodError(
      'InvalidOptions',
      `can't shard collection '${collection.ns}' with unique index on ${JSON.stringify(clash.pattern)} and proposed shard key ${JSON.stringify(wanted)}. Uniqueness can't be maintained unless shard key is a prefix`,
    );
  }
  if (indexes.some((index) => beginsWith(index.pattern, wanted) && (!unique || index.unique || isIdKey(wanted)))) {
    return;
  }
  if (collection.count() > 0) {
    throw new MongodError(
      'InvalidOptions',
      'Please create an index that starts with the proposed shard key before sharding the collection',
    );
  }
  const name = Object.entries(wanted)
    .map(([field, kind]) => `${field}_${String(kind)}`)
    .join('_');
  const given = { key: { type: 3, bytes: key.pattern }, name: rawOf(name), ...(unique ? { unique: rawOf(true) } : {}) };
  const spec = normalizedSpec(rawDoc(given), collection.options);
  collection.addIndex(createIndex(spec));
  const logged = [{ name: 'createIndexes', value: rawOf(collectionOf(collection.ns)) }, ...elementsOf(spec)];
  logCommand(server, collection.ns, docOf(logged), collection.uuid);
}

function isIdKey(pattern: object): boolean {
  return Object.keys(pattern).join() === '_id';
}

function beginsWith(pattern: unknown, wanted: object): boolean {
  if (typeof pattern !== 'object' || pattern === null) return false;
  const have = Object.entries(pattern);
  return Object.entries(wanted).every(
    ([name, kind], at) => have[at]?.[0] === name && String(have[at]?.[1]) === String(kind),
  );
}

export const shardingCommands: Readonly<Record<string, Command>> = {
  listShards,
  getShardMap,
  enableSharding,
  shardCollection,
  isdbgrid: plainCommand({
    access: 'none',
    run: ({ server }) => ({ isdbgrid: 1, hostname: server.address() }),
  }),
};
