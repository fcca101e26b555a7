import { describe, expect, it } from 'vitest';
import { holds, type Row } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

// Where a stage may stand: `constraints()` of each DocumentSource, checked in `Pipeline::validateCommon` and
// `validateTopLevelPipeline` (mongodb/mongo, src/mongo/db/pipeline/pipeline.cpp). The codes are of the same files:
// 40600 document_source_facet.cpp, 51047 document_source_lookup.cpp, 31441 document_source_union_with.cpp,
// 40601 and 40602 pipeline.cpp, 20 for change streams pipeline.cpp, 72 pipeline_executor.cpp, 167 view_catalog_helpers.cpp.

const server = serverUnderTest('pipeline_places');

const given = [{ _id: 1 }, { _id: 2 }];
const keep = { insert: 'keep', documents: [{ _id: 99 }] };

const refuses = (rule: string, pipeline: object[], refused: number, more: object = {}): Row => ({
  rule,
  given,
  after: [keep],
  command: { aggregate: 'c', pipeline, cursor: {}, ...more },
  refused,
});

describe('a pipeline is refused before any of it is run', () => {
  const lookup = (...pipeline: object[]) => ({ $lookup: { from: 'c', as: 'x', pipeline } });
  const union = (...pipeline: object[]) => ({ $unionWith: { coll: 'c', pipeline } });
  holds(server, [
    refuses('with $out in the middle', [{ $match: {} }, { $out: 'keep' }, { $limit: 1 }], 40601),
    refuses('with $merge in the middle', [{ $merge: 'keep' }, { $limit: 1 }], 40601),
    refuses('with $out before an unknown stage', [{ $out: 'keep' }, { $nope: 1 }], 40324),
    refuses('with $out in $facet', [{ $facet: { a: [{ $out: 'keep' }] } }], 40600),
    refuses('with $merge in $facet', [{ $facet: { a: [{ $merge: 'keep' }] } }], 40600),
    refuses('with $facet in $facet', [{ $facet: { a: [{ $facet: { b: [{ $limit: 1 }] } }] } }], 40600),
    refuses('with $collStats in $facet', [{ $facet: { a: [{ $collStats: {} }] } }], 40600),
    refuses('with $out in $lookup', [lookup({ $out: 'keep' })], 51047),
    refuses('with $merge in $lookup', [lookup({ $merge: 'keep' })], 51047),
    refuses('with $out in $unionWith', [union({ $out: 'keep' })], 31441),
    refuses('with $out in $lookup in $facet', [{ $facet: { a: [lookup({ $out: 'keep' })] } }], 51047),
    refuses('with a source behind another stage in $unionWith', [union({ $match: {} }, { $collStats: {} })], 40602),
    refuses('with a source behind another stage', [{ $match: {} }, { $indexStats: {} }], 40602),
    refuses('with a bad operand behind $unionWith', [union(), { $limit: 'x' }, { $out: 'keep' }], 5107201),
    refuses('with a bad operand inside $lookup', [{ $match: { _id: 7 } }, lookup({ $limit: 'x' })], 5107201),
    refuses('with a stage that a change stream has not', [{ $changeStream: {} }, { $limit: 1 }], 20),
    refuses('with $out in a change stream', [{ $changeStream: {} }, { $out: 'keep' }], 20),
    refuses('with a change stream in $facet', [{ $facet: { a: [{ $changeStream: {} }] } }], 40600),
    {
      rule: 'with a stage that an update has not',
      given,
      command: { update: 'c', updates: [{ q: {}, u: [{ $match: {} }] }] },
      refused: 72,
      leaves: given,
    },
    // An error of the whole command: mongodb/specifications, source/command-logging-and-monitoring/tests/logging/operation-id.yml
    {
      rule: 'with an unknown stage in a later statement of an update',
      given,
      command: {
        update: 'c',
        updates: [
          { q: {}, u: [{ $set: { a: 1 } }] },
          { q: {}, u: [{ $nope: 1 }] },
        ],
      },
      refused: 40324,
      leaves: given,
    },
    {
      rule: 'with such a stage in an update that finds nothing',
      command: { update: 'c', updates: [{ q: { _id: 9 }, u: [{ $out: 'keep' }] }] },
      refused: 72,
    },
    {
      rule: 'with a bad operand in an update that finds nothing',
      command: { update: 'c', updates: [{ q: { _id: 9 }, u: [{ $unset: 1 }] }] },
      refused: 31002,
    },
    { rule: 'as a view that writes', command: { create: 'v', viewOn: 'c', pipeline: [{ $out: 'x' }] }, refused: 167 },
    {
      rule: 'as a view that is to write from now on',
      after: [{ create: 'v', viewOn: 'c', pipeline: [] }],
      command: { collMod: 'v', viewOn: 'c', pipeline: [{ $out: 'x' }] },
      refused: 167,
    },
    {
      rule: 'as a view of a change stream',
      command: { create: 'v', viewOn: 'c', pipeline: [{ $changeStream: {} }] },
      refused: 167,
    },
    {
      rule: 'without a collection where the first stage reads one',
      command: { aggregate: 1, pipeline: [{ $match: {} }], cursor: {} },
      refused: 73,
    },
    { rule: 'without a collection and a stage', command: { aggregate: 1, pipeline: [], cursor: {} }, refused: 73 },
    {
      rule: 'with a collection where the first stage reads none',
      command: { aggregate: 'c', pipeline: [{ $listLocalSessions: {} }], cursor: {} },
      refused: 73,
    },
    {
      rule: 'with $currentOp outside of admin',
      command: { aggregate: 1, pipeline: [{ $currentOp: {} }], cursor: {} },
      refused: 73,
    },
    {
      rule: 'when it is explained',
      command: { explain: { aggregate: 'c', pipeline: [{ $out: 'keep' }, { $limit: 1 }], cursor: {} } },
      refused: 40601,
    },
    // mongodb/mongo, src/mongo/db/commands/run_aggregate.cpp: 166; src/mongo/db/views/resolved_view.cpp puts the stages
    // of a view first: 40602
    ...[
      ['as a change stream of a view', [{ $changeStream: {} }], 166],
      ['as the statistics of a view', [{ $collStats: { count: {} } }], 166],
      ['as the indexes of a view', [{ $indexStats: {} }], 40602],
    ].map(([rule, pipeline, refused]) => ({
      rule: String(rule),
      after: [{ create: 'v', viewOn: 'c', pipeline: [{ $match: {} }] }],
      command: { aggregate: 'v', pipeline, cursor: {} },
      refused: Number(refused),
    })),
    {
      rule: 'as the indexes of a view, inside of another pipeline',
      after: [{ create: 'v', viewOn: 'c', pipeline: [{ $match: {} }] }],
      command: {
        aggregate: 'c',
        pipeline: [{ $unionWith: { coll: 'v', pipeline: [{ $indexStats: {} }] } }],
        cursor: {},
      },
      refused: 40602,
    },
    {
      rule: 'as a view of what reads no collection',
      command: { create: 'v', viewOn: 'c', pipeline: [{ $currentOp: {} }] },
      refused: 73,
    },
  ]);

  it.each([
    ['in the middle', [{ $out: 'keep' }, { $limit: 1 }]],
    ['inside $facet', [{ $facet: { a: [{ $out: 'keep' }] } }]],
    ['inside $lookup', [{ $lookup: { from: 'c', as: 'x', pipeline: [{ $out: 'keep' }] } }]],
    ['before an operand that is none', [{ $out: 'keep' }, { $limit: 'x' }]],
  ])('so $out %s leaves its target alone', async (_, pipeline) => {
    await server.db.command(keep);
    await server.db.collection<{ _id: number }>('c').insertMany(given);
    await expect(server.db.command({ aggregate: 'c', pipeline, cursor: {} })).rejects.toThrow();
    expect(await server.db.collection('keep').find().toArray()).toEqual(keep.documents);
  });

  it('inside a transaction, for what may not be there', async () => {
    await server.db.command(keep);
    const session = server.client.startSession();
    session.startTransaction();
    const refused = server.db.command({ aggregate: 'c', pipeline: [{ $out: 'keep' }], cursor: {} }, { session });
    // mongodb/mongo, src/mongo/db/pipeline/lite_parsed_pipeline.cpp: OperationNotSupportedInTransaction
    await expect(refused).rejects.toMatchObject({ code: 263 });
    await session.endSession();
  });
});

