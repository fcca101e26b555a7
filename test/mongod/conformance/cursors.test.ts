import { Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('cursors');

const exact = { promoteLongs: false } as const;
const numbers = (count: number) => Array.from({ length: count }, (_, _id) => ({ _id }));

async function fill(count: number): Promise<void> {
  await server.db.collection<{ _id: number }>('c').insertMany(numbers(count));
}

/** The answer of a command whose cursor is to be read by hand, all in one session as the server wants it. */
async function open(command: object) {
  const session = server.client.startSession();
  const { cursor } = await server.db.command({ find: 'c', ...command }, { ...exact, session });
  const getMore = (more: object = {}) =>
    server.db.command({ getMore: cursor.id, collection: 'c', ...more }, { ...exact, session });
  return { cursor, getMore, session };
}

describe('a cursor', () => {
  it('gives 101 documents first and then as many as fit', async () => {
    await fill(250);
    const { cursor, getMore, session } = await open({});
    expect(cursor.firstBatch).toHaveLength(101);
    const { cursor: rest } = await getMore();
    expect(rest.nextBatch).toHaveLength(149);
    expect(rest.id).toEqual(Long.ZERO);
    await session.endSession();
  });

  it('gives batches of the size asked for', async () => {
    await fill(10);
    const { cursor, getMore, session } = await open({ batchSize: 4 });
    expect(cursor.firstBatch).toEqual(numbers(4));
    const { cursor: second } = await getMore({ batchSize: 3 });
    expect(second.nextBatch).toEqual([{ _id: 4 }, { _id: 5 }, { _id: 6 }]);
    expect(second.ns).toBe(`${server.db.databaseName}.c`);
    await session.endSession();
  });

  it('gives nothing first for a batch size of 0 and stays open', async () => {
    await fill(3);
    const { cursor, getMore, session } = await open({ batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    expect((await getMore()).cursor.nextBatch).toHaveLength(3);
    await session.endSession();
  });

  it('is closed after a single batch', async () => {
    await fill(10);
    const { cursor, session } = await open({ batchSize: 4, singleBatch: true });
    expect(cursor.id).toEqual(Long.ZERO);
    await session.endSession();
  });

  it('is gone when it is killed', async () => {
    await fill(10);
    const { cursor, getMore, session } = await open({ batchSize: 2 });
    const killed = await server.db.command({ killCursors: 'c', cursors: [cursor.id] }, { ...exact, session });
    expect(killed).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [], cursorsAlive: [] });
    await expect(getMore()).rejects.toMatchObject({ code: 43 });
    await session.endSession();
  });

  it('that is not there is told so', async () => {
    const cursors = [Long.fromNumber(12345)];
    expect(await server.db.command({ killCursors: 'c', cursors }, exact)).toMatchObject({ cursorsNotFound: cursors });
    const getMore = server.db.command({ getMore: Long.fromNumber(12345), collection: 'c' });
    await expect(getMore).rejects.toMatchObject({ code: 43 });
  });

  it('without timeout is read like any other', async () => {
    await fill(5);
    const found = await server.db.collection('c').find({}, { noCursorTimeout: true, batchSize: 2 }).toArray();
    expect(found).toHaveLength(5);
  });

  it('may be read while documents go and come', async () => {
    await fill(50);
    const collection = server.db.collection<{ _id: number }>('c');
    await collection.createIndex({ _id: 1, n: 1 });
    const cursor = collection.find({}, { batchSize: 10, sort: { _id: 1 } });
    const seen: number[] = [];
    for await (const { _id } of cursor) {
      seen.push(_id);
      if (_id === 5) await collection.deleteMany({ _id: { $gte: 40 } });
    }
    expect(seen).toEqual(numbers(40).map(({ _id }) => _id));
  });
});

describe('a tailable cursor', () => {
  it('waits at the end of a capped collection for what comes', async () => {
    const log = await server.db.createCollection<{ _id: number }>('log', { capped: true, size: 4096 });
    await log.insertOne({ _id: 1 });
    const cursor = log.find({}, { tailable: true, awaitData: true, maxAwaitTimeMS: 5000 });
    expect(await cursor.next()).toEqual({ _id: 1 });
    const next = cursor.next();
    await log.insertOne({ _id: 2 });
    expect(await next).toEqual({ _id: 2 });
    await cursor.close();
  });

  it('answers nothing and stays open where nothing comes', async () => {
    const log = await server.db.createCollection<{ _id: number }>('log', { capped: true, size: 4096 });
    await log.insertOne({ _id: 1 });
    const cursor = log.find({}, { tailable: true, awaitData: true, maxAwaitTimeMS: 20 });
    expect(await cursor.tryNext()).toEqual({ _id: 1 });
    expect(await cursor.tryNext()).toBeNull();
    await log.insertOne({ _id: 2 });
    expect(await cursor.tryNext()).toEqual({ _id: 2 });
    await cursor.close();
  });

  // The documentation of find: skip and limit hold for every cursor.
  it('passes over and ends where it is told to', async () => {
    const log = await server.db.createCollection<{ _id: number }>('log', { capped: true, size: 4096 });
    await log.insertMany(numbers(4));
    const cursor = log.find({}, { tailable: true, skip: 1, limit: 2, batchSize: 1 });
    expect(await cursor.toArray()).toEqual([{ _id: 1 }, { _id: 2 }]);
    expect(cursor.closed).toBe(true);
  });

  it('that has reached its limit waits for nothing', async () => {
    await server.db.createCollection<{ _id: number }>('log', { capped: true, size: 4096 });
    await server.db.collection<{ _id: number }>('log').insertMany(numbers(2));
    const { cursor } = await server.db.command({ find: 'log', tailable: true, awaitData: true, limit: 2 }, exact);
    expect(cursor.firstBatch).toHaveLength(2);
    expect(cursor.id).toEqual(Long.ZERO);
  });

  it('is lost when what it stood on is pushed out', async () => {
    const log = await server.db.createCollection<{ _id: number }>('log', { capped: true, size: 4096, max: 2 });
    await log.insertMany([{ _id: 1 }, { _id: 2 }]);
    const session = server.client.startSession();
    const find = { find: 'log', tailable: true, batchSize: 2 };
    const { cursor } = await server.db.command(find, { ...exact, session });
    await log.insertMany([{ _id: 3 }, { _id: 4 }, { _id: 5 }]);
    const getMore = server.db.command({ getMore: cursor.id, collection: 'log' }, { session });
    await expect(getMore).rejects.toMatchObject({ code: 136 });
    await session.endSession();
  });

  it('is not for other collections', async () => {
    await fill(1);
    await expect(server.db.command({ find: 'c', tailable: true })).rejects.toMatchObject({ code: 2 });
  });

  it('follows the oplog', async () => {
    const { operationTime } = await server.db.command({ ping: 1 });
    const ns = `${server.db.databaseName}.c`;
    const oplog = server.client.db('local').collection('oplog.rs');
    const cursor = oplog.find(
      { ts: { $gt: operationTime }, ns },
      { tailable: true, awaitData: true, maxAwaitTimeMS: 1000 },
    );
    await fill(1);
    await server.db.collection<{ _id: number }>('c').updateOne({ _id: 0 }, { $set: { 'a.b': 1 } });
    await server.db.collection<{ _id: number }>('c').deleteOne({ _id: 0 });
    expect(await cursor.next()).toMatchObject({
      op: 'i',
      ns,
      o: { _id: 0 },
      v: 2,
      ui: expect.anything(),
      wall: expect.any(Date),
    });
    expect(await cursor.next()).toMatchObject({ op: 'u', o: { $v: 2, diff: { i: { a: { b: 1 } } } }, o2: { _id: 0 } });
    expect(await cursor.next()).toMatchObject({ op: 'd', o: { _id: 0 } });
    await cursor.close();
  });
});
