import { keyString } from '../bson/key-string.ts';
import { elementsOf, fieldOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { isNumber, Type, typeNames } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { checkKeyword, checkTogether } from './json-schema-operands.ts';
import { regexOf, testerOf } from './regex.ts';

type Test = (value: RawValue) => boolean;

/** Keywords by name; `schema` is the whole schema, for those that look at their neighbours. */
const keywords: Readonly<Record<string, (operand: RawValue, schema: Buffer) => Test>> = {
  bsonType: (operand) => hasType(operand, (name) => typeNames[name]),
  type: (operand) => hasType(operand, (name) => typeNames[name === 'boolean' ? 'bool' : name]),
  enum: (operand) => {
    const keys = new Set(itemsOf(operand).map((item) => keyString(item)));
    return (value) => keys.has(keyString(value));
  },
  required: (operand) => {
    const names = itemsOf(operand).map(plainOf);
    return ofDocument((fields) => names.every((name) => fields.some((field) => field.name === name)));
  },
  properties: (operand) => {
    const tests = new Map(elementsOf(operand.bytes).map(({ name, value }) => [name, compileSchema(value)]));
    return ofDocument((fields) => fields.every(({ name, value }) => tests.get(name)?.(value) ?? true));
  },
  additionalProperties: (operand, schema) => {
    const known = new Set(
      elementsOf(fieldOf(schema, 'properties')?.bytes ?? schema.subarray(0, 0)).map(({ name }) => name),
    );
    const test = operand.type === Type.bool ? () => plainOf(operand) === true : compileSchema(operand);
    return ofDocument((fields) => fields.every(({ name, value }) => known.has(name) || test(value)));
  },
  minProperties: (operand) => ofDocument((fields) => fields.length >= Number(plainOf(operand))),
  maxProperties: (operand) => ofDocument((fields) => fields.length <= Number(plainOf(operand))),
  items: (operand) => {
    const test = compileSchema(operand);
    return ofArray((items) => items.every(test));
  },
  minItems: (operand) => ofArray((items) => items.length >= Number(plainOf(operand))),
  maxItems: (operand) => ofArray((items) => items.length <= Number(plainOf(operand))),
  uniqueItems: (operand) =>
    ofArray((items) => !plainOf(operand) || new Set(items.map((item) => keyString(item))).size === items.length),
  minimum: (operand, schema) => bounded(operand, isOn(schema, 'exclusiveMinimum'), (key, bound) => key > bound),
  maximum: (operand, schema) => bounded(operand, isOn(schema, 'exclusiveMaximum'), (key, bound) => key < bound),
  minLength: (operand) => ofText((text) => [...text].length >= Number(plainOf(operand))),
  maxLength: (operand) => ofText((text) => [...text].length <= Number(plainOf(operand))),
  pattern: (operand) => {
    return ofText(testerOf(regexOf(operand)));
  },
  allOf: (operand) => {
    const tests = itemsOf(operand).map(compileSchema);
    return (value) => tests.every((test) => test(value));
  },
  anyOf: (operand) => {
    const tests = itemsOf(operand).map(compileSchema);
    return (value) => tests.some((test) => test(value));
  },
  oneOf: (operand) => {
    const tests = itemsOf(operand).map(compileSchema);
    return (value) => tests.filter((test) => test(value)).length === 1;
  },
  not: (operand) => {
    const test = compileSchema(operand);
    return (value) => !test(value);
  },
  title: () => () => true,
  description: () => () => true,
  exclusiveMinimum: () => () => true,
  exclusiveMaximum: () => () => true,
};

/** `$jsonSchema`: JSON Schema draft 4 with `bsonType`. Throws FailedToParse for a keyword that is not known here. */
export function compileSchema(schema: RawValue): Test {
  if (schema.type !== Type.document) throw new MongodError('TypeMismatch', 'a schema of $jsonSchema must be an object');
  checkTogether(schema.bytes);
  const tests = elementsOf(schema.bytes).map(({ name, value }) => {
    const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    if (keyword === undefined) throw new MongodError('FailedToParse', `Unknown $jsonSchema keyword: ${name}`);
    checkKeyword(name, value);
    return keyword(value, schema.bytes);
  });
  return (value) => tests.every((test) => test(value));
}

function hasType(operand: RawValue, typesOf: (name: string) => readonly number[] | undefined): Test {
  const names = operand.type === Type.array ? itemsOf(operand) : [operand];
  const types = new Set(
    names.flatMap((name) => {
      const found = typesOf(String(plainOf(name)));
      if (found === undefined) throw new MongodError('BadValue', `Unknown type name alias: ${String(plainOf(name))}`);
      return found;
    }),
  );
  return (value) => types.has(value.type);
}

/** A keyword about another type than the value's says nothing. */
function ofDocument(test: (fields: readonly RawElement[]) => boolean): Test {
  return (value) => value.type !== Type.document || test(elementsOf(value.bytes));
}

function ofArray(test: (items: readonly RawValue[]) => boolean): Test {
  return (value) => value.type !== Type.array || test(itemsOf(value));
}

function ofText(test: (text: string) => boolean): Test {
  return (value) => value.type !== Type.string || test(String(plainOf(value)));
}

function bounded(operand: RawValue, isExclusive: boolean, isInside: (key: string, bound: string) => boolean): Test {
  const bound = keyString(operand);
  return (value) => {
    if (!isNumber(value.type)) return true;
    const key = keyString(value);
    return isInside(key, bound) || (!isExclusive && key === bound);
  };
}

function isOn(schema: Buffer, name: string): boolean {
  const value = fieldOf(schema, name);
  return value !== undefined && plainOf(value) === true;
}
