import { keyString } from '../bson/key-string.ts';
import { elementsOf, itemsOf, plainOf, type RawValue } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';

type Kind =
  | 'text'
  | 'texts'
  | 'types'
  | 'amount'
  | 'number'
  | 'flag'
  | 'document'
  | 'schema or flag'
  | 'documents'
  | 'values'
  | 'items';

const kinds: Readonly<Record<string, Kind>> = {
  bsonType: 'types',
  type: 'types',
  enum: 'values',
  required: 'texts',
  properties: 'document',
  additionalProperties: 'schema or flag',
  minProperties: 'amount',
  maxProperties: 'amount',
  items: 'items',
  minItems: 'amount',
  maxItems: 'amount',
  uniqueItems: 'flag',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'flag',
  exclusiveMaximum: 'flag',
  minLength: 'amount',
  maxLength: 'amount',
  pattern: 'text',
  allOf: 'documents',
  anyOf: 'documents',
  oneOf: 'documents',
  not: 'document',
  title: 'text',
  description: 'text',
};

const tests: Readonly<Record<Kind, (operand: RawValue) => boolean>> = {
  text: ({ type }) => type === Type.string,
  texts: isTexts,
  types: (operand) => operand.type === Type.string || isTexts(operand),
  amount: ({ type }) => isNumber(type),
  number: ({ type }) => isNumber(type),
  flag: ({ type }) => type === Type.bool,
  document: ({ type }) => type === Type.document,
  'schema or flag': ({ type }) => type === Type.document || type === Type.bool,
  documents: (operand) => operand.type === Type.array && itemsOf(operand).every(({ type }) => type === Type.document),
  values: ({ type }) => type === Type.array,
  items: ({ type }) => type === Type.document || type === Type.array,
};

/** Throws FailedToParse where keywords of one schema contradict each other, or a list repeats itself. */
export function checkTogether(schema: Buffer): void {
  const given = new Map(elementsOf(schema).map(({ name, value }) => [name, value]));
  const refused = (what: string) => new MongodError('FailedToParse', `$jsonSchema ${what}`);
  if (given.has('type') && given.has('bsonType')) throw refused("takes 'type' or 'bsonType', and not both");
  const type = given.get('type');
  if (type !== undefined && [type, ...itemsIn(type)].some((one) => plainOf(one) === 'integer')) {
    throw refused("type 'integer' is not currently supported.");
  }
  for (const bound of ['minimum', 'maximum']) {
    const exclusive = bound === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
    if (given.has(exclusive) && !given.has(bound))
      throw refused(`keyword '${bound}' must be there with '${exclusive}'`);
  }
  for (const name of ['required', 'enum', 'type', 'bsonType']) {
    const list = given.get(name);
    const keys = list === undefined ? [] : itemsIn(list).map((item) => keyString(item));
    if (new Set(keys).size < keys.length) throw refused(`keyword '${name}' array cannot contain duplicate values`);
  }
}

function itemsIn(value: RawValue): RawValue[] {
  return value.type === Type.array ? itemsOf(value) : [];
}

function isTexts(operand: RawValue): boolean {
  return operand.type === Type.array && itemsOf(operand).every(({ type }) => type === Type.string);
}

/** Throws TypeMismatch or FailedToParse for an operand that is none (mongodb/mongo, src/mongo/db/matcher/schema/json_schema_parser.cpp). */
export function checkKeyword(name: string, operand: RawValue): void {
  const kind = kinds[name];
  if (kind === undefined) return;
  if (!tests[kind](operand)) throw new MongodError('TypeMismatch', `$jsonSchema keyword '${name}' has the wrong type`);
  if (operand.type === Type.array && itemsOf(operand).length === 0) {
    throw new MongodError('FailedToParse', `$jsonSchema keyword '${name}' cannot be an empty array`);
  }
  if (kind === 'items' && operand.type === Type.array) {
    throw new MongodError('NotImplemented', "the sandbox takes one schema for '$jsonSchema' keyword 'items'");
  }
  if (kind !== 'amount') return;
  const value = Number(plainOf(operand));
  if (Number.isInteger(value) && value >= 0) return;
  throw new MongodError('FailedToParse', `$jsonSchema keyword '${name}' must be a non-negative whole number`);
}
