import { afterText, elementEnd, int32At } from './element-end.ts';
import { decoded, type Value } from './value.ts';

/**
 * A field of a document, or an item of an array: where it is in the bytes that hold it. Its name and views of its bytes
 * are made when they are asked for, because most elements are only passed.
 */
export class Element implements Value {
  readonly type: number;
  /** Where its type stands, which is before its name. */
  readonly at: number;
  /** Of its value. */
  readonly start: number;
  readonly end: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number, start: number, end: number) {
    this.#bytes = bytes;
    this.type = bytes[at] ?? 0;
    this.at = at;
    this.start = start;
    this.end = end;
  }

  get name(): string {
    return this.#bytes.toString('utf8', this.at + 1, this.start - 1);
  }

  /** The name's bytes, one character each: two names that are no UTF-8 stay two. */
  get nameBytes(): string {
    return this.#bytes.toString('latin1', this.at + 1, this.start - 1);
  }

  get isNameUtf8(): boolean {
    return decoded(this.#bytes.subarray(this.at + 1, this.start - 1)).isUtf8;
  }

  /** The value's bytes, without type and name. */
  get value(): Buffer {
    return this.#bytes.subarray(this.start, this.end);
  }

  /** Type, name and value. */
  get whole(): Buffer {
    return this.#bytes.subarray(this.at, this.end);
  }
}

/**
 * The elements of the document or array that begins at `start`, in their order, without decoding any (bsonspec.org). A
 * RangeError where it is not well-formed.
 */
export function* elements(document: Uint8Array, start = 0): Generator<Element> {
  const bytes = asBuffer(document);
  const end = start + int32At(bytes, start) - 1;
  if (end < start + 4 || end >= bytes.length || bytes[end] !== 0) throw new RangeError('a BSON document does not end');
  for (let at = start + 4; at < end; ) {
    const valueStart = afterText(bytes, at + 1);
    const valueEnd = elementEnd(bytes, bytes[at] ?? 0, valueStart);
    if (valueEnd > end) throw new RangeError('a BSON value reaches beyond its document');
    yield new Element(bytes, at, valueStart, valueEnd);
    at = valueEnd;
  }
}

/** A document of encoded elements. */
export function wrapped(parts: readonly Uint8Array[]): Buffer {
  const whole = Buffer.concat([Buffer.alloc(4), ...parts, Buffer.of(0)]);
  whole.writeInt32LE(whole.length);
  return whole;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
