import { BsonType } from './type.ts';

/** What the values of raw BSON say, as far as they are read without the driver (bsonspec.org). */

export interface Value {
  /** One of `BsonType`, or one that nobody knows. */
  readonly type: number;
  /** Its bytes. */
  readonly value: Uint8Array;
}

/** Of a string, which is its length, its bytes and a zero; empty where there is none. */
export function textOf(value: Uint8Array | undefined): { readonly text: string; readonly isUtf8: boolean } {
  return value === undefined ? { text: '', isUtf8: true } : decoded(value.subarray(4, value.length - 1));
}

/** Text that is not UTF-8 is told as such, because it cannot be written as the same bytes again. */
export function decoded(bytes: Uint8Array): { readonly text: string; readonly isUtf8: boolean } {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = given.toString();
  // What cannot be decoded is decoded as this character, which may as well be meant.
  return { text, isUtf8: !text.includes('\uFFFD') || Buffer.from(text).equals(given) };
}

/**
 * Of a number, its exact value, whichever of int32, int64 and double it is kept in; undefined for anything else. Decimal128
 * is something else: 1.0 and 1.00 are not the same.
 */
export function numberOf({ type, value }: Value): bigint | number | undefined {
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
