import { Decimal128, Double, Int32, Long } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
interface Item {
  _id: number | string | Int32 | Double | Long | Decimal128;
  [field: string]: unknown;
}

const items = () => fixture.client.db('shop').collection<Item>('items');

beforeEach(async () => {
  await items().deleteMany({});
});

describe('insert', () => {
  it('refuses a second document with the same _id, whatever the type of the number', async () => {
    await items().insertOne({ _id: new Int32(5) });
    await expect(items().insertOne({ _id: new Double(5) })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
    });
    await expect(items().insertOne({ _id: Long.fromNumber(5) })).rejects.toMatchObject({ code: 11000 });
    await expect(items().insertOne({ _id: Decimal128.fromString('5.0') })).rejects.toMatchObject({ code: 11000 });
    await items().insertOne({ _id: '5' });
    expect(await items().countDocuments()).toBe(2);
  });

  it('goes on after an error only when the batch is unordered', async () => {
    const batch = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];
    await expect(items().insertMany(batch)).rejects.toMatchObject({ code: 11000 });
    expect(await items().countDocuments()).toBe(1);
    await expect(items().insertMany(batch, { ordered: false })).rejects.toMatchObject({ code: 11000 });
    expect(await items().countDocuments()).toBe(2);
  });

  it('enforces a unique index and tells the key', async () => {
    await items().createIndex({ mail: 1 }, { unique: true, partialFilterExpression: { mail: { $exists: true } } });
    await items().insertMany([{ _id: 1, mail: 'a' }, { _id: 2 }, { _id: 3 }]);
    await expect(items().insertOne({ _id: 4, mail: 'a' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { mail: 1 },
      keyValue: { mail: 'a' },
    });
    await items().deleteOne({ _id: 1 });
    await items().insertOne({ _id: 4, mail: 'a' });
    await items().dropIndex('mail_1');
  });
});

describe('find', () => {
  it.each([
    ['equality on a number, whatever its type', { n: Long.fromNumber(2) }, [2]],
    ['null finds the missing field', { n: null }, [5]],
    ['comparison stays inside the type', { n: { $gt: 1 } }, [2, 3]],
    ['an array is searched by element', { tags: 'red' }, [1, 3]],
    ['$in on _id', { _id: { $in: [3, 1, 99] } }, [1, 3]],
    ['a range on _id', { _id: { $gt: 1, $lte: 3 } }, [2, 3]],
    ['$or', { $or: [{ n: 1 }, { n: 'text' }] }, [1, 4]],
    ['$not with a regular expression', { n: { $not: /ext/ } }, [1, 2, 3, 5]],
    ['$elemMatch', { lines: { $elemMatch: { sku: 'b', count: { $gte: 2 } } } }, [2]],
    ['a path through an array', { 'lines.sku': 'a' }, [1, 2]],
    ['$type tells number types apart', { n: { $type: 'double' } }, [3]],
    ['$expr', { $expr: { $gt: ['$n', 2] }, n: { $type: 'number' } }, [3]],
    ['$size and $all', { tags: { $size: 2, $all: ['blue', 'red'] } }, [1]],
  ])('%s', async (_, filter, ids) => {
    await items().insertMany([
      { _id: 1, n: new Int32(1), tags: ['red', 'blue'], lines: [{ sku: 'a', count: 1 }] },
      {
        _id: 2,
        n: new Int32(2),
        lines: [
          { sku: 'b', count: 2 },
          { sku: 'a', count: 1 },
        ],
      },
      { _id: 3, n: new Double(3.5), tags: ['red'], lines: [{ sku: 'b', count: 1 }] },
      { _id: 4, n: 'text' },
      { _id: 5 },
    ]);
    const found = await items().find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(ids);
  });
});

describe('update', () => {
  it.each([
    ['$set', { $set: { 'a.b': 1 } }, { n: 1, list: [3, 2], a: { b: 1 } }],
    ['$inc', { $inc: { n: 2 } }, { n: 3, list: [3, 2] }],
    ['$unset', { $unset: { n: '' } }, { list: [3, 2] }],
    [
      '$push with $each, $sort and $slice',
      { $push: { list: { $each: [9, 1], $sort: 1, $slice: 3 } } },
      { n: 1, list: [1, 2, 3] },
    ],
    ['$addToSet', { $addToSet: { list: 3 } }, { n: 1, list: [3, 2] }],
    ['$pull', { $pull: { list: { $gt: 2 } } }, { n: 1, list: [2] }],
    ['$pop', { $pop: { list: -1 } }, { n: 1, list: [2] }],
    ['$rename', { $rename: { n: 'm' } }, { list: [3, 2], m: 1 }],
    ['$mul', { $mul: { n: 5 } }, { n: 5, list: [3, 2] }],
    ['$max', { $max: { n: 7 } }, { n: 7, list: [3, 2] }],
    ['$min leaves a smaller value', { $min: { n: 7 } }, { n: 1, list: [3, 2] }],
    ['a replacement', { only: 'this' }, { only: 'this' }],
    ['a pipeline', [{ $set: { twice: { $multiply: ['$n', 2] } } }], { n: 1, list: [3, 2], twice: 2 }],
  ])('%s', async (_, update, expected) => {
    await items().insertOne({ _id: 1, n: 1, list: [3, 2] });
    await fixture.client.db('shop').command({ update: 'items', updates: [{ q: { _id: 1 }, u: update }] });
    expect(await items().findOne({ _id: 1 })).toEqual({ _id: 1, ...expected });
  });

  it('upserts what the filter says is equal and what the update sets', async () => {
    const result = await items().updateOne(
      { _id: 'new', kind: 'x', n: { $gt: 3 } },
      { $setOnInsert: { made: true } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 'new' });
    expect(await items().findOne({ _id: 'new' })).toEqual({ _id: 'new', kind: 'x', made: true });
  });
});
