import { rawDoc, rawOf } from '../bson/raw.ts';
import { type Catalog, type CatalogEntry, databaseOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { derivedCollection, withDerived } from '../storage/derived-catalog.ts';
import type { Cluster } from './cluster.ts';
import { configDatabase } from './config-database.ts';

const own = new Set(['admin', 'config', 'local']);

/** The catalog as the mongos sees it: the store, and `config` as the cluster keeps it. */
export function routedCatalog(cluster: Cluster, store: Catalog): Catalog {
  const whole = withDerived(store, configDatabase(cluster, store));
  return {
    ...whole,
    get: (ns) => (databaseOf(ns) === 'local' ? undefined : whole.get(ns)),
    set(entry) {
      const db = databaseOf(entry.ns);
      if (!own.has(db)) cluster.database(db);
      store.set(entry);
    },
  };
}

/** The catalog of the config server: `config` and `admin`, none of the data. */
export function configCatalog(cluster: Cluster, store: Catalog): Catalog {
  return narrowed(routedCatalog(cluster, store), (entry) => (own.has(databaseOf(entry.ns)) ? entry : undefined));
}

/** The catalog of one shard: its chunks of sharded collections, and the rest of the databases whose primary it is. */
export function shardCatalog(cluster: Cluster, store: Catalog, shard: number): Catalog {
  return narrowed(store, (entry) => {
    const db = databaseOf(entry.ns);
    if (entry.ns === 'admin.system.version' && entry.type !== 'view')
      return derivedCollection(entry.ns, [...documentsOf(entry), shardIdentity(cluster, shard)]);
    if (own.has(db)) return db === 'admin' ? entry : undefined;
    const sharding = entry.type === 'view' ? undefined : cluster.shardingOf(entry);
    if (sharding === undefined || entry.type === 'view') {
      return cluster.database(db).primary === shard ? entry : undefined;
    }
    const isHere = sharding.chunks.some((chunk) => chunk.shard === shard) || cluster.database(db).primary === shard;
    return isHere ? part(entry, (document) => cluster.ownerOf(entry, document) === shard) : undefined;
  });
}

/** By which a shard knows its cluster (manual, "Restore a Sharded Cluster": `_id: "shardIdentity"`). */
function shardIdentity(cluster: Cluster, shard: number): Buffer {
  const { configServer } = cluster;
  return rawDoc({
    _id: rawOf('shardIdentity'),
    clusterId: rawOf(cluster.id),
    shardName: rawOf(cluster.shards[shard]?.name ?? ''),
    configsvrConnectionString: rawOf(`${configServer.name}/${configServer.address()}`),
  });
}

function documentsOf(collection: Collection): Buffer[] {
  return [...collection.keys()].flatMap((idKey) => collection.get(idKey) ?? []);
}

function narrowed(store: Catalog, view: (entry: CatalogEntry) => CatalogEntry | undefined): Catalog {
  const all = (entries: Iterable<CatalogEntry>) => [...entries].flatMap((entry) => view(entry) ?? []);
  const seen = (entry: CatalogEntry | undefined) => entry && view(entry);
  return {
    ...store,
    get: (ns) => seen(store.get(ns)),
    databases: () => [...new Set(all(store.all()).map((entry) => databaseOf(entry.ns)))].sort(),
    inDatabase: (db) => all(store.inDatabase(db)),
    all: () => all(store.all()),
  };
}

/** A collection with only those of its documents that are the shard's. */
function part(whole: Collection, isMine: (document: Buffer) => boolean): Collection {
  const get = (idKey: string) => {
    const document = whole.get(idKey);
    return document !== undefined && isMine(document) ? document : undefined;
  };
  let sizes: { count: number; bytes: number } | undefined;
  /** Counted once: a part is made anew for each reader. */
  const counted = () => {
    if (sizes !== undefined) return sizes;
    const documents = documentsOf({ ...whole, get });
    const bytes = documents.reduce((sum, document) => sum + document.length, 0);
    sizes = { count: documents.length, bytes };
    return sizes;
  };
  return { ...whole, get, count: () => counted().count, bytes: () => counted().bytes };
}
