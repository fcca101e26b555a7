import { keyString } from '../bson/key-string.ts';
import { asDocument, docOf, elementsOf, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { hashedKey } from '../query/hashed-key.ts';
import { resolvePath } from '../query/resolve-path.ts';

/** The fields by which the documents of a collection are spread over the shards. */
export interface ShardKey {
  /** As given: `{a: 1, b: 'hashed'}`. */
  readonly pattern: Buffer;
  readonly isHashed: boolean;
  /** The values of a document, hashed where the key is; a missing field counts as null. */
  valuesOf(document: Buffer): RawValue[];
  /** Values as the bounds of chunks show them. */
  bound(values: readonly RawValue[]): Buffer;
}

interface Field {
  readonly path: string;
  readonly isHashed: boolean;
}

/** Throws BadValue for a pattern that cannot be a shard key. */
export function parseShardKey(pattern: Buffer): ShardKey {
  const fields = elementsOf(pattern).map(parseField);
  if (fields.length === 0) throw new MongodError('BadValue', 'Shard key is empty');
  if (fields.filter((field) => field.isHashed).length > 1) {
    throw new MongodError('BadValue', 'Shard key can contain at most one hashed field');
  }
  return {
    pattern,
    isHashed: fields.some((field) => field.isHashed),
    valuesOf: (document) => fields.map((field) => shardValue(document, field)),
    bound: (values) =>
      docOf(fields.map(({ path }, at): RawElement => ({ name: path, value: values[at] ?? rawOf(null) }))),
  };
}

function parseField({ name: path, value }: RawElement): Field {
  const kind = plainOf(value);
  if (Number(kind) !== 1 && kind !== 'hashed') {
    throw new MongodError(
      'BadValue',
      `Shard key ${path} may only be 1 for ranged or 'hashed' for hashed distribution, and is ${JSON.stringify(kind)}`,
    );
  }
  return { path, isHashed: kind === 'hashed' };
}

function shardValue(document: Buffer, { path, isHashed }: Field): RawValue {
  const [value = rawOf(null)] = resolvePath(asDocument(document), path);
  return isHashed ? rawOf(hashedKey(value)) : value;
}

/** A string in which the values of one key compare as they do in the server. */
export function orderOf(values: readonly RawValue[]): string {
  return values.map((value) => keyString(value)).join('');
}
