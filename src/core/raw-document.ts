/**
 * Walking BSON without decoding it (bsonspec.org): enough to find an `_id`, and to tell a different document from one
 * that only has its fields in another order. A document that ends too early is a RangeError.
 */

export interface Element {
  readonly type: number;
  readonly name: string;
  /** The value's bytes, without type and name. */
  readonly value: Uint8Array;
  /** Type, name and value. */
  readonly whole: Uint8Array;
}

const fixedSizes: Readonly<Record<number, number>> = {
  1: 8, // double
  6: 0, // undefined
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // int64
  19: 16, // Decimal128
  127: 0, // max key
  255: 0, // min key
};
const documentType = 3;
const arrayType = 4;

/** The `_id` alone, as a document of its own; undefined where there is none. */
export function idDocument(raw: Uint8Array): Uint8Array | undefined {
  for (const { name, whole } of elements(raw)) if (name === '_id') return wrapped([whole]);
  return undefined;
}

/** The document with the fields of every level sorted by name, so that equal results mean: the same but for order. */
export function withSortedFields(raw: Uint8Array): Uint8Array {
  const sorted = [...elements(raw)].map((element) => ({ name: element.name, bytes: sortedElement(element) }));
  sorted.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return wrapped(sorted.map(({ bytes }) => bytes));
}

/** An array's order is part of its value, but the documents in it are sorted. */
function sortedElement({ type, value, whole }: Element): Uint8Array {
  if (type !== documentType && type !== arrayType) return whole;
  const inner = type === documentType ? withSortedFields(value) : wrapped([...elements(value)].map(sortedElement));
  const head = whole.subarray(0, whole.length - value.length);
  return concatenated([head, inner]);
}

/** The fields of a document, or the items of an array, in their order. */
export function* elements(raw: Uint8Array): Generator<Element> {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  // Of short texts it makes strings several times faster than a TextDecoder.
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = view.getInt32(0, true) - 1;
  for (let at = 4; at < end; ) {
    const type = view.getUint8(at);
    const nameEnd = afterText(raw, at + 1);
    const size = sizeOf(type, raw, view, nameEnd);
    yield {
      type,
      name: text.toString('utf8', at + 1, nameEnd - 1),
      value: raw.subarray(nameEnd, nameEnd + size),
      whole: raw.subarray(at, nameEnd + size),
    };
    at = nameEnd + size;
  }
}

function sizeOf(type: number, raw: Uint8Array, view: DataView, at: number): number {
  const fixed = fixedSizes[type];
  if (fixed !== undefined) return fixed;
  switch (type) {
    case 2: // string
    case 13: // code
    case 14: // symbol
      return 4 + view.getInt32(at, true);
    case documentType:
    case arrayType:
    case 15: // code with scope
      return view.getInt32(at, true);
    case 5: // binary: length, subtype, bytes
      return 5 + view.getInt32(at, true);
    case 11: // regular expression: two C strings
      return afterText(raw, afterText(raw, at)) - at;
    case 12: // DBPointer
      return 4 + view.getInt32(at, true) + 12;
    default:
      throw new RangeError(`BSON type ${type} is not known`);
  }
}

/** The position after a C string's closing zero. */
function afterText(raw: Uint8Array, at: number): number {
  const zero = raw.indexOf(0, at);
  if (zero < 0) throw new RangeError('a BSON name does not end');
  return zero + 1;
}

/** A document of encoded fields. */
export function wrapped(parts: readonly Uint8Array[]): Uint8Array {
  const body = concatenated(parts);
  const whole = new Uint8Array(body.length + 5);
  new DataView(whole.buffer).setInt32(0, whole.length, true);
  whole.set(body, 4);
  return whole;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
