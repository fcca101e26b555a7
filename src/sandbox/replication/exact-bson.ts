import { BSON, type Document } from 'mongodb';

/**
 * Reading without promotion, so that writing gives the same bytes again: 1, 1.0 and 1 as int64 stay what they are, and
 * -0 and NaN too. The driver cannot write raw bytes, so each document is decoded, encoded and compared.
 *
 * What the driver cannot write: the deprecated types undefined and DBPointer, dates beyond the year 275760, text or names
 * that are not UTF-8, arrays whose keys are not 0, 1, 2, and regular expressions whose options are unsorted or unknown.
 * A document with one of these ends the migration with an error that names it; it is never changed in silence.
 */
export const exactBson = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const;

const writing = { ignoreUndefined: false } as const;

/** A value that the driver writes as exactly these bytes. Throws a plain Error where there is none. */
export function exactDocument(raw: Uint8Array): Document {
  const document = exactly(raw, plainDocument) ?? exactly(raw, orderedDocument);
  if (document !== undefined) return document;
  throw new Error(
    `The document ${nameOf(raw)} holds a value that the sandbox cannot copy as it is: of a type that is no longer supported (undefined, DBPointer), or an invalid one.`,
  );
}

/** `undefined` also where the driver refuses, as it does a field called `_bsontype` in an object. */
function exactly(raw: Uint8Array, read: (raw: Uint8Array) => Document): Document | undefined {
  try {
    const document = read(raw);
    return Buffer.compare(BSON.serialize(document, writing), raw) === 0 ? document : undefined;
  } catch {
    return undefined;
  }
}

function plainDocument(raw: Uint8Array): Document {
  return BSON.deserialize(raw, exactBson);
}

/** By its `_id`, or the bytes of that. */
function nameOf(raw: Uint8Array): string {
  const elements = ifPossible(() => BSON.onDemand.parseToElements(raw)) ?? [];
  for (const [, nameOffset, nameLength, offset, length] of elements) {
    const name = Buffer.from(raw.subarray(nameOffset, nameOffset + nameLength)).toString('utf8');
    if (name !== '_id') continue;
    const value = ifPossible(() =>
      BSON.EJSON.stringify({ _id: scalar(raw.subarray(nameOffset - 1, offset + length)) }),
    );
    return value ?? `whose _id is 0x${Buffer.from(raw.subarray(offset, offset + length)).toString('hex')}`;
  }
  return 'without an _id';
}

/** `undefined` where the driver cannot read or write it. */
function ifPossible<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What the driver reads by itself, such as changes. Its own error would not tell whose fault it is. */
export async function readByDriver<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BSON.BSONError)) throw error;
    throw new Error(`The sandbox cannot read ${what}, which holds an invalid value: ${error.message}.`, {
      cause: error,
    });
  }
}

/** Comparable text for a value: equal exactly where type and bytes are equal. */
export function exactText(value: unknown): string {
  return Buffer.from(BSON.serialize({ value }, writing)).toString('latin1');
}

/**
 * Fields in the order of the bytes, and twice where they are there twice. A JavaScript object would move names like
 * `2024` to the front and keep only one of two fields with one name; the driver writes a Map as its entries come.
 */
class OrderedFields extends Map<string, unknown> {
  readonly #fields: readonly (readonly [string, unknown])[];

  constructor(fields: readonly (readonly [string, unknown])[]) {
    super(fields);
    this.#fields = fields;
  }

  override entries(): MapIterator<[string, unknown]> {
    return this.#fields.map(([name, value]): [string, unknown] => [name, value])[Symbol.iterator]();
  }
}

function orderedDocument(raw: Uint8Array): OrderedFields {
  return new OrderedFields(orderedFields(raw));
}

function orderedFields(raw: Uint8Array): (readonly [string, unknown])[] {
  return Array.from(BSON.onDemand.parseToElements(raw), ([type, nameOffset, nameLength, offset, length]) => {
    const name = Buffer.from(raw.subarray(nameOffset, nameOffset + nameLength)).toString('utf8');
    const value = raw.subarray(offset, offset + length);
    if (type === BSON.BSONType.object) return [name, orderedDocument(value)] as const;
    if (type === BSON.BSONType.array) return [name, orderedFields(value).map(([, item]) => item)] as const;
    return [name, scalar(raw.subarray(nameOffset - 1, offset + length))] as const;
  });
}

/** The value of a single encoded field, type and name included. */
function scalar(field: Uint8Array): unknown {
  const wrapped = Buffer.alloc(field.length + 5);
  wrapped.writeInt32LE(wrapped.length);
  wrapped.set(field, 4);
  return Object.values(BSON.deserialize(wrapped, exactBson))[0];
}

export function idOf(document: Document): unknown {
  return document instanceof Map ? document.get('_id') : document._id;
}
