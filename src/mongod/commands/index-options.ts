import { elementsOf, fieldOf, plainDoc, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { type CodeName, MongodError } from '../mongod-error.ts';

const text = [Type.string];
const object = [Type.document];
const number = [Type.int, Type.long, Type.double, Type.decimal];
const flag = [Type.bool, ...number];

/** The fields of an index specification and their types (mongodb/mongo, src/mongo/db/catalog/index_key_validate.cpp). */
const types: Readonly<Record<string, readonly number[]>> = {
  v: number,
  key: object,
  name: text,
  ns: text,
  unique: flag,
  sparse: flag,
  background: flag,
  hidden: flag,
  expireAfterSeconds: number,
  partialFilterExpression: object,
  collation: object,
  storageEngine: object,
  weights: [...object, ...text],
  default_language: text,
  language_override: text,
  textIndexVersion: number,
  '2dsphereIndexVersion': number,
  bits: number,
  min: number,
  max: number,
  bucketSize: number,
  wildcardProjection: object,
  prepareUnique: flag,
  dropDups: flag,
  clustered: flag,
};

/** What an `_id` index may say of itself. */
const ofId = new Set(['v', 'key', 'name', 'ns', 'collation', 'background', 'unique', 'clustered']);

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in', '$and', '$or']);

/** The two fields that every specification has. Throws for a field that is unknown, of the wrong type, empty or missing. */
export function checkOptionTypes(spec: Buffer): { readonly key: RawValue; readonly name: RawValue } {
  for (const { name, value } of elementsOf(spec)) {
    const wanted = Object.hasOwn(types, name) ? types[name] : undefined;
    if (wanted === undefined) {
      throw new MongodError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification`,
      );
    }
    if (!wanted.includes(value.type)) throw new MongodError('TypeMismatch', `The field '${name}' has the wrong type`);
  }
  const [key, name] = [fieldOf(spec, 'key'), fieldOf(spec, 'name')];
  const missing = key === undefined ? 'key' : name === undefined ? 'name' : undefined;
  if (key === undefined || name === undefined) {
    throw new MongodError('FailedToParse', `The '${missing}' field is a required property of an index specification`);
  }
  if (plainOf(name) === '') throw new MongodError('CannotCreateIndex', 'index name cannot be empty');
  if (plainOf(name) === '*') throw new MongodError('BadValue', "The index name '*' is not valid.");
  const collation = fieldOf(spec, 'collation');
  if (collation !== undefined && collation.bytes.length === 5) {
    throw new MongodError('BadValue', "The field 'collation' cannot be an empty object.");
  }
  return { key, name };
}

/** Throws where the options contradict each other or the keys. */
export function checkIndexOptions(spec: Buffer, keys: readonly RawElement[]): void {
  if (keys.length === 1 && keys[0]?.name === '_id') checkIdIndex(spec, keys[0].value);
  const { unique, sparse, expireAfterSeconds, partialFilterExpression } = plainDoc(spec);
  const isHashed = keys.some(({ value }) => plainOf(value) === 'hashed');
  if (keys.filter(({ value }) => plainOf(value) === 'hashed').length > 1) {
    throw new MongodError('Location31303', 'A maximum of one index field is allowed to be hashed.');
  }
  checkWildcard(spec, keys);
  if (isHashed && unique) {
    throw new MongodError(
      'Location16764',
      'Currently hashed indexes cannot guarantee uniqueness. Use a regular index.',
    );
  }
  if (sparse && partialFilterExpression !== undefined) {
    throw new MongodError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (expireAfterSeconds !== undefined) checkTtl(expireAfterSeconds, keys);
  const partial = fieldOf(spec, 'partialFilterExpression');
  if (partial !== undefined) checkPartial(partial.bytes);
}

function checkIdIndex(spec: Buffer, direction: RawValue): void {
  if (plainOf(direction) === 'hashed') return;
  if (plainOf(direction) !== 1) {
    throw new MongodError('BadValue', "The field 'key' for an _id index must be {_id: 1}");
  }
  const other = elementsOf(spec).find(({ name }) => !ofId.has(name));
  if (other === undefined) return;
  throw new MongodError(
    'InvalidIndexSpecificationOption',
    `The field '${other.name}' is not valid for an _id index specification.`,
  );
}

/** mongodb/mongo, src/mongo/db/catalog/index_key_validate.cpp */
function checkWildcard(spec: Buffer, keys: readonly RawElement[]): void {
  const { unique, wildcardProjection, v } = plainDoc(spec);
  const isWildcard = keys.some(({ name }) => name === '$**' || name.endsWith('.$**'));
  if (isWildcard && unique) {
    throw new MongodError('CannotCreateIndex', "Index type 'wildcard' does not support the unique option");
  }
  if (!isWildcard && wildcardProjection !== undefined) {
    throw new MongodError('BadValue', "The field 'wildcardProjection' is only allowed in an 'wildcard' index");
  }
  if (v === undefined || v === 1 || v === 2) return;
  throw new MongodError('CannotCreateIndex', `this version of mongod cannot build new indexes of version number ${v}`);
}

function checkTtl(seconds: unknown, keys: readonly RawElement[]): void {
  if (keys.length > 1) {
    throw new MongodError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  }
  checkTtlSeconds(seconds, 'CannotCreateIndex');
}

/** Whole seconds of 32 bits (mongodb/mongo, src/mongo/db/index/index_key_validate.cpp); a fraction is cut off. */
export function checkTtlSeconds(seconds: unknown, code: CodeName): void {
  const whole = typeof seconds === 'number' ? Math.trunc(seconds) : Number.NaN;
  if (whole >= 0 && whole <= 2 ** 31 - 1) return;
  throw new MongodError(
    code,
    `TTL index 'expireAfterSeconds' option must be within an acceptable range: ${String(seconds)}`,
  );
}

function checkPartial(filter: Buffer): void {
  for (const { name, value } of elementsOf(filter)) {
    if (name.startsWith('$') && !partialOperators.has(name)) {
      throw new MongodError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
    }
    if (value.type === Type.regex || (name === '$exists' && !plainOf(value))) {
      throw new MongodError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
    }
    if (value.type === Type.document || value.type === Type.array) checkPartial(value.bytes);
  }
}
