import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { elements, wrapped } from '../../../../src/core/bson/elements.ts';
import { identityIn } from '../../../../src/core/bson/identity.ts';

const odd = {
  _id: new BSON.ObjectId('64aa00000000000000000001'),
  double: 1.5,
  text: 'häß\u0000lich',
  nested: { b: 1, a: [{ d: 1, c: 2 }, 'x'] },
  binary: new BSON.Binary(Buffer.from([1, 2, 3]), 4),
  yes: true,
  when: new Date(-1),
  nothing: null,
  pattern: new BSON.BSONRegExp('^a', 'i'),
  code: new BSON.Code('f()', { x: 1 }),
  int: new BSON.Int32(1),
  stamp: new BSON.Timestamp({ t: 1, i: 2 }),
  long: BSON.Long.fromString('9007199254740993'),
  decimal: BSON.Decimal128.fromString('0.1'),
  least: new BSON.MinKey(),
  most: new BSON.MaxKey(),
  symbol: new BSON.BSONSymbol('s'),
  reference: new BSON.DBRef('other', new BSON.ObjectId()),
};

const serialized = (document: BSON.Document) => Buffer.from(BSON.serialize(document));

describe('elements', () => {
  it('are each in its place, whatever comes before, and together the document', () => {
    const raw = serialized(odd);
    const found = [...elements(raw)];
    expect(found.map(({ name }) => name)).toEqual(Object.keys(odd));
    expect(wrapped(found.map(({ whole }) => whole))).toEqual(raw);
    for (const { type, name, value, whole } of found)
      expect(whole).toEqual(Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), value]));
  });

  it('are those of a document within others', () => {
    const raw = Buffer.concat([Buffer.of(1, 2, 3), serialized({ a: 'x', b: 1 }), Buffer.of(9)]);
    const found = Array.from(elements(raw, 3), ({ name, start, end }) => [name, raw.subarray(start, end).length]);
    expect(found).toEqual([
      ['a', 6],
      ['b', 4],
    ]);
  });

  it('are the same of bytes that are no Buffer', () => {
    const whole = new Uint8Array([7, ...serialized({ a: 1 })]);
    expect(Array.from(elements(whole.subarray(1)), ({ name, value }) => [name, value.readInt32LE()])).toEqual([
      ['a', 1],
    ]);
  });

  it('tell names apart that are not UTF-8, and say so', () => {
    const raw = serialized({ 'ä~': 1, 'ä^': 2, ab: { c: 1 } }).map((byte) =>
      byte === 0x7e || byte === 0x5e ? 0xff - (byte & 1) : byte,
    );
    const found = [...elements(raw)];
    expect(found.map(({ nameBytes }) => nameBytes).slice(2)).toEqual(['ab']);
    expect(found.map(({ isNameUtf8 }) => isNameUtf8)).toEqual([false, false, true]);
  });

  const good = serialized({ a: 'x', b: { c: 1 } });
  it.each<[string, (raw: Buffer) => Buffer]>([
    ['ends too early', (raw) => raw.subarray(0, -1)],
    ['has no zero at its end', (raw) => Buffer.concat([raw.subarray(0, -1), Buffer.of(1)])],
    ['is shorter than a length', (raw) => raw.subarray(0, 3)],
    ['has a length below the least', () => Buffer.from([4, 0, 0, 0, 0])],
    ['has a type that nobody knows', (raw) => Buffer.from(raw).fill(0x20, 4, 5)],
    ['has a value that reaches beyond it', (raw) => Buffer.from(raw).fill(0x7f, 7, 8)],
    ['has a value of negative length', (raw) => Buffer.from(raw).fill(0xff, 7, 11)],
    ['has a name that does not end', () => Buffer.from([7, 0, 0, 0, 0x10, 0x61, 0])],
  ])('are a RangeError of a document that %s', (_, spoilt) => {
    expect([...elements(good)]).toHaveLength(2);
    expect(() => [...elements(spoilt(good))]).toThrow(RangeError);
  });
});

describe('identityIn', () => {
  it.each([
    ['first', odd],
    ['last', { ...odd, _id: undefined, z: 1 }],
  ])('walks every type to the _id, %s', (_, document) => {
    const raw = BSON.serialize({ ...document, _id: 'me' });
    expect(BSON.deserialize(identityIn(raw) ?? BSON.serialize({}))).toEqual({ _id: 'me' });
  });

  it.each([[new BSON.Int32(1)], [new BSON.Double(1)], [BSON.Long.fromNumber(1)]])(
    'keeps the type of the _id',
    (_id) => {
      expect(identityIn(BSON.serialize({ x: 1, _id }))).toEqual(serialized({ _id }));
    },
  );

  it('says where there is none', () => {
    expect(identityIn(BSON.serialize({ id: 1 }))).toBeUndefined();
  });
});
