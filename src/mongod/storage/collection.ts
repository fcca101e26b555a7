import { keyString } from '../bson/key-string.ts';
import { asDocument, fieldOf, plainDoc, plainOf, type RawValue, rawDoc } from '../bson/raw.ts';
import { type TextOrder, textOrderOf } from '../bson/text-order.ts';
import { MongodError } from '../mongod-error.ts';
import type { Index } from './collection-index.ts';
import { createDocumentStore } from './document-store.ts';

export type CollectionType = 'collection' | 'timeseries';

export interface CappedLimits {
  readonly size: number;
  readonly max: number;
}

/** Documents are kept as the bytes that came. */
export interface Collection {
  ns: string;
  readonly uuid: Buffer;
  readonly type: CollectionType;
  /** As given to `create` and changed by `collMod`. */
  options: Buffer;
  capped: CappedLimits | undefined;
  /** Of its default collation, in which `_id` is unique too. */
  readonly order: TextOrder | undefined;
  readonly indexes: Map<string, Index>;
  count(): number;
  bytes(): number;
  get(idKey: string): Buffer | undefined;
  /** The key under which a document with this `_id` is found; `undefined` where it has none, or several may have it. */
  idKeyOf(document: Buffer): string | undefined;
  /** In the order of insertion; reading may go on while the collection changes. */
  keys(): Iterable<string>;
  /** Throws DuplicateKey. */
  insert(document: Buffer): void;
  /** Replaces the document with that `_id`; `_id` itself does not change. */
  replace(idKey: string, document: Buffer): void;
  remove(idKey: string): void;
  /** Takes out what a capped collection has no room for, oldest first. */
  evict(removed: (document: Buffer) => void): void;
  addIndex(index: Index): void;
}

export interface CollectionOptions {
  readonly ns: string;
  readonly uuid: Buffer;
  readonly type: CollectionType;
  readonly options: Buffer;
  readonly capped: CappedLimits | undefined;
}

export function createCollection({ ns, uuid, type, options, capped }: CollectionOptions): Collection {
  const documents = createDocumentStore();
  const indexes = new Map<string, Index>();
  const order = textOrderOf(plainDoc(options).collation);

  let serial = 0;

  function idKeyOf(document: Buffer): string | undefined {
    if (type === 'timeseries') return undefined;
    const id = fieldOf(document, '_id');
    return id === undefined ? undefined : keyString(id, order);
  }

  function reindex(idKey: string, before: Buffer | undefined, after: Buffer | undefined): void {
    if (after !== undefined) for (const index of indexes.values()) refuseDuplicate(self, index, idKey, after);
    for (const index of indexes.values()) index.replace(idKey, before, after);
  }

  const self: Collection = {
    ns,
    uuid,
    type,
    options,
    capped,
    order,
    idKeyOf,
    indexes,
    count: documents.size,
    bytes: documents.bytes,
    get: documents.get,
    keys: documents.keys,
    insert(document) {
      // Joined strings are trees in V8; a round trip makes one flat string of the key that is kept.
      serial += 1;
      const key = idKeyOf(document) ?? String(serial).padStart(16, '0');
      const idKey = Buffer.from(key, 'latin1').toString('latin1');
      if (documents.has(idKey)) throw duplicateId(self.ns, fieldOf(document, '_id'));
      reindex(idKey, undefined, document);
      documents.set(idKey, document);
    },
    replace(idKey, document) {
      reindex(idKey, documents.get(idKey), document);
      documents.set(idKey, document);
    },
    remove(idKey) {
      const before = documents.get(idKey);
      if (before === undefined) return;
      reindex(idKey, before, undefined);
      documents.delete(idKey);
    },
    evict(removed) {
      const limits = self.capped;
      while (limits !== undefined && (documents.bytes() > limits.size || documents.size() > limits.max)) {
        const oldest = documents.keys().next().value;
        const document = oldest === undefined ? undefined : documents.get(oldest);
        if (oldest === undefined || document === undefined) return;
        self.remove(oldest);
        removed(document);
      }
    },
    addIndex(index) {
      const shared = index.fill(self);
      if (shared !== undefined) throw duplicateKey(self.ns, index.name, index.pattern, shared);
      indexes.set(index.name, index);
    },
  };
  return self;
}

export function refuseDuplicate(
  collection: Pick<Collection, 'ns'>,
  index: Index,
  idKey: string,
  document: Buffer,
): void {
  const value = index.conflict(idKey, document);
  if (value !== undefined) throw duplicateKey(collection.ns, index.name, index.pattern, value);
}

export function duplicateId(ns: string, id: RawValue | undefined): MongodError {
  return duplicateKey(ns, '_id_', { _id: 1 }, rawDoc(id === undefined ? {} : { _id: id }));
}

function duplicateKey(ns: string, index: string, keyPattern: unknown, value: Buffer): MongodError {
  const keyValue = plainOf(asDocument(value));
  const shown = JSON.stringify(keyValue);
  return new MongodError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${ns} index: ${index} dup key: ${shown}`,
    {
      keyPattern,
      keyValue,
    },
  );
}
