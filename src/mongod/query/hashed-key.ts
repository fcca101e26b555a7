import { createHash, type Hash } from 'node:crypto';
import { writtenParts } from '../bson/decimal-parts.ts';
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
 * as int64 without their fraction, inside of documents too (manual, "$toHashedIndexKey", whose example a test repeats;
 * mongodb/mongo, src/mongo/db/hasher.cpp). So it is no digest of a document: 2.3 and 2.9 hash alike.
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
  } else if (type === Type.codeWithScope) addCode(hash, bytes);
  else hash.update(canonicalTypes[type] === 10 ? int64(wholeNumber(type, bytes)) : bytes);
}

/** The code with its closing zero, then the scope as a document is. */
function addCode(hash: Hash, bytes: Buffer): void {
  const scopeAt = 8 + bytes.readInt32LE(4);
  hash.update(bytes.subarray(8, scopeAt));
  for (const element of elementsOf(bytes.subarray(scopeAt))) addValue(hash, element.value, element.name);
  hash.update(int32(0));
}

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Held inside the range of int64, and NaN as 0 (bsonelement.h, safeNumberLongForHash). */
function wholeNumber(type: number, bytes: Buffer): bigint {
  if (type === Type.int) return BigInt(bytes.readInt32LE(0));
  if (type === Type.long) return bytes.readBigInt64LE(0);
  return type === Type.double ? wholeDouble(bytes.readDoubleLE(0)) : wholeDecimal(bytes);
}

/** Truncated. 2^63 itself rolls over, as it did in the cast of older servers, so that their indexes stay what they are. */
function wholeDouble(number: number): bigint {
  if (Number.isNaN(number)) return 0n;
  if (number === 2 ** 63) return least;
  if (number > 2 ** 63) return most;
  return number < -(2 ** 63) ? least : BigInt(Math.trunc(number));
}

/** Rounded to the nearest, of two to the even one (decimal128.h, toLong). */
function wholeDecimal(bytes: Buffer): bigint {
  const { value, digits, exponent } = writtenParts(bytes);
  if (Number.isNaN(value)) return 0n;
  if (digits === undefined || Math.abs(value) > 2 ** 64) return value > 0 ? most : least;
  const whole = exponent >= 0 ? digits * 10n ** BigInt(exponent) : nearest(digits, 10n ** BigInt(-exponent));
  return whole > most ? most : whole < least ? least : whole;
}

function nearest(digits: bigint, scale: bigint): bigint {
  const [whole, rest] = [digits / scale, digits % scale];
  const twice = 2n * (rest < 0n ? -rest : rest);
  const isUp = twice > scale || (twice === scale && whole % 2n !== 0n);
  if (!isUp) return whole;
  return digits < 0n ? whole - 1n : whole + 1n;
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
