import { BSON } from 'mongodb';

/** A field as bytes: what the driver cannot, or will not, write. */
export type RawField = readonly [type: number, name: string | Buffer, value: Buffer];

/** A document of fields as they are given, repeated ones included. */
export function rawDocument(...fields: readonly RawField[]): Buffer {
  const body = Buffer.concat(
    fields.map(([type, name, value]) => Buffer.concat([Buffer.from([type]), Buffer.from(name), Buffer.of(0), value])),
  );
  const whole = Buffer.concat([Buffer.alloc(4), body, Buffer.of(0)]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

/** A field as the driver writes it. */
export function field(name: string, value: unknown): RawField {
  const whole = Buffer.from(BSON.serialize({ v: value }));
  return [whole[4] ?? 0, name, whole.subarray(7, -1)];
}

/** A string of any bytes. */
export function rawText(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.length + 1, 0);
  return Buffer.concat([length, bytes, Buffer.of(0)]);
}

const farAway = Buffer.alloc(8);
farAway.writeBigInt64LE(9_007_199_254_740_993n);

/** `_id`s that a server keeps and that are hard on whoever reads them; each of them as a field of its own. */
export const oddIds: Readonly<Record<string, RawField>> = {
  'text that is not UTF-8': [0x02, '_id', rawText(Buffer.from([0xff, 0xfe]))],
  'other text that is not UTF-8': [0x02, '_id', rawText(Buffer.from([0xff, 0xfd]))],
  'a DBPointer': [0x0c, '_id', Buffer.concat([rawText(Buffer.from('shop.a')), Buffer.alloc(12, 7)])],
  'a date beyond those of JavaScript': [0x09, '_id', farAway],
  'code with scope': field('_id', new BSON.Code('f()', { a: 1 })),
  'a repeated field inside': [0x03, '_id', rawDocument(field('a', 1), field('a', 2))],
  null: field('_id', null),
  NaN: field('_id', new BSON.Double(Number.NaN)),
  'a document with numbers for names': [0x03, '_id', rawDocument(field('b', 1), field('7', 1))],
  'a document with an array': field('_id', { a: [1, 2] }),
  'the min key': field('_id', new BSON.MinKey()),
  'the max key': field('_id', new BSON.MaxKey()),
  'a symbol': field('_id', new BSON.BSONSymbol('s')),
  'an empty text': field('_id', ''),
  'a negative zero': field('_id', new BSON.Double(-0)),
  'a Decimal128': field('_id', BSON.Decimal128.fromString('1.50')),
  'a number beyond 2^53': field('_id', BSON.Long.fromString('9007199254740995')),
  'an ObjectId': field('_id', new BSON.ObjectId('64aa00000000000000000001')),
  'a binary': field('_id', new BSON.Binary(Buffer.alloc(16, 3), 4)),
  'a timestamp': field('_id', new BSON.Timestamp({ t: 1, i: 2 })),
  'a date': field('_id', new Date(0)),
  true: field('_id', true),
};
