import { randomBytes } from 'node:crypto';
import { Binary } from 'mongodb';
import { asDocument, docOf, elementsOf, fieldOf, itemsOf, plainDoc, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { type Collection, createCollection } from './collection.ts';
import { createIndex } from './collection-index.ts';

export interface View {
  readonly type: 'view';
  readonly ns: string;
  readonly viewOn: string;
  readonly pipeline: readonly Buffer[];
  readonly options: Buffer;
}

export type CatalogEntry = Collection | View;

export interface Catalog {
  get(ns: string): CatalogEntry | undefined;
  set(entry: CatalogEntry): void;
  remove(ns: string): void;
  databases(): string[];
  /** Sorted by name. */
  inDatabase(db: string): CatalogEntry[];
  all(): Iterable<CatalogEntry>;
}

export function createCatalog(): Catalog {
  const entries = new Map<string, CatalogEntry>();
  return {
    get: (ns) => entries.get(ns),
    set: (entry) => void entries.set(entry.ns, entry),
    remove: (ns) => void entries.delete(ns),
    databases: () => [...new Set([...entries.keys()].map(databaseOf))].sort(),
    inDatabase: (db) =>
      [...entries.values()].filter((entry) => databaseOf(entry.ns) === db).sort((a, b) => (a.ns < b.ns ? -1 : 1)),
    all: () => entries.values(),
  };
}

export function databaseOf(ns: string): string {
  const dot = ns.indexOf('.');
  return dot < 0 ? ns : ns.slice(0, dot);
}

export function collectionOf(ns: string): string {
  return ns.slice(ns.indexOf('.') + 1);
}

/** With the collation of its collection, as every index that names none (SERVER-23945). */
export function idIndexSpec(options: Buffer): Buffer {
  const collation = fieldOf(options, 'collation');
  const plain = { v: rawOf(2), key: rawOf({ _id: 1 }), name: rawOf('_id_') };
  return rawDoc(collation === undefined ? plain : { ...plain, collation });
}

/** A new collection with its `_id` index. `options` as given to `create`, without the name. */
export function newCollection(ns: string, options: Buffer = docOf([])): Collection {
  const { capped, size, max, timeseries, clusteredIndex } = plainDoc(options);
  const collection = createCollection({
    ns,
    uuid: newUuid(),
    type: timeseries === undefined ? 'collection' : 'timeseries',
    options,
    capped: capped ? { size: Number(size), max: max > 0 ? Number(max) : Number.POSITIVE_INFINITY } : undefined,
  });
  // A time series has no index on `_id`, which is not unique there (MongoDB manual, "Time Series Collection Limitations").
  if (timeseries !== undefined) return collection;
  collection.addIndex(createIndex(clusteredIndex === undefined ? idIndexSpec(options) : clusteredSpec(options)));
  return collection;
}

/** The clustered index as `listIndexes` shows it (mongodb/mongo, src/mongo/db/catalog/clustered_collection_util.cpp). */
function clusteredSpec(options: Buffer): Buffer {
  const index = fieldOf(options, 'clusteredIndex')?.bytes ?? docOf([]);
  return docOf([...elementsOf(index), { name: 'clustered', value: rawOf(true) }]);
}

export function newView(ns: string, options: Buffer): View {
  const pipeline = fieldOf(options, 'pipeline');
  const viewOn = `${databaseOf(ns)}.${String(plainDoc(options).viewOn)}`;
  return { type: 'view', ns, viewOn, pipeline: pipeline ? itemsOf(pipeline).map((stage) => stage.bytes) : [], options };
}

export function uuidValue(uuid: Buffer): Binary {
  return new Binary(uuid, Binary.SUBTYPE_UUID);
}

function newUuid(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes;
}

/** Throws InvalidNamespace where the server would. */
export function checkNamespace(db: string, name: string): string {
  const isBad = name === '' || name.includes('\0') || name.includes('$') || name.startsWith('.') || name.endsWith('.');
  // src/mongo/db/namespace_string.h: MaxNSCollectionLenWithFCV50
  if (isBad || Buffer.byteLength(`${db}.${name}`) > 255)
    throw new MongodError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  return `${db}.${name}`;
}

export function entryDocument(entry: CatalogEntry): Buffer {
  const name = rawOf(collectionOf(entry.ns));
  if (entry.type === 'view') {
    return rawDoc({ name, type: rawOf('view'), options: asDocument(entry.options), info: rawOf({ readOnly: true }) });
  }
  const info = rawOf({ readOnly: false, uuid: uuidValue(entry.uuid) });
  const head = { name, type: rawOf(entry.type), options: asDocument(entry.options), info };
  const idIndex = entry.indexes.get('_id_');
  const hasIdIndex = idIndex !== undefined && fieldOf(entry.options, 'clusteredIndex') === undefined;
  return rawDoc(!hasIdIndex ? head : { ...head, idIndex: asDocument(idIndex.spec) });
}
