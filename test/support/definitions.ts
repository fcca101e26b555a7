import { BSON } from 'mongodb';
import type { Definition, Definitions } from '../../src/core/verification/definition.ts';

/** A document as bytes; a Map keeps fields in their order whatever they are called. */
export function raw(document: BSON.Document): Uint8Array {
  return BSON.serialize(document);
}

/** `shop.orders` with the index that each collection has. */
export function definition(given: {
  readonly namespace?: string;
  readonly type?: string;
  readonly options?: BSON.Document;
  readonly indexes?: readonly BSON.Document[];
  readonly shardKey?: { readonly key: BSON.Document; readonly unique?: boolean };
}): Definition {
  const { namespace = 'shop.orders', type = 'collection', options = {}, indexes = [], shardKey } = given;
  const all = [{ v: 2, key: { _id: 1 }, name: '_id_' }, ...indexes];
  return {
    namespace,
    type,
    options: raw(options),
    indexes: all.map(raw),
    ...(shardKey === undefined ? {} : { shardKey: { key: raw(shardKey.key), unique: shardKey.unique ?? false } }),
  };
}

export function definitions(namespaces: readonly Definition[], rest: Partial<Definitions> = {}): Definitions {
  return { namespaces, isSharded: false, engineDatabases: [], unread: [], unevenIndexes: [], ...rest };
}
