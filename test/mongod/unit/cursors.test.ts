import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const numbers = () => fixture.client.db('big').collection<{ _id: number; n: number; text: string }>('numbers');
const count = 20_000;

describe('twenty thousand documents', () => {
  it('are inserted in bulk and read back sorted', async () => {
    const documents = Array.from({ length: count }, (_, at) => ({
      _id: (at * 7919) % count,
      n: at,
      text: `number ${at}`,
    }));
    const { insertedCount } = await numbers().insertMany(documents);
    expect(insertedCount).toBe(count);
    let [read, last] = [0, -1];
    for await (const { _id } of numbers().find().sort({ _id: 1 }).batchSize(1000)) {
      expect(_id).toBe(last + 1);
      [read, last] = [read + 1, _id];
    }
    expect(read).toBe(count);
    const raw = await numbers().find({}, { raw: true }).sort({ _id: -1 }).toArray();
    expect(raw).toHaveLength(count);
    expect(z.array(z.instanceof(Uint8Array)).safeParse(raw).success).toBe(true);
  });

  it('come in the batches asked for', async () => {
    const { cursor } = await fixture.client.db('big').command({ find: 'numbers', batchSize: 10, sort: { _id: 1 } });
    const next = await fixture.client.db('big').command({ getMore: cursor.id, collection: 'numbers', batchSize: 7 });
    expect(cursor.firstBatch).toHaveLength(10);
    expect(next.cursor.nextBatch.map(({ _id }: { _id: number }) => _id)).toEqual([10, 11, 12, 13, 14, 15, 16]);
    await fixture.client.db('big').command({ killCursors: 'numbers', cursors: [cursor.id] });
    const gone = fixture.client.db('big').command({ getMore: cursor.id, collection: 'numbers' });
    await expect(gone).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  it.each([
    ['limit and skip', { limit: 3, skip: 5, sort: { _id: 1 } }, [5, 6, 7]],
    ['descending', { limit: 2, sort: { _id: -1 } }, [19_999, 19_998]],
    ['a range', { filter: { _id: { $gte: 100, $lt: 103 } } }, [100, 101, 102]],
    ['a range, descending', { filter: { _id: { $gt: 100, $lt: 103 } }, sort: { _id: -1 } }, [102, 101]],
    ['$in', { filter: { _id: { $in: [7, 3, 7, -1] } } }, [3, 7]],
    ['another sort', { sort: { n: 1 }, limit: 2 }, [0, 7919]],
  ])('%s', async (_, options, ids) => {
    const { cursor } = await fixture.client.db('big').command({ find: 'numbers', ...options });
    expect(cursor.firstBatch.map(({ _id }: { _id: number }) => _id)).toEqual(ids);
  });

  it('can be changed while they are read in order', async () => {
    const cursor = numbers().find().sort({ _id: 1 }).batchSize(100);
    const seen: number[] = [];
    for await (const { _id } of cursor) {
      seen.push(_id);
      if (_id === 50) await numbers().deleteMany({ _id: { $gte: 150, $lt: 250 } });
      if (_id === 500) await numbers().insertOne({ _id: -1, n: 0, text: 'late' });
      if (_id === 1000) break;
    }
    await cursor.close();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).toHaveLength(901);
    expect((await numbers().find().sort({ _id: 1 }).limit(1).toArray())[0]?._id).toBe(-1);
  });
});

describe('aggregate', () => {
  it.each([
    [
      '$group',
      [
        { $match: { _id: { $gte: 0, $lt: 4 } } },
        { $group: { _id: { $mod: ['$_id', 2] }, sum: { $sum: '$_id' } } },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: 0, sum: 2 },
        { _id: 1, sum: 4 },
      ],
    ],
    ['$count', [{ $match: { _id: { $gte: 1000, $lt: 2000 } } }, { $count: 'n' }], [{ n: 1000 }]],
    ['$project', [{ $match: { _id: 7 } }, { $project: { text: 1, _id: 0 } }], [{ text: 'number 3753' }]],
    [
      '$addFields',
      [{ $match: { _id: 7 } }, { $addFields: { twice: { $multiply: ['$_id', 2] } } }, { $project: { twice: 1 } }],
      [{ _id: 7, twice: 14 }],
    ],
    [
      '$lookup',
      [
        { $match: { _id: 7 } },
        { $lookup: { from: 'names', localField: '_id', foreignField: 'of', as: 'names' } },
        { $project: { 'names.name': 1 } },
      ],
      [{ _id: 7, names: [{ name: 'seven' }] }],
    ],
  ])('%s', async (_, pipeline, expected) => {
    const names = fixture.client.db('big').collection('names');
    await names.updateOne({ of: 7 }, { $set: { name: 'seven' } }, { upsert: true });
    expect(await numbers().aggregate(pipeline).toArray()).toEqual(expected);
  });

  it('$sample gives that many different documents', async () => {
    const sample = await numbers()
      .aggregate([{ $sample: { size: 50 } }])
      .toArray();
    expect(new Set(sample.map(({ _id }) => _id)).size).toBe(50);
  });

  it('$out and $merge write', async () => {
    await numbers()
      .aggregate([{ $match: { _id: { $in: [1, 2] } } }, { $out: 'few' }])
      .toArray();
    await numbers()
      .aggregate([{ $match: { _id: { $in: [2, 3] } } }, { $project: { more: 'yes' } }, { $merge: { into: 'few' } }])
      .toArray();
    const few = await fixture.client.db('big').collection('few').find().sort({ _id: 1 }).toArray();
    expect(few).toMatchObject([{ _id: 1 }, { _id: 2, more: 'yes' }, { _id: 3, more: 'yes' }]);
  });

  it.each([
    ['an unknown stage', [{ $brew: {} }], 40324],
    ['two fields in a stage', [{ $match: {}, $limit: 1 }], 40323],
    ['an unknown operator', [{ $match: { n: { $near: 1 } } }], 2],
  ])('refuses %s', async (_, pipeline, code) => {
    await expect(numbers().aggregate(pipeline).toArray()).rejects.toMatchObject({ code });
  });
});
