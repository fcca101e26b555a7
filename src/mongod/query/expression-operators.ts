import { Binary } from 'mongodb';
import { keyString } from '../bson/key-string.ts';
import { fieldOf, type RawValue, rawOf } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { hashedKey } from './hashed-key.ts';
import { remainder } from './remainder.ts';

type Operands = readonly (RawValue | undefined)[];

interface ExactOperator {
  arity(count: number): boolean;
  apply(operands: Operands, order: TextOrder | undefined): RawValue;
}

const [exactly, any] = [(wanted: number) => (count: number) => count === wanted, () => true];

/** Operators that are computed on stored bytes, because plain values would lose types and their order. */
export const exactOperators: Readonly<Record<string, ExactOperator>> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: { arity: exactly(2), apply: ([a, b], order) => rawOf(compare(a, b, order)) },
  $and: { arity: any, apply: (operands) => rawOf(operands.every(isTrue)) },
  $or: { arity: any, apply: (operands) => rawOf(operands.some(isTrue)) },
  $not: { arity: exactly(1), apply: ([value]) => rawOf(!isTrue(value)) },
  $bsonSize: { arity: exactly(1), apply: ([value]) => bsonSize(value) },
  $mod: { arity: exactly(2), apply: ([left, right]) => remainder(left, right) },
  $_internalKeyStringValue: { arity: exactly(1), apply: ([operand]) => keyStringValue(operand) },
  $toHashedIndexKey: { arity: exactly(1), apply: ([value]) => rawOf(hashedKey(value ?? rawOf(null))) },
  $type: { arity: exactly(1), apply: ([value]) => rawOf(value === undefined ? 'missing' : (names[value.type] ?? '')) },
};

const names: Readonly<Record<number, string>> = {
  [Type.double]: 'double',
  [Type.string]: 'string',
  [Type.document]: 'object',
  [Type.array]: 'array',
  [Type.binary]: 'binData',
  [Type.undefined]: 'undefined',
  [Type.objectId]: 'objectId',
  [Type.bool]: 'bool',
  [Type.date]: 'date',
  [Type.null]: 'null',
  [Type.regex]: 'regex',
  [Type.dbPointer]: 'dbPointer',
  [Type.code]: 'javascript',
  [Type.symbol]: 'symbol',
  [Type.codeWithScope]: 'javascriptWithScope',
  [Type.int]: 'int',
  [Type.timestamp]: 'timestamp',
  [Type.long]: 'long',
  [Type.decimal]: 'decimal',
  [Type.minKey]: 'minKey',
  [Type.maxKey]: 'maxKey',
};

function comparison(holds: (order: number) => boolean): ExactOperator {
  return { arity: exactly(2), apply: ([a, b], order) => rawOf(holds(compare(a, b, order))) };
}

/** A missing value is below all that is there but MinKey, which only aggregation knows. */
function compare(a: RawValue | undefined, b: RawValue | undefined, order: TextOrder | undefined): number {
  const [left, right] = [orderKey(a, order), orderKey(b, order)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function orderKey(value: RawValue | undefined, order: TextOrder | undefined): string {
  return value === undefined ? '\x02' : keyString(value, order);
}

export function isTrue(value: RawValue | undefined): boolean {
  if (value === undefined || value.type === Type.null || value.type === Type.undefined) return false;
  if (value.type === Type.bool) return value.bytes.readUInt8(0) !== 0;
  const isNumeric = [Type.int, Type.long, Type.double, Type.decimal].some((type) => type === value.type);
  return !isNumeric || keyString(value) !== zero;
}

const zero = keyString(rawOf(0));

/**
 * Bytes that are equal for the values that the server's are equal for: those of its index keys without the bits that
 * tell types apart, so 1 is 1 in each type of number, -0 is 0, Decimal128 1.0 is 1.00, a symbol is its text, and the
 * names of an array's items are none of it (mongodb/mongo, src/mongo/db/storage/key_string/key_string.cpp). Without a
 * collation of its own text is its bytes, whatever the collection says. They are not the server's own bytes.
 */
function keyStringValue(operand: RawValue | undefined): RawValue {
  const input = operand?.type === Type.document ? fieldOf(operand.bytes, 'input') : undefined;
  if (operand?.type === Type.document && fieldOf(operand.bytes, 'collation') !== undefined) {
    throw new MongodError('NotImplemented', 'the sandbox makes key strings without a collation only');
  }
  return rawOf(new Binary(Buffer.from(keyString(input ?? rawOf(null)), 'latin1')));
}

function bsonSize(value: RawValue | undefined): RawValue {
  if (value === undefined || value.type === Type.null || value.type === Type.undefined) return rawOf(null);
  if (value.type === Type.document) return rawOf(value.bytes.length);
  throw new MongodError('Location31393', '$bsonSize requires a document input');
}
