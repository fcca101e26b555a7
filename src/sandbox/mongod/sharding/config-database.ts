import { asDocument, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { type Catalog, newCollection, uuidValue } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { highest } from './chunks.ts';
import type { Cluster, Sharding } from './cluster.ts';

type Documents = (cluster: Cluster, catalog: Catalog) => Iterable<Buffer>;

/** The collections of `config` that follow from what the cluster knows; nobody can write to them. */
const derived: Readonly<Record<string, Documents>> = {
  'config.shards': shardDocuments,
  'config.databases': databaseDocuments,
  'config.collections': collectionDocuments,
  'config.chunks': chunkDocuments,
  'config.version': ({ id }) => [rawDoc({ _id: rawOf(1), clusterId: rawOf(id) })],
};

export const derivedNames = Object.keys(derived);

/** Made anew for each reader; `undefined` where the name is none of these. */
export function derivedCollection(cluster: Cluster, catalog: Catalog, ns: string): Collection | undefined {
  const documents = derived[ns];
  if (documents === undefined) return undefined;
  const collection = newCollection(ns);
  for (const document of documents(cluster, catalog)) collection.insert(document);
  const refuse = () => {
    throw new MongodError('IllegalOperation', `${ns} is kept by the sandbox's cluster itself and cannot be written to`);
  };
  return { ...collection, insert: refuse, replace: refuse, remove: refuse };
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
