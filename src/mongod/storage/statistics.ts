import { asDocument, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import type { Server } from '../server.ts';
import type { CatalogEntry } from './catalog.ts';
import type { Index } from './collection-index.ts';

interface Sizes {
  readonly count: number;
  readonly size: number;
  readonly nindexes: number;
  readonly indexes: readonly Pick<Index, 'name' | 'unique'>[];
  readonly capped?: { readonly size: number; readonly max: number };
}

/** What `collStats` and `$collStats` tell of storage, in bytes. Nothing is compressed here, so storage is data. */
export function storageStatistics(server: Server, ns: string, scale = 1) {
  const { count, size, nindexes, indexes, capped } = sizesOf(server, ns);
  const indexSizes = Object.fromEntries(indexes.map(({ name }) => [name, Math.ceil((count * 20) / scale)]));
  const scaled = Math.ceil(size / scale);
  return {
    size: scaled,
    count,
    avgObjSize: count === 0 ? 0 : Math.floor(size / count),
    numOrphanDocs: 0,
    storageSize: scaled,
    freeStorageSize: 0,
    capped: capped !== undefined,
    ...(capped === undefined
      ? {}
      : { max: Number.isFinite(capped.max) ? capped.max : 0, maxSize: Math.ceil(capped.size / scale) }),
    nindexes,
    indexBuilds: [],
    totalIndexSize: Object.values(indexSizes).reduce((sum, bytes) => sum + bytes, 0),
    totalSize: scaled,
    indexSizes,
    indexDetails: Object.fromEntries(
      indexes.map((index) => [index.name, { metadata: { formatVersion: formatOf(index) } }]),
    ),
    scaleFactor: scale,
  };
}

/** Of entries on disk, for indexes of version 2 (mongodb/mongo, src/mongo/db/storage/wiredtiger/wiredtiger_index.cpp). */
function formatOf({ unique }: Pick<Index, 'unique'>): number {
  return unique ? 14 : 8;
}

function sizesOf(server: Server, ns: string): Sizes {
  const entry = server.catalog.get(ns);
  if (entry?.type === 'view')
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  if (entry !== undefined) {
    const sizes = {
      count: entry.count(),
      size: entry.bytes(),
      nindexes: entry.indexes.size,
      indexes: [...entry.indexes.values()],
    };
    return entry.capped === undefined ? sizes : { ...sizes, capped: entry.capped };
  }
  if (ns !== oplogNamespace) return { count: 0, size: 0, nindexes: 0, indexes: [] };
  const { count, bytes, maxBytes } = server.oplog.size();
  return { count, size: bytes, nindexes: 0, indexes: [], capped: { size: maxBytes, max: Number.POSITIVE_INFINITY } };
}

/** The one document of `$collStats`. */
export function collectionStatistics(server: Server, ns: string, wanted: Readonly<Record<string, unknown>>) {
  const entry = server.catalog.get(ns);
  if (entry === undefined && ns !== oplogNamespace && (wanted.count || wanted.storageStats)) {
    throw new MongodError('NamespaceNotFound', `Unable to retrieve statistics: Collection [${ns}] not found.`);
  }
  return {
    ns,
    host: server.address(),
    localTime: new Date(server.now()),
    ...(wanted.storageStats === undefined
      ? {}
      : { storageStats: storageStatistics(server, ns, scaleOf(wanted.storageStats)) }),
    ...(wanted.count === undefined ? {} : { count: sizesOf(server, ns).count }),
  };
}

function scaleOf(options: unknown): number {
  return typeof options === 'object' && options !== null && 'scale' in options ? Number(options.scale) : 1;
}

/** How often each index was searched since the start; from a mongos with the name of the shard. */
export function indexStatistics(server: Server, ns: string, shard?: string): Buffer[] {
  const entry = server.catalog.get(ns);
  if (entry === undefined || entry.type === 'view') return [];
  const since = new Date(server.startedAt);
  return [...entry.indexes.values()].map(({ name, pattern, spec, usage }) =>
    rawDoc({
      name: rawOf(name),
      key: rawOf(pattern),
      host: rawOf(server.address()),
      accesses: rawOf({ ops: BigInt(usage.ops), since }),
      spec: asDocument(spec),
      ...(shard === undefined ? {} : { shard: rawOf(shard) }),
    }),
  );
}

export function databaseStatistics(server: Server, db: string, scale = 1) {
  const entries = server.catalog.inDatabase(db);
  const collections = entries.filter(isCollection);
  const total = (of: (entry: (typeof collections)[number]) => number) =>
    collections.reduce((sum, entry) => sum + of(entry), 0);
  const objects = total((entry) => entry.count());
  const dataSize = total((entry) => entry.bytes());
  return {
    db,
    collections: collections.length,
    views: entries.length - collections.length,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize: Math.ceil(dataSize / scale),
    storageSize: Math.ceil(dataSize / scale),
    indexes: total((entry) => entry.indexes.size),
    indexSize: Math.ceil(total((entry) => entry.count() * entry.indexes.size * 20) / scale),
    totalSize: Math.ceil(dataSize / scale),
    scaleFactor: scale,
  };
}

function isCollection(entry: CatalogEntry) {
  return entry.type !== 'view';
}
