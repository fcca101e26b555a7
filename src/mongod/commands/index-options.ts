import { elementsOf, fieldOf, plainDoc, plainOf, type RawElement } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';

/** The fields of an index specification (MongoDB manual, "createIndexes"). */
const known = new Set(
  `v key name ns unique sparse background hidden expireAfterSeconds partialFilterExpression collation storageEngine
  weights default_language language_override textIndexVersion 2dsphereIndexVersion bits min max bucketSize
  wildcardProjection prepareUnique dropDups clustered`.split(/\s+/),
);

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in', '$and', '$or']);

/** Throws where the options contradict each other or the keys. */
export function checkIndexOptions(spec: Buffer, keys: readonly RawElement[]): void {
  const unknown = elementsOf(spec).find(({ name }) => !known.has(name));
  if (unknown !== undefined) {
    throw new MongodError(
      'InvalidIndexSpecificationOption',
      `The field '${unknown.name}' is not valid for an index specification`,
    );
  }
  const { unique, sparse, expireAfterSeconds, partialFilterExpression } = plainDoc(spec);
  const isHashed = keys.some(({ value }) => plainOf(value) === 'hashed');
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

function checkTtl(seconds: unknown, keys: readonly RawElement[]): void {
  if (keys.length > 1) {
    throw new MongodError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  }
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= 2 ** 31 - 1) return;
  throw new MongodError(
    'CannotCreateIndex',
    `TTL index 'expireAfterSeconds' option must be within an acceptable range: ${seconds}`,
  );
}

function checkPartial(filter: Buffer): void {
  for (const { name, value } of elementsOf(filter)) {
    if (name.startsWith('$') && !partialOperators.has(name)) {
      throw new MongodError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
    }
    if (value.type === 3 || value.type === 4) checkPartial(value.bytes);
  }
}
