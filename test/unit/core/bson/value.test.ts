import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { elements } from '../../../../src/core/bson/elements.ts';
import { BsonType } from '../../../../src/core/bson/type.ts';
import { decoded, numberOf, textOf } from '../../../../src/core/bson/value.ts';

function first(document: BSON.Document | Uint8Array) {
  const [element] = elements(document instanceof Uint8Array ? document : BSON.serialize(document));
  if (element === undefined) throw new Error('there is no field');
  return element;
}

/** A tilde stands for a byte that is not UTF-8. */
const broken = (document: BSON.Document) => BSON.serialize(document).map((byte) => (byte === 0x7e ? 0xff : byte));

describe('the types', () => {
  it.each<[keyof typeof BsonType, unknown]>([
    ['double', new BSON.Double(1)],
    ['text', 'x'],
    ['document', {}],
    ['array', []],
    ['binary', new BSON.Binary(Buffer.from('x'))],
    ['objectId', new BSON.ObjectId()],
    ['boolean', true],
    ['date', new Date(0)],
    ['null', null],
    ['regex', /x/],
    ['code', new BSON.Code('x')],
    ['symbol', new BSON.BSONSymbol('x')],
    ['codeWithScope', new BSON.Code('x', {})],
    ['int32', new BSON.Int32(1)],
    ['timestamp', new BSON.Timestamp(1n)],
    ['int64', BSON.Long.ONE],
    ['decimal', BSON.Decimal128.fromString('1')],
    ['maxKey', new BSON.MaxKey()],
    ['minKey', new BSON.MinKey()],
  ])('are those of BSON: %s', (name, value) => {
    expect(first({ value }).type).toBe(BsonType[name]);
  });
});

describe('a number', () => {
  it.each<[unknown, bigint | number | undefined]>([
    [new BSON.Int32(-7), -7n],
    [new BSON.Double(-7), -7n],
    [BSON.Long.fromNumber(-7), -7n],
    [new BSON.Double(-0), 0n],
    [BSON.Long.fromString('9007199254740993'), 9007199254740993n],
    [new BSON.Double(2 ** 53), 9007199254740992n],
    [new BSON.Double(0.5), 0.5],
    [new BSON.Double(Number.NaN), Number.NaN],
    [new BSON.Double(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY],
    [BSON.Decimal128.fromString('1'), undefined],
    ['1', undefined],
    [true, undefined],
  ])('%s has its exact value', (value, expected) => {
    expect(numberOf(first({ value }))).toEqual(expected);
  });
});

describe('text', () => {
  it.each([
    ['', true],
    ['häß\u0000lich', true],
    ['x~', false],
    ['x\uFFFD', true],
  ])('%j is told with whether it is UTF-8', (text, isUtf8) => {
    expect(textOf(first(broken({ text })).value)).toEqual({ text: text.replace('~', '\uFFFD'), isUtf8 });
  });

  it('is empty where there is none', () => {
    expect(textOf(undefined)).toEqual({ text: '', isUtf8: true });
  });

  it('is read where its bytes lie', () => {
    expect(decoded(Buffer.from('abcdef').subarray(2, 4))).toEqual({ text: 'cd', isUtf8: true });
  });
});
