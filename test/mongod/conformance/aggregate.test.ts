import { Double, Int32, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('aggregate');

const sales = [
  { _id: 1, item: 'a', n: 2, at: { day: 1 }, tags: ['x', 'y'] },
  { _id: 2, item: 'b', n: 1, at: { day: 1 }, tags: [] },
  { _id: 3, item: 'a', n: 5, at: { day: 2 } },
];

const gives = (rule: string, pipeline: object[], documents: object[]): Row => ({
  rule,
  given: sales,
  command: { aggregate: 'c', pipeline, cursor: {} },
  documents,
});

const refuses = (rule: string, pipeline: object[], refused: number): Row => ({
  rule,
  given: sales,
  command: { aggregate: 'c', pipeline, cursor: {} },
  refused,
});

describe('a pipeline', () => {
  holds(server, [
    gives(
      '$match, $sort, $skip, $limit',
      [{ $match: { item: 'a' } }, { $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { _id: 1 } }],
      [{ _id: 1 }],
    ),
    gives(
      '$group with sums',
      [{ $group: { _id: '$item', n: { $sum: '$n' }, count: { $sum: 1 } } }, { $sort: { _id: 1 } }],
      [
        { _id: 'a', n: 7, count: 2 },
        { _id: 'b', n: 1, count: 1 },
      ],
    ),
    gives(
      '$group of everything',
      [{ $group: { _id: null, least: { $min: '$n' }, most: { $max: '$n' }, mean: { $avg: '$n' } } }],
      [{ _id: null, least: 1, most: 5, mean: 8 / 3 }],
    ),
    gives(
      '$group with lists',
      [
        { $sort: { _id: 1 } },
        { $group: { _id: '$at.day', items: { $push: '$item' }, first: { $first: '$n' }, last: { $last: '$n' } } },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: 1, items: ['a', 'b'], first: 2, last: 1 },
        { _id: 2, items: ['a'], first: 5, last: 5 },
      ],
    ),
    gives('$group of nothing is nothing', [{ $match: { item: 'z' } }, { $group: { _id: null, n: { $sum: 1 } } }], []),
    gives('$count', [{ $count: 'all' }], [{ all: 3 }]),
    gives(
      '$sortByCount',
      [{ $sortByCount: '$item' }],
      [
        { _id: 'a', count: 2 },
        { _id: 'b', count: 1 },
      ],
    ),
    gives(
      '$unwind',
      [{ $match: { _id: { $lt: 3 } } }, { $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
      ],
    ),
    gives(
      '$unwind that keeps the empty',
      [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } },
        { $project: { tags: 1 } },
        { $sort: { _id: 1, tags: 1 } },
      ],
      [{ _id: 1, tags: 'x' }, { _id: 1, tags: 'y' }, { _id: 2 }, { _id: 3 }],
    ),
    gives(
      '$addFields',
      [
        { $match: { _id: 1 } },
        { $addFields: { 'at.hour': 5, big: { $gt: ['$n', 1] } } },
        { $project: { at: 1, big: 1 } },
      ],
      [{ _id: 1, at: { day: 1, hour: 5 }, big: true }],
    ),
    gives('$unset', [{ $match: { _id: 3 } }, { $unset: ['item', 'at.day'] }], [{ _id: 3, n: 5, at: {} }]),
    gives('$replaceRoot', [{ $match: { _id: 3 } }, { $replaceRoot: { newRoot: '$at' } }], [{ day: 2 }]),
    gives(
      '$facet',
      [{ $facet: { few: [{ $match: { n: 1 } }, { $project: { _id: 1 } }], all: [{ $count: 'n' }] } }],
      [{ few: [{ _id: 2 }], all: [{ n: 3 }] }],
    ),
    gives(
      '$lookup by a field',
      [
        { $match: { _id: 1 } },
        { $lookup: { from: 'c', localField: 'item', foreignField: 'item', as: 'same' } },
        { $project: { ids: '$same._id' } },
      ],
      [{ _id: 1, ids: [1, 3] }],
    ),
    gives(
      '$lookup by a pipeline',
      [
        { $match: { _id: 1 } },
        {
          $lookup: {
            from: 'c',
            let: { mine: '$n' },
            pipeline: [{ $match: { $expr: { $gt: ['$n', '$$mine'] } } }, { $project: { _id: 1 } }],
            as: 'more',
          },
        },
        { $project: { more: 1 } },
      ],
      [{ _id: 1, more: [{ _id: 3 }] }],
    ),
    gives(
      '$unionWith',
      [
        { $match: { _id: 1 } },
        { $unionWith: { coll: 'c', pipeline: [{ $match: { _id: 2 } }] } },
        { $project: { _id: 1 } },
      ],
      [{ _id: 1 }, { _id: 2 }],
    ),
    gives(
      '$bucket',
      [{ $bucket: { groupBy: '$n', boundaries: [0, 2, 10], output: { count: { $sum: 1 } } } }],
      [
        { _id: 0, count: 1 },
        { _id: 2, count: 2 },
      ],
    ),
    gives('$sample takes no more than there are', [{ $sample: { size: 10 } }, { $count: 'n' }], [{ n: 3 }]),
    gives('$sampleRate of 1 takes all, of 0 none', [{ $match: { $sampleRate: 1 } }, { $count: 'n' }], [{ n: 3 }]),
    gives('$bsonSize', [{ $match: { _id: 3 } }, { $project: { size: { $bsonSize: '$at' } } }], [{ _id: 3, size: 14 }]),
    gives(
      'variables of $let',
      [{ $match: { _id: 1 } }, { $project: { v: { $let: { vars: { x: '$n' }, in: { $add: ['$$x', 1] } } } } }],
      [{ _id: 1, v: 3 }],
    ),
    // mongodb/mongo, src/mongo/db/pipeline/document_source_lookup.cpp: resolveLetVariables
    gives(
      '$lookup with a variable that is missing, and not null',
      [
        { $match: { _id: 3 } },
        {
          $lookup: {
            from: 'c',
            let: { tags: '$tags' },
            pipeline: [{ $project: { is: { $eq: ['$$tags', null] }, type: { $type: '$$tags' } } }, { $limit: 1 }],
            as: 'found',
          },
        },
        { $project: { found: 1 } },
      ],
      [{ _id: 3, found: [{ _id: 1, is: false, type: 'missing' }] }],
    ),
    gives(
      'arithmetic and conditions',
      [{ $match: { _id: 1 } }, { $project: { v: { $cond: [{ $gt: ['$n', 1] }, { $multiply: ['$n', 10] }, 0] } } }],
      [{ _id: 1, v: 20 }],
    ),
    gives(
      '$merge',
      [{ $match: { _id: 1 } }, { $set: { n: 100 } }, { $merge: { into: 'c', whenMatched: 'merge' } }],
      [],
    ),
    refuses('an unknown stage', [{ $nope: {} }], 40324),
    refuses('the Search indexes where there is no Search', [{ $listSearchIndexes: {} }], 31082),
    refuses('a stage with two fields', [{ $match: {}, $limit: 1 }], 40323),
    refuses('a limit of 0', [{ $limit: 0 }], 15958),
    refuses('an unknown expression', [{ $project: { a: { $nope: 1 } } }], 31325),
    // mongodb/mongo, src/mongo/db/pipeline/accumulation_statement.cpp
    refuses('an unknown accumulator', [{ $group: { _id: null, a: { $nope: 1 } } }], 15952),
    refuses('a group without _id', [{ $group: { a: { $sum: 1 } } }], 15955),
    refuses('$collStats behind another stage', [{ $match: {} }, { $collStats: {} }], 40602),
    refuses('an undefined variable', [{ $project: { a: '$$nope' } }], 17276),
    { rule: 'without a cursor', command: { aggregate: 'c', pipeline: [] }, refused: 9 },
    { rule: 'that is no array', command: { aggregate: 'c', pipeline: 1, cursor: {} }, refused: 14 },
  ]);

  it('$out replaces a collection', async () => {
    await server.db.collection<{ _id: number }>('target').insertOne({ _id: 99 });
    await server.db.collection<{ _id: number }>('c').insertMany(sales);
    await server.db
      .collection('c')
      .aggregate([{ $match: { _id: 1 } }, { $project: { _id: 1 } }, { $out: 'target' }])
      .toArray();
    expect(await server.db.collection('target').find().toArray()).toEqual([{ _id: 1 }]);
  });

  it('$toHashedIndexKey is the hash of hashed indexes (MongoDB manual, the example)', async () => {
    await server.db.collection('c').insertOne({ val: 'string to hash' });
    const [found] = await server.db
      .collection('c')
      .aggregate([{ $project: { h: { $toHashedIndexKey: '$val' } } }], { promoteLongs: false })
      .toArray();
    expect(found?.h).toEqual(Long.fromString('763543691661428748'));
  });

  it('keeps the types of numbers', async () => {
    await server.db.collection<{ _id: Int32; n: Int32 | Double }>('c').insertMany([
      { _id: new Int32(1), n: new Double(2) },
      { _id: new Int32(2), n: new Int32(3) },
    ]);
    const pipeline = [
      { $group: { _id: null, sum: { $sum: '$n' }, count: { $sum: new Int32(1) } } },
      { $set: { one: { $literal: Long.ONE } } },
    ];
    const [found] = await server.db.collection('c').aggregate(pipeline, { promoteValues: false }).toArray();
    expect(found).toEqual({ _id: null, sum: new Double(5), count: new Int32(2), one: Long.ONE });
  });
});

