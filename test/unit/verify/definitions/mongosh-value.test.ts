import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { elements } from '../../../../src/core/bson/elements.ts';
import { mongoshValue } from '../../../../src/verify/definitions/mongosh-value.ts';
import { raw } from '../../../support/definitions.ts';
import { valueInMongosh } from '../../../support/in-mongosh.ts';

function written(document: Uint8Array): string | undefined {
  const [element] = elements(document);
  if (element === undefined) throw new Error('there is nothing to write');
  return mongoshValue(element);
}

describe('a value as mongosh reads it', () => {
  it.each<[string, unknown]>([
    ['1', new BSON.Int32(1)],
    ['Double(1)', new BSON.Double(1)],
    ['Double(-0)', new BSON.Double(-0)],
    ['Double(1e+300)', new BSON.Double(1e300)],
    ['0.1', new BSON.Double(0.1)],
    ['NaN', new BSON.Double(Number.NaN)],
    ['-Infinity', new BSON.Double(Number.NEGATIVE_INFINITY)],
    ['NumberLong("9007199254740993")', BSON.Long.fromString('9007199254740993')],
    ['NumberDecimal("100E-2")', BSON.Decimal128.fromString('1.00')],
    ['NumberDecimal("-0E+3")', BSON.Decimal128.fromString('-0E+3')],
    [
      'NumberDecimal("9999999999999999999999999999999999E+6111")',
      BSON.Decimal128.fromString(`${'9'.repeat(34)}E+6111`),
    ],
    ['NumberDecimal("1E-6176")', BSON.Decimal128.fromString('1E-6176')],
    ['NumberDecimal("NaN")', BSON.Decimal128.fromString('NaN')],
    ['NumberDecimal("-Infinity")', BSON.Decimal128.fromString('-Infinity')],
    ['"say \\"hi\\"\\n"', 'say "hi"\n'],
    ['{ a: 1, $gt: 2, "a.b": 3, "": 4 }', { a: 1, $gt: 2, 'a.b': 3, '': 4 }],
    ['new Map([["b", 1], ["7", 1]])', new Map(Object.entries({ b: 1 }).concat([['7', 1]]))],
    ['new Map([["__proto__", 1]])', new Map([['__proto__', 1]])],
    ['{}', {}],
    ['[1, [], { a: null }]', [1, [], { a: null }]],
    ['BinData(4, "ABEiM0RVRneImaq7zN3u/w==")', new BSON.UUID('00112233-4455-4677-8899-aabbccddeeff')],
    ['ObjectId("64b000000000000000000001")', new BSON.ObjectId('64b000000000000000000001')],
    ['true', true],
    ['new Date(-1)', new Date(-1)],
    ['BSONRegExp("^a/\\"", "i")', new BSON.BSONRegExp('^a/"', 'i')],
    ['Code("f()")', new BSON.Code('f()')],
    ['BSONSymbol("s")', new BSON.BSONSymbol('s')],
    ['Timestamp({ t: 4294967295, i: 2 })', new BSON.Timestamp({ t: 4294967295, i: 2 })],
    ['MinKey()', new BSON.MinKey()],
    ['MaxKey()', new BSON.MaxKey()],
  ])('is %s, and becomes the same bytes again', (text, value) => {
    const document = raw({ value });
    expect(written(document)).toBe(text);
    expect(Buffer.from(raw({ value: valueInMongosh(text) }))).toEqual(Buffer.from(document));
  });

  const changed = (document: BSON.Document, from: string, to: string) =>
    Buffer.from(Buffer.from(raw(document)).toString('latin1').replace(from, to), 'latin1');

  it.each<[string, Uint8Array]>([
    ['a repeated field', changed({ a: { b: 1, c: 1 } }, 'c', 'b')],
    ['text that is not UTF-8', changed({ a: 'xyz' }, 'xyz', 'x\xff\xfe')],
    ['such text deep inside', changed({ a: [{ b: 'xyz' }] }, 'xyz', 'x\xff\xfe')],
    ['a name that is not UTF-8', changed({ a: { bcd: 1 } }, 'bcd', 'b\xff\xfe')],
    ['a pattern that is not UTF-8', changed({ a: new BSON.BSONRegExp('xyz', '') }, 'xyz', 'x\xff\xfe')],
    [
      'a date that JavaScript has none for',
      raw({ a: new BSON.Timestamp(2n ** 62n) }).map((byte, at) => (at === 4 ? 9 : byte)),
    ],
    ['code with a scope', raw({ a: new BSON.Code('f()', { x: 1 }) })],
    ['the old kind of binary', raw({ a: new BSON.Binary(Buffer.from('abc'), 2) })],
  ])('does not exist for %s', (_, document) => {
    expect(written(document)).toBeUndefined();
  });

  it.each([
    ['undefined', 6, 0],
    ['a DBPointer', 12, 21],
  ])('does not exist for %s, which nobody writes any more', (_, type, length) => {
    expect(mongoshValue({ type, value: new Uint8Array(length) })).toBeUndefined();
  });
});
