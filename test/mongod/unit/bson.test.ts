import {
  Binary,
  BSON,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyString } from '../../../src/mongod/bson/key-string.ts';
import { docOf, fieldOf, plainDoc, plainOf, rawOf } from '../../../src/mongod/bson/raw.ts';
import { newCollection } from '../../../src/mongod/storage/catalog.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const odd = () => fixture.client.db('odd').collection<{ _id?: unknown }>('documents');

const unordered = new Map<string, unknown>([
  ['_id', 5],
  ['b', 1],
  ['10', 2],
  ['2', 3],
  ['a', 4],
]);

const oddDocuments: [string, BSON.Document][] = [
  [
    'an int32, an int64 and a double of one value',
    { _id: 1, a: new Int32(7), b: Long.fromNumber(7), c: new Double(7) },
  ],
  ['the ends of int64', { _id: 2, a: Long.MAX_VALUE, b: Long.MIN_VALUE }],
  [
    'decimals with their trailing zeros',
    { _id: 3, a: Decimal128.fromString('1.500'), b: Decimal128.fromString('NaN') },
  ],
  ['NaN, -0 and infinity', { _id: 4, a: Number.NaN, b: new Double(-0), c: Number.POSITIVE_INFINITY }],
  ['fields in no order', unordered],
  ['keys of an odd kind', { _id: 6, '': 1, 'a.b': 2, constructor: 4 }],
  ['text outside of ASCII, and with a zero byte', { _id: 'ключ\0😀', a: 'ü\0x' }],
  ['binaries', { _id: new UUID('0e1f9f2e-9b52-4f2c-8a3e-0e2b3a1f4c5d'), a: new Binary(Buffer.from([0, 255]), 128) }],
  [
    'the other types',
    {
      _id: new ObjectId('64b000000000000000000001'),
      a: new MinKey(),
      b: new MaxKey(),
      c: new Timestamp({ t: 5, i: 6 }),
      d: new BSONRegExp('^a.*', 'imx'),
      e: new Code('function () {}', { x: 1 }),
      f: new BSONSymbol('symbol'),
      g: new DBRef('c', new ObjectId('64b000000000000000000002')),
      h: null,
      j: new Date(-1),
    },
  ],
  ['a document as _id, and empty containers', { _id: { a: 1, b: [] }, c: {}, d: [[], [{}]] }],
];

describe('a document comes back byte for byte', () => {
  it.each(oddDocuments)('%s', async (_, document) => {
    await odd().deleteMany({});
    await fixture.client.db('odd').command({ insert: 'documents', documents: [document] });
    const found = z.instanceof(Uint8Array).parse(await odd().findOne({}, { raw: true }));
    expect(Buffer.from(found)).toEqual(Buffer.from(BSON.serialize(document)));
  });

  it.each(oddDocuments)('in a change event too: %s', async (_, document) => {
    await odd().deleteMany({});
    const { operationTime } = await fixture.client.db('odd').command({ insert: 'documents', documents: [document] });
    // Not `watch`, because the driver looks for the token in a parsed event.
    const stream = odd().aggregate([{ $changeStream: { startAtOperationTime: operationTime } }], { raw: true });
    const event = z.instanceof(Uint8Array).parse(await stream.next());
    await stream.close();
    const fullDocument = fieldOf(Buffer.from(event), 'fullDocument');
    expect(fullDocument?.bytes).toEqual(Buffer.from(BSON.serialize(document)));
  });

  it('with duplicate keys, which no driver sends but some programs stored', () => {
    const document = docOf([
      { name: '_id', value: rawOf(1) },
      { name: 'a', value: rawOf(1) },
      { name: 'a', value: rawOf('again') },
    ]);
    const collection = newCollection('odd.documents');
    collection.insert(document);
    expect(collection.get(keyString(rawOf(1)))).toEqual(document);
  });

  it('and an update leaves the fields alone that it does not name', async () => {
    await odd().deleteMany({});
    const document = {
      _id: 1,
      n: new Int32(1),
      a: new Double(7),
      b: Long.fromNumber(7),
      c: Decimal128.fromString('1.50'),
    };
    await fixture.client.db('odd').command({ insert: 'documents', documents: [document] });
    await odd().updateOne({}, { $inc: { n: 1 } });
    const found = z.instanceof(Uint8Array).parse(await odd().findOne({}, { raw: true }));
    expect(Buffer.from(found)).toEqual(Buffer.from(BSON.serialize({ ...document, n: new Int32(2) })));
  });
});