describe('$out', () => {
  // The documentation of $out: "If the aggregation operation fails, the $out makes no changes to the pre-existing
  // collection", and "indexes on the existing collection" stay.
  it('that fails half way leaves its target as it was', async () => {
    await server.db.command(keep);
    await server.db.collection('keep').createIndex({ a: 1 }, { unique: true });
    await server.db.collection<{ _id: number }>('c').insertMany(given);
    const pipeline = [{ $set: { a: 1 } }, { $out: 'keep' }];
    await expect(server.db.command({ aggregate: 'c', pipeline, cursor: {} })).rejects.toMatchObject({ code: 11000 });
    expect(await server.db.collection('keep').find().toArray()).toEqual(keep.documents);
  });

  it('keeps the indexes and options of its target', async () => {
    await server.db.command({ create: 'keep', validator: { _id: { $gt: 0 } } });
    await server.db.collection('keep').createIndex({ a: 1 }, { unique: true });
    await server.db.collection<{ _id: number }>('c').insertMany(given);
    await server.db.command({ aggregate: 'c', pipeline: [{ $match: { _id: 1 } }, { $out: 'keep' }], cursor: {} });
    expect(await server.db.collection('keep').find().toArray()).toEqual([{ _id: 1 }]);
    expect((await server.db.collection('keep').indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1']);
    await expect(server.db.collection<{ _id: number }>('keep').insertOne({ _id: -1 })).rejects.toMatchObject({
      code: 121,
    });
    expect((await server.db.listCollections({ name: /tmp/ }).toArray()).length).toBe(0);
  });
});
