import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { idDocument, withSortedFields } from '../../../src/core/raw-document.ts';

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

describe('idDocument', () => {
  it.each([
    ['first', odd],
    ['last', { ...odd, _id: undefined, z: 1 }],
  ])('walks every type to the _id, %s', (_, document) => {
    const raw = BSON.serialize({ ...document, _id: 'me' });
    expect(BSON.deserialize(idDocument(raw) ?? BSON.serialize({}))).toEqual({ _id: 'me' });
  });

  it.each([[new BSON.Int32(1)], [new BSON.Double(1)], [BSON.Long.fromNumber(1)]])(
    'keeps the type of the _id',
    (_id) => {
      const raw = BSON.serialize({ x: 1, _id });
      expect(idDocument(raw)).toEqual(new Uint8Array(BSON.serialize({ _id })));
    },
  );

  it('says where there is none', () => {
    expect(idDocument(BSON.serialize({ id: 1 }))).toBeUndefined();
  });
});

describe('withSortedFields', () => {
  const sorted = (document: BSON.Document) => Buffer.from(withSortedFields(BSON.serialize(document))).toString('hex');

  it('does not see the order of fields, at any depth', () => {
    const { nested: _, ...rest } = odd;
    expect(sorted({ nested: { a: [{ c: 2, d: 1 }, 'x'], b: 1 }, ...rest })).toBe(sorted(odd));
  });

  it.each([
    ['the order of an array', { a: [1, 2] }, { a: [2, 1] }],
    ['another value', { a: 1 }, { a: 2 }],
    ['another type of the same number', { a: new BSON.Int32(1) }, { a: new BSON.Double(1) }],
    ['another name', { a: 1 }, { b: 1 }],
  ])('sees %s', (_, one, other) => {
    expect(sorted(one)).not.toBe(sorted(other));
  });

  it('is a document that BSON can read', () => {
    expect(Object.keys(BSON.deserialize(withSortedFields(BSON.serialize({ b: 1, a: { d: 1, c: 1 } }))))).toEqual([
      'a',
      'b',
    ]);
  });
});
