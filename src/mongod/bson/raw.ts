import { BSON } from 'mongodb';
import { MongodError } from '../mongod-error.ts';
import { Type } from './type.ts';
import { valueSize } from './value-size.ts';

/** A BSON value as it stands in a document: its type byte and the bytes after the field name. */
export interface RawValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export interface RawElement {
  readonly name: string;
  readonly value: RawValue;
}

/**
 * The fields in their order, duplicates included. Nothing is copied: the values look into `doc`. Names in `latin1` are
 * one character for each byte, and so tell apart those that are not UTF-8.
 */
export function elementsOf(doc: Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): RawElement[] {
  const elements: RawElement[] = [];
  scan(doc, (nameAt, nameEnd, value) => {
    elements.push({ name: doc.toString(encoding, nameAt, nameEnd), value: value() });
    return false;
  });
  return elements;
}

/** The first field of that name. */
export function fieldOf(doc: Buffer, name: string): RawValue | undefined {
  const wanted = Buffer.from(name);
  let found: RawValue | undefined;
  scan(doc, (nameAt, nameEnd, value) => {
    if (nameEnd - nameAt !== wanted.length || doc.compare(wanted, 0, wanted.length, nameAt, nameEnd) !== 0)
      return false;
    found = value();
    return true;
  });
  return found;
}

/** Calls `visit` for each field until it answers true. */
function scan(doc: Buffer, visit: (nameAt: number, nameEnd: number, value: () => RawValue) => boolean): void {
  const end = doc.length - 1;
  let at = 4;
  while (at < end) {
    const type = doc.readUInt8(at);
    const nameEnd = doc.indexOf(0, at + 1);
    if (nameEnd < 0) throw new MongodError('InvalidBSON', 'a field name does not end');
    const start = nameEnd + 1;
    const size = valueSize(type, doc, start);
    if (start + size > end) throw new MongodError('InvalidBSON', `a value of type ${type} is longer than its document`);
    if (visit(at + 1, nameEnd, () => ({ type, bytes: doc.subarray(start, start + size) }))) return;
    at = start + size;
  }
}

export function docOf(elements: readonly RawElement[]): Buffer {
  const doc = Buffer.allocUnsafe(elements.reduce((size, element) => size + sizeOf(element), 5));
  let at = doc.writeInt32LE(doc.length, 0);
  for (const { name, value } of elements) {
    at = doc.writeUInt8(value.type, at);
    at += doc.write(name, at);
    at = doc.writeUInt8(0, at);
    at += value.bytes.copy(doc, at);
  }
  doc.writeUInt8(0, at);
  return doc;
}

function sizeOf({ name, value }: RawElement): number {
  return Buffer.byteLength(name) + 2 + value.bytes.length;
}

export function arrayOf(values: readonly RawValue[]): RawValue {
  return { type: Type.array, bytes: docOf(values.map((value, at) => ({ name: String(at), value }))) };
}

export function asDocument(bytes: Buffer): RawValue {
  return { type: Type.document, bytes };
}

/** The values of an array. */
export function itemsOf(array: RawValue): RawValue[] {
  return elementsOf(array.bytes).map((element) => element.value);
}

/** Fields of a plain object, each either raw already or a value that the driver's serializer knows. */
export function rawDoc(fields: Readonly<Record<string, RawValue>>): Buffer {
  return docOf(Object.entries(fields).map(([name, value]) => ({ name, value })));
}

export function rawOf(value: unknown): RawValue {
  const doc = bufferOf(BSON.serialize({ v: value }, { ignoreUndefined: false }));
  return { type: doc.readUInt8(4), bytes: doc.subarray(7, doc.length - 1) };
}

/** The value as plain JavaScript; loses what JavaScript has no type for. */
export function plainOf(value: RawValue): unknown {
  // As the driver reads them, and most operands are one of these.
  if (value.type === Type.string) return value.bytes.toString('utf8', 4, value.bytes.length - 1);
  if (value.type === Type.int) return value.bytes.readInt32LE(0);
  if (value.type === Type.double) return value.bytes.readDoubleLE(0);
  return plainDoc(rawDoc({ v: value })).v;
}

/** A regular expression that JavaScript cannot read stays one of BSON: whoever matches with it refuses it. */
export function plainDoc(doc: Buffer): BSON.Document {
  const validation = { utf8: false };
  try {
    return BSON.deserialize(doc, { validation });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return BSON.deserialize(doc, { validation, bsonRegExp: true });
  }
}

export function serialize(doc: BSON.Document): Buffer {
  return bufferOf(BSON.serialize(doc, { ignoreUndefined: true }));
}

/** The document with further fields at its end. */
export function appended(doc: Buffer, more: Buffer): Buffer {
  const joined = Buffer.concat([doc.subarray(0, doc.length - 1), more.subarray(4)]);
  joined.writeInt32LE(joined.length, 0);
  return joined;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
