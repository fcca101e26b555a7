/**
 * How far values of BSON reach (bsonspec.org), without decoding them and without a view of each: positions within the
 * bytes of whatever holds them. What ends too late or has a type that nobody knows is a RangeError.
 */

const fixedSizes = new Map([
  [0x01, 8], // double
  [0x06, 0], // undefined
  [0x07, 12], // ObjectId
  [0x08, 1], // boolean
  [0x09, 8], // date
  [0x0a, 0], // null
  [0x10, 4], // int32
  [0x11, 8], // timestamp
  [0x12, 8], // int64
  [0x13, 16], // Decimal128
  [0x7f, 0], // max key
  [0xff, 0], // min key
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
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return 4 + lengthAt(bytes, at, 1);
    case 0x03: // document
    case 0x04: // array
      return lengthAt(bytes, at, 5);
    case 0x0f: // code with scope
      return lengthAt(bytes, at, 14);
    case 0x05: // binary: length, subtype, bytes
      return 5 + lengthAt(bytes, at, 0);
    case 0x0b: // regular expression: two C strings
      return afterText(bytes, afterText(bytes, at)) - at;
    case 0x0c: // DBPointer
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
