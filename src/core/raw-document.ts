import { afterText, elementEnd } from '../core/bson/element-end.ts';

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
    const valueEnd = elementEnd(raw, type, nameEnd);
    yield {
      type,
      name: text.toString('utf8', at + 1, nameEnd - 1),
      value: raw.subarray(nameEnd, valueEnd),
      whole: raw.subarray(at, valueEnd),
    };
    at = valueEnd;
  }
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
