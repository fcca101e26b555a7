import { docOf, elementsOf, fieldOf, plainDoc, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { fullCollation } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { checkIndexOptions, checkOptionTypes } from './index-options.ts';

/** Options that are told otherwise, or were for building only. */
const forgotten = new Set(['ns', 'v', 'key', 'name', 'dropDups']);
const kinds = new Set(['text', '2dsphere', '2d', 'hashed']);

/**
 * An index as `listIndexes` shows it: v, key, name, then the options as given. A text index is stored under the
 * key `_fts`, its fields as weights; both geo kinds and text get their version.
 */
export function normalizedSpec(given: Buffer, collectionOptions: Buffer): Buffer {
  const { key, name } = checkOptionTypes(given);
  const fields = elementsOf(key.bytes);
  const version = versionOf(given);
  checkKey(fields, version);
  checkIndexOptions(given, fields);
  const options = elementsOf(given).filter((option) => !forgotten.has(option.name) && !isFalseFlag(option));
  const isText = fields.some(({ value }) => plainOf(value) === 'text');
  return docOf([
    { name: 'v', value: rawOf(version) },
    { name: 'key', value: isText ? { type: key.type, bytes: docOf(textKey(fields)) } : key },
    { name: 'name', value: name },
    ...withDefaults(collated(options, collectionOptions), isText ? textDefaults(fields) : geoDefaults(fields)),
  ]);
}

/** The collation with all its fields; the collection's where the index names none. */
function collated(options: readonly RawElement[], collectionOptions: Buffer): RawElement[] {
  const own = options.find(({ name }) => name === 'collation')?.value ?? fieldOf(collectionOptions, 'collation');
  const full = own && fullCollation(plainOf(own));
  const others = options.filter(({ name }) => name !== 'collation');
  return full === undefined ? others : [...others, { name: 'collation', value: rawOf(full) }];
}

function versionOf(given: Buffer): 1 | 2 {
  return plainDoc(given).v === 1 ? 1 : 2;
}

function checkKey(fields: readonly RawElement[], version: 1 | 2): void {
  if (fields.length === 0) throw new MongodError('CannotCreateIndex', 'Index keys cannot be an empty object');
  for (const { name, value } of fields) {
    if (name === '' || name.split('.').includes(''))
      throw new MongodError('CannotCreateIndex', 'Index keys cannot be an empty field');
    if (name.startsWith('$') && !name.startsWith('$**')) {
      throw new MongodError(
        'CannotCreateIndex',
        `Index key contains an illegal field name: field name starts with '$': ${name}`,
      );
    }
    const direction = plainOf(value);
    const isFine = version === 1 ? isDirectionOfOld(value) : isDirection(value);
    if (!isFine)
      throw new MongodError(
        'CannotCreateIndex',
        `Values in the index key pattern must not be ${String(direction)}: ${name}`,
      );
  }
}

function isDirection(value: RawValue): boolean {
  const direction = plainOf(value);
  if (typeof direction === 'number') return direction !== 0 && !Number.isNaN(direction);
  return kinds.has(String(direction)) || typeof direction === 'object';
}

/** What servers before 3.4 took (mongodb/mongo, index_key_validate.cpp: IndexVersion::kV1). */
function isDirectionOfOld({ type, bytes }: RawValue): boolean {
  if (type === Type.string) return kinds.has(String(plainOf({ type, bytes }))) || plainOf({ type, bytes }) === '';
  return type !== Type.document && type !== Type.array;
}

function isFalseFlag({ name, value }: RawElement): boolean {
  return ['unique', 'sparse', 'hidden'].includes(name) && !plainOf(value);
}

function textKey(fields: readonly RawElement[]): RawElement[] {
  const isText = ({ value }: RawElement) => plainOf(value) === 'text';
  const isOther = (field: RawElement) => !isText(field) && field.name !== '_ftsx';
  const at = fields.findIndex(isText);
  const fts = [
    { name: '_fts', value: rawOf('text') },
    { name: '_ftsx', value: rawOf(1) },
  ];
  return [...fields.slice(0, at), ...fts, ...fields.slice(at).filter(isOther)];
}

function textDefaults(fields: readonly RawElement[]) {
  const weights = fields.filter(({ value }) => plainOf(value) === 'text').map(({ name }) => [name, 1]);
  return {
    weights: Object.fromEntries(weights),
    default_language: 'english',
    language_override: 'language',
    textIndexVersion: 3,
  };
}

function geoDefaults(fields: readonly RawElement[]) {
  return fields.some(({ value }) => plainOf(value) === '2dsphere') ? { '2dsphereIndexVersion': 3 } : {};
}

function withDefaults(options: readonly RawElement[], defaults: Readonly<Record<string, unknown>>): RawElement[] {
  const missing = Object.entries(defaults).filter(([name]) => options.every((option) => option.name !== name));
  return [...options, ...missing.map(([name, value]) => ({ name, value: rawOf(value) }))];
}
