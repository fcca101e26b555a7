import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { differenceBetween } from '../../../../src/verify/documents/differing-fields.ts';
import { bson } from '../../../support/documents-in-memory.ts';
import { field, rawDocument, rawText } from '../../../support/raw-bson.ts';

const pathsOf = (one: Buffer, other: Buffer) => {
  const difference = differenceBetween(one, other);
  return difference.kind === 'document' ? difference.fields.map(({ path }) => path) : difference.kind;
};

describe('differenceBetween', () => {
  it.each<[string, BSON.Document, BSON.Document, string[]]>([
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, ['b']],
    ['a type of the same number', { a: 1 }, { a: new BSON.Double(1) }, ['a']],
    ['a value deep inside', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['a.b.c']],
    ['an item by its index', { a: [1, { b: 1 }] }, { a: [1, { b: 2 }] }, ['a.1.b']],
    ['a field of one side', { a: { b: 1 } }, { a: { c: 1 } }, ['a.b', 'a.c']],
    ['an item of one side', { a: [1] }, { a: [1, 2] }, ['a.1']],
    ['the order of items', { a: [1, 2] }, { a: [2, 1] }, ['a.0', 'a.1']],
    ['a truncated binary', { a: new BSON.Binary(Buffer.alloc(3)) }, { a: new BSON.Binary(Buffer.alloc(2)) }, ['a']],
    ['an empty name', { '': 1 }, { '': 2 }, ['""']],
    ['-0', { a: 0.5, b: new BSON.Double(0) }, { a: 0.5, b: new BSON.Double(-0) }, ['b']],
    ['a document against an array', { a: { 0: 1 } }, { a: [1] }, ['a']],
  ])('names %s', (_, one, other, paths) => {
    expect(pathsOf(bson(one), bson(other))).toEqual(paths);
  });

  it.each<[string, BSON.Document, BSON.Document]>([
    ['at the top', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['inside', { a: { b: 1, c: [{ d: 1, e: 2 }] } }, { a: { c: [{ e: 2, d: 1 }], b: 1 } }],
  ])('knows nothing but another order of fields, %s', (_, one, other) => {
    expect(pathsOf(bson(one), bson(other))).toBe('field-order');
  });

  it('names a repeated field with its number', () => {
    const one = rawDocument(field('a', 1), field('a', 2));
    expect(pathsOf(one, rawDocument(field('a', 1), field('a', 3)))).toEqual(['a (2)']);
    expect(pathsOf(one, rawDocument(field('a', 1)))).toEqual(['a (2)']);
    expect(pathsOf(one, rawDocument(field('a', 2), field('a', 1)))).toEqual(['a', 'a (2)']);
  });

  it('tells two names apart that are both no UTF-8', () => {
    const named = (byte: number) => rawDocument([0x0a, Buffer.from([byte]), Buffer.alloc(0)]);
    expect(pathsOf(named(0xff), named(0xfe))).toEqual(['\uFFFD', '\uFFFD']);
  });

  it('takes an array whose items have other names for another array', () => {
    const [item, other] = [rawDocument(field('0', 1)), rawDocument(field('5', 1))];
    expect(pathsOf(rawDocument([0x04, 'a', item]), rawDocument([0x04, 'a', other]))).toEqual(['a.0']);
  });

  it('never takes what is not well-formed for the same', () => {
    const broken = rawDocument([0x02, 'a', rawText(Buffer.from('abc'))]);
    broken.writeInt32LE(200, 7);
    expect(pathsOf(bson({ a: 'abc' }), broken)).toEqual(['(not well-formed BSON)']);
  });

  it('names no more fields than a person reads', () => {
    const many = (value: number) => bson(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, value])));
    expect(pathsOf(many(1), many(2))).toHaveLength(21);
  });
});
