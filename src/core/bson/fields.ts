import { afterText, elementEnd, int32At } from './element-end.ts';

/** A field of a document, or an item of an array, as positions in the bytes that hold it. */
export interface Field {
  readonly type: number;
  /** Where its type stands, which is before its name. */
  readonly at: number;
  /** The name's bytes, one character each: two names that are no UTF-8 stay two. */
  readonly name: string;
  /** Of its value. */
  readonly start: number;
  readonly end: number;
}

/** Types of BSON that hold others. */
export const documentType = 0x03;
export const arrayType = 0x04;

/** The fields of the document that begins at `start`, in their order. A RangeError where it is not well-formed. */
export function* fields(bytes: Buffer, start = 0): Generator<Field> {
  const end = start + int32At(bytes, start) - 1;
  if (end < start + 4 || end >= bytes.length || bytes[end] !== 0) throw new RangeError('a BSON document does not end');
  for (let at = start + 4; at < end; ) {
    const type = bytes[at] ?? 0;
    const valueStart = afterText(bytes, at + 1);
    const valueEnd = elementEnd(bytes, type, valueStart);
    if (valueEnd > end) throw new RangeError('a BSON value reaches beyond its document');
    yield { type, at, name: bytes.toString('latin1', at + 1, valueStart - 1), start: valueStart, end: valueEnd };
    at = valueEnd;
  }
}
