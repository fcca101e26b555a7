import type { Element } from './raw-document.ts';

/** What the values of raw BSON say, as far as they are read without the driver (bsonspec.org). */

export const BsonType = {
  double: 1,
  text: 2,
  document: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  boolean: 8,
  date: 9,
  null: 10,
  regex: 11,
  code: 13,
  symbol: 14,
  codeWithScope: 15,
  int32: 16,
  timestamp: 17,
  int64: 18,
  decimal: 19,
  maxKey: 127,
  minKey: 255,
} as const;

/** Of a string, which is its length, its bytes and a zero; empty where there is none. */
export function textOf(value: Uint8Array | undefined): { readonly text: string; readonly isUtf8: boolean } {
  return value === undefined ? { text: '', isUtf8: true } : decoded(value.subarray(4, value.length - 1));
}

/** Text that is not UTF-8 is told as such, because it cannot be written as the same bytes again. */
export function decoded(bytes: Uint8Array): { readonly text: string; readonly isUtf8: boolean } {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = given.toString();
  return { text, isUtf8: Buffer.from(text).equals(given) };
}

/** Its name as bytes, one character each: what a name that is not UTF-8 is told apart by. */
export function nameBytes({ whole, value }: Pick<Element, 'whole' | 'value'>): string {
  return Buffer.from(whole.buffer, whole.byteOffset + 1, whole.length - value.length - 2).toString('latin1');
}

/**
 * Of a number, its exact value, whichever of int32, int64 and double it is kept in; undefined for anything else. Decimal128
 * is something else: 1.0 and 1.00 are not the same.
 */
export function numberOf({ type, value }: Pick<Element, 'type' | 'value'>): bigint | number | undefined {
  const view = viewOf(value);
  if (type === BsonType.int32) return BigInt(view.getInt32(0, true));
  if (type === BsonType.int64) return view.getBigInt64(0, true);
  if (type !== BsonType.double) return undefined;
  const double = view.getFloat64(0, true);
  return Number.isInteger(double) ? BigInt(double) : double;
}

export function viewOf(value: Uint8Array): DataView {
  return new DataView(value.buffer, value.byteOffset, value.byteLength);
}
