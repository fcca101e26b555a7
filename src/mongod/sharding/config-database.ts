import { asDocument, type RawValue, rawDoc, rawOf, serialize } from '../bson/raw.ts';
import { type Catalog, uuidValue } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import type { Derived } from '../storage/derived-catalog.ts';
import { highest } from './chunks.ts';
import type { Cluster, Sharding } from './cluster.ts';

/** The collections of `config` that follow from what the cluster knows. */
export function configDatabase(cluster: Cluster, catalog: Catalog): Derived {
  return {
    'config.shards': () => shardDocuments(cluster),
    'config.databases': () => databaseDocuments(cluster),
    'config.collections': () => collectionDocuments(cluster, catalog),
    'config.chunks': () => chunkDocuments(cluster, catalog),
    'config.mongos': () => [serialize(cluster.router())],
    'config.user_writes_critical_sections': () => writeBlockDocuments(cluster),
    'config.version': () => [rawDoc({ _id: rawOf(1), clusterId: rawOf(cluster.id) })],
  };
}

/** What the config server keeps of `setUserWriteBlockMode`; the empty namespace stands for all of them. */
function* writeBlockDocuments({ isBlocked }: Cluster): Generator<Buffer> {
  if (isBlocked()) yield serialize({ _id: '', blockNewUserShardedDDL: true, blockUserWrites: true });
}

function* shardDocuments({ shards }: Cluster): Generator<Buffer> {
  for (const shard of shards) {
    const tags: Record<string, RawValue> = shard.zones.size === 0 ? {} : { tags: rawOf([...shard.zones]) };
    yield rawDoc({
      _id: rawOf(shard.name),
      host: rawOf(`${shard.name}/${shard.address()}`),
      state: rawOf(1),
      topologyTime: rawOf(shard.added),
      ...tags,
    });
  }
}

function* databaseDocuments({ databases, shards }: Cluster): Generator<Buffer> {
  for (const [name, { primary, uuid, timestamp }] of databases) {
    const version = { uuid, timestamp, lastMod: 1 };
    yield rawDoc({
      _id: rawOf(name),
      primary: rawOf(shards[primary]?.name),
      partitioned: rawOf(true),
      version: rawOf(version),
    });
  }
}

function* collectionDocuments(cluster: Cluster, catalog: Catalog): Generator<Buffer> {
  for (const [collection, { key, unique, epoch, timestamp, noBalance }] of shardedIn(cluster, catalog)) {
    yield rawDoc({
      _id: rawOf(collection.ns),
      lastmodEpoch: rawOf(epoch),
      lastmod: rawOf(new Date(timestamp.getHighBits() * 1000)),
      timestamp: rawOf(timestamp),
      uuid: rawOf(uuidValue(collection.uuid)),
      key: asDocument(key.pattern),
      unique: rawOf(unique),
      noBalance: rawOf(noBalance),
    });
  }
}

function* chunkDocuments(cluster: Cluster, catalog: Catalog): Generator<Buffer> {
  for (const [collection, { key, chunks, timestamp }] of shardedIn(cluster, catalog)) {
    for (const [at, chunk] of chunks.entries()) {
      const shard = cluster.shards[chunk.shard]?.name;
      yield rawDoc({
        _id: rawOf(chunk.id),
        uuid: rawOf(uuidValue(collection.uuid)),
        min: asDocument(key.bound(chunk.min)),
        max: asDocument(key.bound(chunks[at + 1]?.min ?? highest(key))),
        shard: rawOf(shard),
        lastmod: rawOf(chunk.version),
        onCurrentShardSince: rawOf(timestamp),
        history: rawOf([{ validAfter: timestamp, shard }]),
      });
    }
  }
}

/** In the order of their names. */
export function shardedIn(cluster: Cluster, catalog: Catalog): [Collection, Sharding][] {
  const found: [Collection, Sharding][] = [];
  for (const entry of catalog.all()) {
    if (entry.type === 'view') continue;
    const sharding = cluster.shardingOf(entry);
    if (sharding !== undefined) found.push([entry, sharding]);
  }
  return found.sort(([a], [b]) => (a.ns < b.ns ? -1 : 1));
}
