import { createHash, type Hash } from 'node:crypto';
import { Decimal128 } from 'mongodb';
import { elementsOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';

/** The server's "canonical types": each kind of value that compares with its like has one number. */
const canonicalTypes: Readonly<Record<number, number>> = {
  [Type.minKey]: -1,
  [Type.undefined]: 0,
  [Type.null]: 5,
  [Type.int]: 10,
  [Type.long]: 10,
  [Type.double]: 10,
  [Type.decimal]: 10,
  [Type.string]: 15,
  [Type.symbol]: 15,
  [Type.document]: 20,
  [Type.array]: 25,
  [Type.binary]: 30,
  [Type.objectId]: 35,
  [Type.bool]: 40,
  [Type.date]: 45,
  [Type.timestamp]: 47,
  [Type.regex]: 50,
  [Type.dbPointer]: 55,
  [Type.code]: 60,
  [Type.codeWithScope]: 65,
  [Type.maxKey]: 127,
};

/**
 * What a hashed index holds for a value: the first eight bytes of an MD5 over seed, canonical type and bytes, numbers
 * as int64 without their fraction (manual, "$toHashedIndexKey", whose example a test repeats).
 */
export function hashedKey(value: RawValue): bigint {
  const hash = createHash('md5');
  hash.update(int32(0));
  addValue(hash, value);
  return hash.digest().readBigInt64LE(0);
}

function addValue(hash: Hash, { type, bytes }: RawValue, name?: string): void {
  hash.update(int32(canonicalTypes[type] ?? 0));
  if (name !== undefined) hash.update(`${name}\0`);
  if (type === Type.document || type === Type.array) {
    for (const element of elementsOf(bytes)) addValue(hash, element.value, element.name);
    hash.update(int32(0));
  } else hash.update(canonicalTypes[type] === 10 ? int64(wholeNumber(type, bytes)) : bytes);
}

/** Truncated, NaN as 0, and held inside the range of int64. */
function wholeNumber(type: number, bytes: Buffer): bigint {
  if (type === Type.int) return BigInt(bytes.readInt32LE(0));
  if (type === Type.long) return bytes.readBigInt64LE(0);
  const number = type === Type.double ? bytes.readDoubleLE(0) : Number(new Decimal128(bytes).toString());
  if (Number.isNaN(number)) return 0n;
  const [low, high] = [-(2n ** 63n), 2n ** 63n - 1n];
  if (number >= 2 ** 63) return high;
  return number <= -(2 ** 63) ? low : BigInt(Math.trunc(number));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
