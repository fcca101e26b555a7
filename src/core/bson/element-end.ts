import { BsonType } from './type.ts';

/**
 * How far values of BSON reach (bsonspec.org), without decoding them and without a view of each: positions within the
 * bytes of whatever holds them. What ends too late or has a type that nobody knows is a RangeError.
 */

const fixedSizes = new Map<number, number>([
  [BsonType.double, 8],
  [BsonType.undefined, 0],
  [BsonType.objectId, 12],
  [BsonType.boolean, 1],
  [BsonType.date, 8],
  [BsonType.null, 0],
  [BsonType.int32, 4],
  [BsonType.timestamp, 8],
  [BsonType.int64, 8],
  [BsonType.decimal, 16],
  [BsonType.maxKey, 0],
  [BsonType.minKey, 0],
]);

/** Little-endian and signed, as BSON has all its lengths. */
export function int32At(bytes: Uint8Array, at: number): number {
  const a = bytes[at];
  const b = bytes[at + 1];
  const c = bytes[at + 2];
  const d = bytes[at + 3];
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new RangeError('BSON ends within a length');
  return a | (b << 8) | (c << 16) | (d << 24);
}

/** The position after a value of this type that begins at `at`. */
export function elementEnd(bytes: Uint8Array, type: number, at: number): number {
  const end = at + sizeOf(bytes, type, at);
  if (end > bytes.length) throw new RangeError('BSON ends within a value');
  return end;
}

function sizeOf(bytes: Uint8Array, type: number, at: number): number {
  const fixed = fixedSizes.get(type);
  if (fixed !== undefined) return fixed;
  switch (type) {
    case BsonType.text:
    case BsonType.code:
    case BsonType.symbol:
      return 4 + lengthAt(bytes, at, 1);
    case BsonType.document:
    case BsonType.array:
      return lengthAt(bytes, at, 5);
    case BsonType.codeWithScope:
      return lengthAt(bytes, at, 14);
    case BsonType.binary:
      // Its length, its subtype, its bytes.
      return 5 + lengthAt(bytes, at, 0);
    case BsonType.regex:
      // Two C strings.
      return afterText(bytes, afterText(bytes, at)) - at;
    case BsonType.dbPointer:
      return 4 + lengthAt(bytes, at, 1) + 12;
    default:
      throw new RangeError(`BSON type ${type} is not known`);
  }
}

/** A length below the least that there can be would have a walk go backwards, or stand still. */
function lengthAt(bytes: Uint8Array, at: number, least: number): number {
  const length = int32At(bytes, at);
  if (length < least) throw new RangeError(`a BSON value has a length of ${length}`);
  return length;
}

/** The position after a C string's closing zero. */
export function afterText(bytes: Uint8Array, at: number): number {
  const zero = bytes.indexOf(0, at);
  if (zero < 0) throw new RangeError('a BSON name does not end');
  return zero + 1;
}