describe('a value by itself is what the driver reads in a document', () => {
  it.each([
    new Int32(-7),
    new Double(7),
    new Double(-0),
    new Double(Number.NaN),
    '',
    'ключ\0😀',
    true,
    null,
    Long.MAX_VALUE,
    [1, 'a'],
    { a: { b: 1 } },
  ])('%j', (value) => {
    expect(plainOf(rawOf(value))).toStrictEqual(plainDoc(docOf([{ name: 'v', value: rawOf(value) }])).v);
  });

  it('also where its text is no UTF-8', () => {
    const value = { type: 2, bytes: Buffer.from([3, 0, 0, 0, 0xff, 0x61, 0]) };
    expect(plainOf(value)).toBe('\ufffda');
    expect(plainDoc(docOf([{ name: 'v', value }])).v).toBe('\ufffda');
  });
});

describe('$inc and $mul take the wider of two number types', () => {
  it.each([
    ['int32 and int32', new Int32(1), { $inc: { n: new Int32(2) } }, new Int32(3)],
    ['int32 that overflows', new Int32(2 ** 31 - 1), { $inc: { n: new Int32(1) } }, Long.fromNumber(2 ** 31)],
    ['int64 beyond 2^53', Long.fromString('9007199254740993'), { $inc: { n: 2 } }, Long.fromString('9007199254740995')],
    ['int32 and double', new Int32(1), { $inc: { n: new Double(0.5) } }, new Double(1.5)],
    ['double that is whole', new Double(1), { $mul: { n: 3 } }, new Double(3)],
    [
      'decimal',
      Decimal128.fromString('0.1'),
      { $inc: { n: Decimal128.fromString('0.2') } },
      Decimal128.fromString('0.3'),
    ],
  ])('%s', async (_, before, update, after) => {
    await odd().deleteMany({});
    await fixture.client.db('odd').command({ insert: 'documents', documents: [{ n: before }] });
    await fixture.client.db('odd').command({ update: 'documents', updates: [{ q: {}, u: update }] });
    expect(await odd().findOne({}, { promoteValues: false })).toMatchObject({ n: after });
  });
});

describe('the order of values', () => {
  const ascending = [
    new MinKey(),
    null,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    Long.MIN_VALUE,
    -1.5,
    -1,
    0,
    Decimal128.fromString('0.1'),
    0.1,
    Decimal128.fromString('0.10000000000000001'),
    1,
    2 ** 53,
    Long.fromString('9007199254740993'),
    Long.fromString('9007199254740994'),
    Long.MAX_VALUE,
    Number.POSITIVE_INFINITY,
    '',
    'A',
    'a',
    'a\0',
    'a\0b',
    'a ',
    'aa',
    'ü',
    '😀',
    {},
    { a: 1 },
    { a: 1, b: 1 },
    { a: 2 },
    { b: 0 },
    { a: 'x' },
    [],
    [1],
    [1, 2],
    [2],
    new Binary(Buffer.from([9])),
    new Binary(Buffer.from([1, 1])),
    new ObjectId('000000000000000000000001'),
    new ObjectId('f00000000000000000000000'),
    false,
    true,
    new Date(-5),
    new Date(0),
    new Date(5),
    new Timestamp({ t: 1, i: 1 }),
    new Timestamp({ t: 4_000_000_000, i: 1 }),
    new BSONRegExp('a'),
    new BSONRegExp('b'),
    new Code('a'),
    new MaxKey(),
  ];

  it('is that of their keys', () => {
    const keys = ascending.map((value) => keyString(rawOf(value)));
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is what a find sorted by _id follows, both ways, with and without bounds', async () => {
    const ids = ascending.filter((value) => !Array.isArray(value) && !(value instanceof BSONRegExp));
    const shuffled = ids
      .map((value, at) => ({ _id: value, at }))
      .sort((a, b) => ((a.at * 7919) % 53) - ((b.at * 7919) % 53));
    const mixed = fixture.client.db('odd').collection<{ _id: unknown; at: number }>('mixed');
    await fixture.client.db('odd').command({ insert: 'mixed', documents: shuffled });
    const up = (await mixed.find().sort({ _id: 1 }).toArray()).map(({ at }) => at);
    const down = (await mixed.find().sort({ _id: -1 }).toArray()).map(({ at }) => at);
    expect(up).toEqual(ids.map((_, at) => at));
    expect(down).toEqual([...up].reverse());
    const bounded = await fixture.client
      .db('odd')
      .command({ find: 'mixed', filter: { _id: { $gt: 0, $lte: 1 } }, sort: { _id: 1 } });
    expect(bounded.cursor.firstBatch).toHaveLength(4);
  });

  it.each([
    [
      'an int32, an int64, a double and a decimal of one value',
      [new Int32(5), Long.fromNumber(5), new Double(5), Decimal128.fromString('5.00')],
    ],
    ['zero and minus zero', [0, new Double(-0), Decimal128.fromString('-0')]],
  ])('holds equal %s', (_, values) => {
    expect(new Set(values.map((value) => keyString(rawOf(value)))).size).toBe(1);
  });
});
