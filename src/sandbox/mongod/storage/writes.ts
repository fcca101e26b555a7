import { asDocument, docOf, elementsOf, fieldOf, type RawElement, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import { maxBsonBytes } from '../query/cursors.ts';
import type { Server } from '../server.ts';
import { documentKey } from '../sharding/document-key.ts';
import { withId } from '../update/upsert.ts';
import { checkNamespace, collectionOf, databaseOf, idIndexSpec, newCollection } from './catalog.ts';
import type { Collection } from './collection.ts';
import { validate } from './validator.ts';

/** The collection to write into, made where it does not exist yet. */
export function collectionForWrite(server: Server, ns: string): Collection {
  if (ns === oplogNamespace) throw new MongodError('IllegalOperation', 'the oplog cannot be written to');
  const entry = server.catalog.get(ns);
  if (entry?.type === 'view')
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  return entry ?? addCollection(server, newCollection(checkNamespace(databaseOf(ns), collectionOf(ns))));
}

export function addCollection(server: Server, collection: Collection): Collection {
  server.catalog.set(collection);
  const create = docOf([
    { name: 'create', value: rawOf(collectionOf(collection.ns)) },
    ...elementsOf(collection.options),
    { name: 'idIndex', value: asDocument(idIndexSpec) },
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
  if (!bypassValidation) validate(collection.options, document);
  collection.insert(document);
  const o2 = documentKey(server, collection, document);
  server.oplog.append({ op: 'i', ns: collection.ns, ui: collection.uuid, o: document, o2 });
  evict(server, collection);
  return document;
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
  change: WriteOptions & { readonly before: Buffer; readonly after: Buffer; readonly wasReplaced: boolean },
): boolean {
  const { before, after, wasReplaced } = change;
  if (before.equals(after)) return false;
  checkDocument(after);
  if (!change.bypassValidation) validate(collection.options, after);
  collection.replace(idKey, after);
  const o = wasReplaced ? after : difference(before, after);
  const o2 = documentKey(server, collection, after);
  server.oplog.append({ op: 'u', ns: collection.ns, ui: collection.uuid, o, o2 });
  return true;
}

export function deleteDocument(server: Server, collection: Collection, idKey: string, document: Buffer): void {
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
    throw new MongodError('BadValue', "The '_id' value cannot be of type array, regex or undefined");
  }
}

/** The oplog's description of an update: top-level fields that changed (u), came (i) and went (d). */
function difference(before: Buffer, after: Buffer): Buffer {
  const [old, now] = [fieldMap(before), fieldMap(after)];
  const updated: RawElement[] = [];
  const added: RawElement[] = [];
  for (const field of now.values()) {
    const was = old.get(field.name);
    if (was === undefined) added.push(field);
    else if (was.value.type !== field.value.type || !was.value.bytes.equals(field.value.bytes)) updated.push(field);
  }
  const gone = [...old.keys()].filter((name) => !now.has(name)).map((name) => ({ name, value: rawOf(false) }));
  const parts = Object.entries({ d: gone, u: updated, i: added }).filter(([, fields]) => fields.length > 0);
  const diff = docOf(parts.map(([name, fields]) => ({ name, value: asDocument(docOf(fields)) })));
  return rawDoc({ $v: rawOf(2), diff: asDocument(diff) });
}

function fieldMap(document: Buffer): Map<string, RawElement> {
  return new Map(elementsOf(document).map((field) => [field.name, field]));
}