// Each code stands in the stage's own file: mongodb/mongo, src/mongo/db/pipeline/document_source_STAGE.cpp.
describe('the operand of a stage', () => {
  holds(server, [
    refuses('$match of no document', [{ $match: 1 }], 15959),
    refuses('$sort of no document', [{ $sort: 1 }], 15973),
    refuses('$sort of no key', [{ $sort: {} }], 15976),
    refuses('$sort by 2', [{ $sort: { a: 2 } }], 15975),
    refuses('$project of no document', [{ $project: 1 }], 15969),
    refuses('$project of nothing', [{ $project: {} }], 51272),
    refuses('$addFields of no document', [{ $addFields: 1 }], 40272),
    refuses('$set of nothing', [{ $set: {} }], 40177),
    refuses('$unset of a number', [{ $unset: 1 }], 31002),
    refuses('$unset of nothing', [{ $unset: [] }], 31119),
    refuses('$unset of numbers', [{ $unset: [1] }], 31120),
    refuses('$replaceRoot of no document', [{ $replaceRoot: 1 }], 40229),
    refuses('$replaceRoot with an unknown option', [{ $replaceRoot: { newRoot: '$at', x: 1 } }], 40415),
    refuses('$replaceRoot without newRoot', [{ $replaceRoot: {} }], 40414),
    refuses('$unwind of a number', [{ $unwind: 1 }], 15981),
    refuses('$unwind without a path', [{ $unwind: {} }], 28812),
    refuses('$unwind with a path that is none', [{ $unwind: { path: 1 } }], 28808),
    refuses('$unwind with an unknown option', [{ $unwind: { path: '$a', x: 1 } }], 28811),
    refuses('$unwind with a number for true', [{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 1 } }], 28809),
    refuses('$unwind with no name for the index', [{ $unwind: { path: '$a', includeArrayIndex: '' } }], 28810),
    refuses('$unwind without the dollar', [{ $unwind: 'a' }], 28818),
    refuses('$limit of text', [{ $limit: 'x' }], 5107201),
    refuses('$limit below 0', [{ $limit: -1 }], 5107201),
    refuses('$skip below 0', [{ $skip: -1 }], 5107200),
    refuses('$count of a number', [{ $count: 1 }], 40156),
    refuses('$count of no name', [{ $count: '' }], 40157),
    refuses('$count of a path', [{ $count: '$a' }], 40158),
    refuses('$count of a dotted name', [{ $count: 'a.b' }], 40160),
    refuses('$sample of no document', [{ $sample: 1 }], 28745),
    refuses('$sample of text', [{ $sample: { size: 'x' } }], 28746),
    refuses('$sample below 0', [{ $sample: { size: -1 } }], 28747),
    refuses('$sample with an unknown option', [{ $sample: { x: 1 } }], 28748),
    refuses('$sample without a size', [{ $sample: {} }], 28749),
    refuses('$sortByCount of a number', [{ $sortByCount: 1 }], 40149),
    refuses('$sortByCount of text', [{ $sortByCount: 'a' }], 40148),
    refuses('$sortByCount of a document', [{ $sortByCount: { a: 1 } }], 40147),
    refuses('$facet of no document', [{ $facet: 1 }], 40169),
    refuses('$facet of nothing', [{ $facet: {} }], 40169),
    refuses('$facet of no pipeline', [{ $facet: { a: 1 } }], 40170),
    refuses('$lookup of no document', [{ $lookup: 1 }], 9),
    refuses('$lookup with an unknown argument', [{ $lookup: { from: 'c', as: 'x', nope: 1 } }], 9),
    refuses('$lookup with a number for a name', [{ $lookup: { from: 1, as: 'x', pipeline: [] } }], 9),
    refuses('$lookup without as', [{ $lookup: { from: 'c', pipeline: [] } }], 9),
    refuses('$lookup with one of both fields', [{ $lookup: { from: 'c', as: 'x', localField: 'a' } }], 9),
    refuses('$lookup without a condition', [{ $lookup: { from: 'c', as: 'x' } }], 9),
    refuses('$unionWith of a number', [{ $unionWith: 1 }], 9),
    refuses('$unionWith with an unknown option', [{ $unionWith: { coll: 'c', x: 1 } }], 40415),
    refuses('$group of no document', [{ $group: 1 }], 15947),
    refuses('$group with a value for an accumulator', [{ $group: { _id: null, a: 5 } }], 40234),
    refuses('$group with two accumulators', [{ $group: { _id: null, a: { $sum: 1, $avg: 1 } } }], 40238),
    refuses('$group with a dotted name', [{ $group: { _id: null, 'a.b': { $sum: 1 } } }], 40235),
    refuses('$group with a dollar', [{ $group: { _id: null, $a: { $sum: 1 } } }], 40236),
    refuses('$bucket of no document', [{ $bucket: 1 }], 40201),
    refuses('$bucket with an unknown option', [{ $bucket: { groupBy: '$n', boundaries: [0, 1], x: 1 } }], 40197),
    refuses('$bucket without boundaries', [{ $bucket: { groupBy: '$n' } }], 40198),
    refuses('$bucket with boundaries that are no list', [{ $bucket: { groupBy: '$n', boundaries: 1 } }], 40200),
    refuses('$bucket with one boundary', [{ $bucket: { groupBy: '$n', boundaries: [1] } }], 40192),
    refuses('$bucket with boundaries out of order', [{ $bucket: { groupBy: '$n', boundaries: [2, 1] } }], 40194),
    // It is a $group by the time it is read.
    refuses(
      '$bucket with an accumulator that is none, although there is nothing to accumulate',
      [{ $match: { n: -1 } }, { $bucket: { groupBy: '$n', boundaries: [0, 1], output: { x: { $xyz: 1 } } } }],
      15952,
    ),
    refuses('$out of a number', [{ $out: 1 }], 16990),
  ]);
});

