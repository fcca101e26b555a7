import { type ClientSession, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { holds } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('concerns');

const things = () => server.db.collection<{ _id: number; n?: number }>('c');

// mongodb/mongo: src/mongo/db/repl/read_concern.idl and write_concern_options.idl; `supportsReadConcern` in
// src/mongo/db/commands.h (InvalidOptions); run_aggregate.cpp and document_source_out.h for $out and $changeStream.
describe('a concern is refused', () => {
  const insert = { insert: 'c', documents: [{ _id: 1 }] };
  const find = (readConcern: unknown) => ({ find: 'c', readConcern });
  const aggregate = (pipeline: object[], level: string) => ({
    aggregate: 'c',
    pipeline,
    cursor: {},
    readConcern: { level },
  });
  holds(server, [
    { rule: 'that is no document', command: find(1), refused: 14 },
    { rule: 'with an unknown field', command: find({ x: 1 }), refused: 40415 },
    { rule: 'of an unknown level', command: find({ level: 'nope' }), refused: 2 },
    { rule: 'with an unknown field, for writing', command: { ...insert, writeConcern: { x: 1 } }, refused: 40415 },
    { rule: 'of w below 0', command: { ...insert, writeConcern: { w: -1 } }, refused: 9 },
    { rule: 'snapshot, by insert', command: { ...insert, readConcern: { level: 'snapshot' } }, refused: 72 },
    { rule: 'majority, by insert', command: { ...insert, readConcern: { level: 'majority' } }, refused: 72 },
    {
      rule: 'snapshot, by listIndexes',
      after: [{ create: 'c' }],
      command: { listIndexes: 'c', readConcern: { level: 'snapshot' } },
      refused: 72,
    },
    { rule: 'snapshot, by count', command: { count: 'c', readConcern: { level: 'snapshot' } }, refused: 72 },
    { rule: 'linearizable, with $out', command: aggregate([{ $out: 'd' }], 'linearizable'), refused: 72 },
    { rule: 'linearizable, with $merge', command: aggregate([{ $merge: 'd' }], 'linearizable'), refused: 72 },
    { rule: 'local, by a change stream', command: aggregate([{ $changeStream: {} }], 'local'), refused: 72 },
    { rule: 'but majority, by find', command: find({ level: 'majority' }), documents: [] },
  ]);

  it('of writing, in a transaction', async () => {
    await inSession(async (session) => {
      session.startTransaction();
      const refused = server.db.command({ ...insert, writeConcern: { w: 1 } }, { session });
      await expect(refused).rejects.toMatchObject({ code: 72 });
    });
  });

  it('of $out that cannot be met is told', async () => {
    await things().insertOne({ _id: 1 });
    const reply = await server.db
      .command({ aggregate: 'c', pipeline: [{ $out: 'd' }], cursor: {}, writeConcern: { w: 50, wtimeout: 100 } })
      .catch((error) => error.errorResponse ?? error.result);
    expect(reply.writeConcernError ?? reply).toMatchObject({ code: 100 });
  });
});

async function inSession(run: (session: ClientSession) => Promise<void>, options: { snapshot?: boolean } = {}) {
  const session = server.client.startSession(options);
  try {
    await run(session);
  } finally {
    await session.endSession();
  }
}

// mongodb/specifications, source/sessions/snapshot-sessions.md, and source/sessions/tests/snapshot-sessions.yml
describe('a snapshot session', () => {
  it('reads as of its first read, by find, aggregate and distinct', async () => {
    await things().insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
    ]);
    await inSession(
      async (session) => {
        const all = () =>
          things()
            .find({}, { session, sort: { _id: 1 } })
            .toArray();
        const before = [
          { _id: 1, n: 1 },
          { _id: 2, n: 1 },
        ];
        expect(await all()).toEqual(before);
        await things().updateOne({ _id: 1 }, { $inc: { n: 1 } });
        await things().deleteOne({ _id: 2 });
        await things().insertOne({ _id: 3, n: 5 });
        expect(await all()).toEqual(before);
        expect(
          await things()
            .aggregate([{ $sort: { _id: 1 } }], { session })
            .toArray(),
        ).toEqual(before);
        expect(await things().distinct('n', {}, { session })).toEqual([1]);
        expect(await things().countDocuments({ n: 1 }, { session })).toBe(2);
      },
      { snapshot: true },
    );
    expect(await things().distinct('n')).toEqual([2, 5]);
  });

  it.each([
    ['in the order of storage', {}, {}],
    ['along an index', {}, { n: 1 }],
    ['back along an index', {}, { n: -1 }],
    ['in a range of an index', { n: { $gte: 0 } }, { n: 1 }],
  ] as const)('sees each document once %s, though others change between two batches', async (_, filter, sort) => {
    const documents = [1, 2, 3, 4].map((_id) => ({ _id, n: _id }));
    await things().createIndex({ n: 1 });
    await things().insertMany(documents);
    await inSession(
      async (session) => {
        const cursor = things().find(filter, { session, sort, batchSize: 1 });
        const first = await cursor.next();
        await things().deleteMany({});
        await things().insertMany([
          { _id: 1, n: 9 },
          { _id: 5, n: 0 },
        ]);
        const found = [first, ...(await cursor.toArray())];
        expect(found.sort((a, b) => (a?._id ?? 0) - (b?._id ?? 0))).toEqual(documents);
      },
      { snapshot: true },
    );
  });

  it('is told its time in the cursor, and by distinct beside the values', async () => {
    await things().insertOne({ _id: 1, n: 1 });
    const readConcern = { level: 'snapshot' };
    const found = await server.db.command({ find: 'c', readConcern });
    expect(found.cursor.atClusterTime).toBeInstanceOf(Timestamp);
    const values = await server.db.command({ distinct: 'c', key: 'n', readConcern });
    expect(values.atClusterTime).toBeInstanceOf(Timestamp);
  });

  // mongodb/mongo, src/mongo/db/repl/read_concern_args.cpp, and read_concern_mongod.cpp for times to come
  it.each([
    ['of another level', { level: 'local', atClusterTime: new Timestamp({ t: 1, i: 1 }) }],
    ['and after another', { level: 'snapshot', atClusterTime: new Timestamp(1n), afterClusterTime: new Timestamp(1n) }],
    ['to come', { level: 'snapshot', atClusterTime: new Timestamp({ t: 4_000_000_000, i: 1 }) }],
    ['to come, after which', { level: 'majority', afterClusterTime: new Timestamp({ t: 4_000_000_000, i: 1 }) }],
  ])('reads as of no time %s', async (_, readConcern) => {
    await things().insertOne({ _id: 1 });
    await expect(server.db.command({ find: 'c', readConcern })).rejects.toMatchObject({ code: 72 });
  });

  it('cannot read as of a time long ago (SnapshotTooOld)', async () => {
    await things().insertOne({ _id: 1 });
    const readConcern = { level: 'snapshot', atClusterTime: new Timestamp({ t: 1, i: 1 }) };
    await expect(server.db.command({ find: 'c', readConcern })).rejects.toMatchObject({ code: 239 });
  });
});
