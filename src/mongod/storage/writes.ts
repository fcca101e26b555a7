import { asDocument, docOf, elementsOf, fieldOf, plainDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import { maxBsonBytes } from '../query/cursors.ts';
import type { Server } from '../server.ts';
import { documentKey } from '../sharding/document-key.ts';
import { withId } from '../update/upsert.ts';
import { checkNamespace, collectionOf, databaseOf, idIndexSpec, newCollection } from './catalog.ts';
import type { Collection } from './collection.ts';
import { difference, type TouchedPath } from './difference.ts';
import { validate } from './validator.ts';

/** The collection to write into, made where it does not exist yet. */
export function collectionForWrite(server: Server, ns: string): Collection {
  refuseOplog(ns);
  const entry = server.catalog.get(ns);
  if (entry?.type === 'view')
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  return entry ?? addCollection(server, newCollection(checkNamespace(databaseOf(ns), collectionOf(ns))));
}

/** The namespace itself, where it may be written. */
export function refuseOplog(ns: string): string {
  if (ns === oplogNamespace) throw new MongodError('IllegalOperation', 'the oplog cannot be written to');
  return ns;
}

export function addCollection(server: Server, collection: Collection): Collection {
  server.catalog.set(collection);
  const create = docOf([
    { name: 'create', value: rawOf(collectionOf(collection.ns)) },
    ...elementsOf(collection.options),
    { name: 'idIndex', value: asDocument(idIndexSpec(collection.options)) },
  ]);
  logCommand(server, collection.ns, create, collection.uuid);
  return collection;
}

/** A change of the catalog, as the oplog has it: in the namespace `db.$cmd`. */
export function logCommand(server: Server, ns: string, command: Buffer, uuid?: Buffer): void {
  const entry = { op: 'c', ns: `${databaseOf(ns)}.$cmd`, o: command } as const;
  server.oplog.append(uuid === undefined ? entry : { ...entry, ui: uuid });
}

export interface WriteOptions {
  /** Store it although the collection's validator says no. */
  readonly bypassValidation?: boolean;
}

export function insertDocument(
  server: Server,
  collection: Collection,
  given: Buffer,
  { bypassValidation = false }: WriteOptions = {},
): Buffer {
  const document = withId(given);
  checkDocument(document);
  if (collection.type === 'timeseries') checkTime(collection.options, document);
  if (!bypassValidation) validate(collection.options, document);
  server.transactions.beforeWrite(collection, document);
  collection.insert(document);
  const o2 = documentKey(server, collection, document);
  server.oplog.append({ op: 'i', ns: collection.ns, ui: collection.uuid, o: document, o2 });
  evict(server, collection);
  return document;
}

/** mongodb/mongo, src/mongo/db/timeseries/bucket_catalog: extractTime */
function checkTime(options: Buffer, document: Buffer): void {
  const { timeField } = plainDoc(options).timeseries ?? {};
  if (typeof timeField !== 'string' || fieldOf(document, timeField)?.type === Type.date) return;
  throw new MongodError('BadValue', `'${timeField}' must be present and contain a valid BSON UTC datetime value`);
}

/** Takes out what a capped collection has no room for. */
export function evict(server: Server, collection: Collection): void {
  collection.evict((evicted) => logDelete(server, collection, evicted));
}

/** Stores the changed document; false where nothing changed. `wasReplaced` tells the oplog's two kinds of update apart. */
export function updateDocument(
  server: Server,
  collection: Collection,
  idKey: string,
  change: WriteOptions & {
    readonly before: Buffer;
    readonly after: Buffer;
    readonly wasReplaced: boolean;
    readonly touched?: readonly TouchedPath[] | undefined;
  },
): boolean {
  const { before, after, wasReplaced, touched } = change;
  if (before.equals(after)) return false;
  checkDocument(after);
  if (!change.bypassValidation) validate(collection.options, after, before);
  server.transactions.beforeWrite(collection, before);
  collection.replace(idKey, after);
  const o = wasReplaced ? after : (difference(before, after, touched) ?? after);
  const o2 = documentKey(server, collection, after);
  server.oplog.append({ op: 'u', ns: collection.ns, ui: collection.uuid, o, o2 });
  return true;
}

export function deleteDocument(server: Server, collection: Collection, idKey: string, document: Buffer): void {
  server.transactions.beforeWrite(collection, document);
  collection.remove(idKey);
  logDelete(server, collection, document);
}

function logDelete(server: Server, collection: Collection, document: Buffer): void {
  server.oplog.append({
    op: 'd',
    ns: collection.ns,
    ui: collection.uuid,
    o: documentKey(server, collection, document),
  });
}

const notAnId = new Set<number>([Type.array, Type.regex, Type.undefined]);

function checkDocument(document: Buffer): void {
  if (document.length > maxBsonBytes) {
    throw new MongodError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${document.length}, max size: ${maxBsonBytes}`,
    );
  }
  const id = fieldOf(document, '_id');
  if (id !== undefined && notAnId.has(id.type)) {
    // mongodb/mongo, src/mongo/db/update/storage_validation.cpp
    throw new MongodError('InvalidIdField', "The '_id' value cannot be of type array, regex or undefined");
  }
  const dollar = id?.type === Type.document ? elementsOf(id.bytes).find(({ name }) => name.startsWith('$')) : undefined;
  if (dollar !== undefined) {
    throw new MongodError(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed fields: ${dollar.name} is not valid for storage.`,
    );
  }
}
