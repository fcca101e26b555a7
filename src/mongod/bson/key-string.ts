import { numberKey } from './number-key.ts';
import { elementsOf, type RawValue } from './raw.ts';
import type { TextOrder } from './text-order.ts';
import { Type } from './type.ts';

/**
 * The order of types when values of different types are compared
 * (MongoDB manual, "Comparison/Sort Order"); numbers of every width are one type, so are strings and symbols.
 */
const ranks: Readonly<Record<number, number>> = {
  [Type.minKey]: 1,
  [Type.undefined]: 10,
  [Type.null]: 20,
  [Type.int]: 30,
  [Type.long]: 30,
  [Type.double]: 30,
  [Type.decimal]: 30,
  [Type.symbol]: 40,
  [Type.string]: 40,
  [Type.document]: 50,
  [Type.array]: 60,
  [Type.binary]: 70,
  [Type.objectId]: 80,
  [Type.bool]: 90,
  [Type.date]: 100,
  [Type.timestamp]: 110,
  [Type.regex]: 120,
  [Type.dbPointer]: 130,
  [Type.code]: 140,
  [Type.codeWithScope]: 150,
  [Type.maxKey]: 255,
};

export function rankOf(type: number): number {
  return ranks[type] ?? 0;
}

/**
 * A string whose code units, all below 256, compare with `<` as the values compare in MongoDB, and which is equal
 * exactly for values that MongoDB holds equal: so it serves as hash key and as sort key. Text is compared by its bytes,
 * or in the order of a collation.
 */
export function keyString(value: RawValue, order?: TextOrder): string {
  return rankKey(value) + bodyOf(value, order);
}

function rankKey({ type }: RawValue): string {
  return String.fromCharCode(rankOf(type));
}

function bodyOf({ type, bytes }: RawValue, order: TextOrder | undefined): string {
  switch (type) {
    case Type.int:
    case Type.long:
    case Type.double:
    case Type.decimal:
      return numberKey(type, bytes);
    case Type.string:
    case Type.symbol:
      return order === undefined
        ? terminated(bytes.toString('latin1', 4, bytes.length - 1))
        : terminated(order(bytes.toString('utf8', 4, bytes.length - 1)));
    case Type.code:
      return terminated(bytes.toString('latin1', 4, bytes.length - 1));
    case Type.codeWithScope:
      return codeKey(bytes);
    case Type.document:
      return fieldsKey(bytes, order);
    case Type.array:
      return itemsKey(bytes, order);
    case Type.binary:
      return binaryKey(bytes);
    case Type.date:
      return signedKey(bytes);
    case Type.timestamp:
      return Buffer.from(bytes).reverse().toString('latin1');
    default:
      return type === Type.objectId || type === Type.bool
        ? bytes.toString('latin1')
        : terminated(bytes.toString('latin1'));
  }
}

/** Zero bytes inside are made distinct from the end, so that a shorter value sorts before what it begins. */
function terminated(text: string): string {
  return `${text.includes('\0') ? text.replaceAll('\0', '\0\xff') : text}\0\0`;
}

function fieldsKey(doc: Buffer, order: TextOrder | undefined): string {
  let key = '';
  for (const { name, value } of elementsOf(doc, 'latin1')) {
    key += `${rankKey(value)}${name}\0${bodyOf(value, order)}`;
  }
  return `${key}\0`;
}

function itemsKey(array: Buffer, order: TextOrder | undefined): string {
  let key = '';
  for (const { value } of elementsOf(array)) key += keyString(value, order);
  return `${key}\0`;
}

/** The scope's numbers are equal whatever their types, and its text never follows a collation (key_string.cpp). */
function codeKey(bytes: Buffer): string {
  const scopeAt = 8 + bytes.readInt32LE(4);
  return terminated(bytes.toString('latin1', 8, scopeAt - 1)) + fieldsKey(bytes.subarray(scopeAt), undefined);
}

/** Length first, then subtype, then content. */
function binaryKey(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, 4)).reverse().toString('latin1') + bytes.toString('latin1', 4);
}

function signedKey(bytes: Buffer): string {
  const key = Buffer.from(bytes).reverse();
  key.writeUInt8(key.readUInt8(0) ^ 0x80, 0);
  return key.toString('latin1');
}