// MongoDB manual, "$listLocalSessions"
describe('$listLocalSessions', () => {
  it('tells the sessions that one has used', async () => {
    const session = server.client.startSession();
    const [own] = await server.client
      .db('admin')
      .aggregate([{ $listLocalSessions: {} }, { $match: { '_id.id': session.id?.id } }], { session })
      .toArray();
    expect(own).toMatchObject({ _id: { id: session.id?.id, uid: expect.anything() }, lastUse: expect.any(Date) });
    await session.endSession();
  });

  holds(server, [
    refuses('on a collection', [{ $listLocalSessions: {} }], 73),
    // MongoDB manual, "Stable API"
    {
      rule: 'under the Stable API',
      command: {
        aggregate: 1,
        pipeline: [{ $listLocalSessions: {} }],
        cursor: {},
        apiVersion: '1',
        apiStrict: true,
      },
      refused: 323,
    },
    {
      rule: 'with an unknown option',
      command: { aggregate: 1, pipeline: [{ $listLocalSessions: { x: 1 } }], cursor: {} },
      refused: 40415,
    },
  ]);
});

describe('distinct and count', () => {
  holds(server, [
    {
      rule: 'distinct values in order',
      given: sales,
      command: { distinct: 'c', key: 'item' },
      answers: { values: ['a', 'b'] },
    },
    {
      rule: 'distinct enters arrays',
      given: sales,
      command: { distinct: 'c', key: 'tags' },
      answers: { values: ['x', 'y'] },
    },
    { rule: 'count', given: sales, command: { count: 'c', query: { item: 'a' } }, answers: { n: 2 } },
    { rule: 'count with skip and limit', given: sales, command: { count: 'c', skip: 1, limit: 5 }, answers: { n: 2 } },
    { rule: 'count of nothing', command: { count: 'nowhere' }, answers: { n: 0 } },
  ]);
});

it('query settings are known from 8.0 on, and are none where nobody set any', async () => {
  const settings = server.client
    .db('admin')
    .aggregate([{ $querySettings: {} }])
    .toArray();
  if (server.major < 8) await expect(settings).rejects.toMatchObject({ code: 40324 });
  else expect(await settings).toEqual([]);
});

// mongodb/mongo, src/mongo/db/pipeline/document_source_query_settings.cpp
it.each([
  [1, 7746801],
  [{ x: 1 }, 40415],
  [{ showDebugQueryShape: 1 }, 14],
])('query settings are not told by %j', async (spec, code) => {
  const settings = server.client
    .db('admin')
    .aggregate([{ $querySettings: spec }])
    .toArray();
  await expect(settings).rejects.toMatchObject({ code: server.major < 8 ? 40324 : code });
});
