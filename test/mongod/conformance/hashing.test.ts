import { BSONRegExp, BSONSymbol, Code, Decimal128, type Document, Double, Int32, Long, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('hashing');

const keyString = (input: string) => ({ $_internalKeyStringValue: { input } });
const hashOf = (input: unknown) => ({ $toHashedIndexKey: input });

/** What the expression makes of each document, in their order, as text that tells types apart. */
async function computed(documents: readonly Document[], expression: Document): Promise<string[]> {
  const found = documents.map((document, at) => ({ ...document, _id: at }));
  await server.db.collection<{ _id: number }>('c').insertMany(found);
  const answers = await server.db
    .collection('c')
    .aggregate([{ $sort: { _id: 1 } }, { $project: { of: expression } }], { promoteValues: false })
    .toArray();
  return answers.map(({ of }) => JSON.stringify(of));
}

interface Pair {
  readonly rule: string;
  readonly one: unknown;
  readonly other: unknown;
}

const int = new Int32(1);
const minusZero = new Double(-0);
const far = Long.fromString('9007199254740993');

// mongodb/mongo, src/mongo/db/storage/key_string/key_string.cpp
const sameKey: readonly Pair[] = [
  { rule: 'int 1 and long 1', one: int, other: Long.ONE },
  { rule: 'int 1 and double 1.0', one: int, other: new Double(1) },
  { rule: 'int 1 and decimal 1', one: int, other: Decimal128.fromString('1') },
  { rule: '-0 and 0', one: minusZero, other: new Double(0) },
  { rule: 'decimal -0 and 0', one: Decimal128.fromString('-0E+3'), other: new Int32(0) },
  { rule: 'decimal 1.0 and 1.00', one: Decimal128.fromString('1.0'), other: Decimal128.fromString('1.00') },
  { rule: 'NaN of double and of decimal', one: new Double(Number.NaN), other: Decimal128.fromString('NaN') },
  { rule: 'a string and a symbol', one: 'text', other: new BSONSymbol('text') },
  { rule: 'numbers inside of arrays and documents', one: [{ a: int }], other: [{ a: Long.ONE }] },
  { rule: 'numbers in the scope of code', one: new Code('f', { a: int }), other: new Code('f', { a: Long.ONE }) },
];

const differentKey: readonly Pair[] = [
  { rule: '2.3 and 2.9', one: 2.3, other: 2.9 },
  { rule: 'long and double beyond 2^53', one: far, other: new Double(2 ** 53) },
  { rule: 'decimal 0.1 and double 0.1', one: Decimal128.fromString('0.1'), other: 0.1 },
  { rule: 'fields in another order', one: { a: 1, b: 2 }, other: { b: 2, a: 1 } },
  { rule: 'the name of a field', one: { a: 1 }, other: { b: 1 } },
  { rule: 'a document and an array', one: { 0: 1 }, other: [1] },
  { rule: 'null and an empty string', one: null, other: '' },
  { rule: 'text in capitals', one: 'a', other: 'A' },
  { rule: 'a string and code', one: 'f', other: new Code('f') },
  { rule: 'a date and a timestamp', one: new Date(1), other: new Timestamp({ t: 0, i: 1 }) },
  { rule: 'the options of a pattern', one: new BSONRegExp('a', 'i'), other: new BSONRegExp('a', 'm') },
  { rule: 'a zero byte inside of text', one: 'a\0b', other: 'a' },
];

describe('$_internalKeyStringValue', () => {
  it.each(sameKey.map((pair) => [pair.rule, pair] as const))('is the same for %s', async (_, { one, other }) => {
    const [first, second] = await computed([{ v: one }, { v: other }], keyString('$v'));
    expect(first).toBe(second);
  });

  it.each(differentKey.map((pair) => [pair.rule, pair] as const))('tells apart %s', async (_, { one, other }) => {
    const [first, second] = await computed([{ v: one }, { v: other }], keyString('$v'));
    expect(first).not.toBe(second);
  });

  it('takes no collation from the collection', async () => {
    await server.db.createCollection('c', { collation: { locale: 'en', strength: 1 } });
    const [first, second] = await computed([{ v: 'a' }, { v: 'A' }], keyString('$v'));
    expect(first).not.toBe(second);
  });

  it('has an input', async () => {
    await expect(computed([{ v: 1 }], { $_internalKeyStringValue: {} })).rejects.toThrow();
  });

  it('takes no other operand', async () => {
    await expect(computed([{ v: 1 }], { $_internalKeyStringValue: { input: 1, nope: 1 } })).rejects.toThrow();
  });
});

// mongodb/mongo, src/mongo/db/hasher.cpp; bsonelement.h, safeNumberLongForHash; decimal128.h, toLong
const sameHash: readonly Pair[] = [
  { rule: '2.3 and 2.9', one: 2.3, other: 2.9 },
  { rule: '2.3 and 2.9 inside of a document', one: { a: { b: 2.3 } }, other: { a: { b: 2.9 } } },
  { rule: 'int 1 and long 1', one: int, other: Long.ONE },
  { rule: '-2.9 and -2', one: -2.9, other: -2 },
  { rule: 'NaN and 0', one: new Double(Number.NaN), other: new Int32(0) },
  { rule: 'a double above 2^63 and the greatest long', one: new Double(2 ** 64), other: Long.MAX_VALUE },
  { rule: '2^63 and the least long', one: new Double(2 ** 63), other: Long.MIN_VALUE },
  { rule: 'decimal 2.9 and 3', one: Decimal128.fromString('2.9'), other: 3 },
  { rule: 'decimal 2.5 and 2, the even one', one: Decimal128.fromString('2.5'), other: 2 },
  { rule: 'decimal -3.5 and -4', one: Decimal128.fromString('-3.5'), other: -4 },
  { rule: 'a long and its decimal beyond 2^53', one: far, other: Decimal128.fromString('9007199254740993') },
  { rule: 'decimal infinity and the greatest long', one: Decimal128.fromString('Infinity'), other: Long.MAX_VALUE },
  { rule: 'a string and a symbol', one: 'text', other: new BSONSymbol('text') },
  { rule: 'fractions in the scope of code', one: new Code('f', { a: 2.3 }), other: new Code('f', { a: 2.9 }) },
];

describe('$toHashedIndexKey', () => {
  it.each(sameHash.map((pair) => [pair.rule, pair] as const))('is the same for %s', async (_, { one, other }) => {
    const [first, second] = await computed([{ v: one }, { v: other }], hashOf('$v'));
    expect(first).toBe(second);
  });

  it('of the key string tells fractions apart', async () => {
    const [first, second] = await computed([{ v: { a: 2.3 } }, { v: { a: 2.9 } }], hashOf(keyString('$v')));
    expect(first).not.toBe(second);
  });

  it('of the key string is an int64, also of all of a document', async () => {
    const [first] = await computed([{ v: 1 }], { $type: hashOf(keyString('$$ROOT')) });
    expect(first).toBe('"long"');
  });
});

const big = Long.fromString('-9223372036854775807');

describe('whole numbers beyond 2^53', () => {
  it('$mod keeps all digits, the sign of the dividend and the wider type', async () => {
    const remainder = { $mod: ['$v', new Int32(2147483647)] };
    const values = [{ v: big }, { v: Long.fromString('4611686014132420613') }, { v: new Int32(5) }, { v: 5.5 }];
    expect(await computed(values, remainder)).toEqual(
      [Long.fromNumber(-1), Long.fromNumber(4), new Int32(5), new Double(5.5)].map((value) => JSON.stringify(value)),
    );
  });

  it('$mod refuses zero', async () => {
    await expect(computed([{ v: 5 }], { $mod: ['$v', 0] })).rejects.toThrow("can't $mod by zero");
  });

  const sumOf = async (values: readonly (Int32 | Long | Double)[]) => {
    await server.db.collection<Document>('c').insertMany(values.map((v) => ({ v })));
    const pipeline = [{ $group: { _id: null, sum: { $sum: '$v' } } }];
    const [found] = await server.db.collection('c').aggregate(pipeline, { promoteValues: false }).toArray();
    return found?.sum;
  };

  // mongodb/mongo, src/mongo/db/pipeline/accumulator_sum.cpp
  it('$sum is an int64 while it fits', async () => {
    expect(await sumOf([Long.MAX_VALUE, new Int32(-1)])).toEqual(Long.fromString('9223372036854775806'));
  });

  it('$sum beyond 2^63 becomes a double', async () => {
    expect(await sumOf([Long.MAX_VALUE, Long.MAX_VALUE])).toEqual(new Double(2 ** 64));
  });

  it('$sum that comes back into the range is an int64', async () => {
    expect(await sumOf([Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE])).toEqual(Long.fromNumber(-2));
  });

  it('$sum of int32 beyond 2^31 is an int64', async () => {
    expect(await sumOf([new Int32(2147483647), new Int32(1)])).toEqual(Long.fromNumber(2147483648));
  });
});
