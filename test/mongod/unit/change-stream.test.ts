import { type ChangeStream, type ChangeStreamDocument, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture({ oplogSizeMb: 0.05 });
const db = () => fixture.client.db('watched');

interface Thing {
  _id: number;
  [field: string]: unknown;
}

async function take(stream: ChangeStream<Thing> | ChangeStream, count: number): Promise<ChangeStreamDocument[]> {
  const events: ChangeStreamDocument[] = [];
  while (events.length < count) events.push(await stream.next());
  await stream.close();
  return events;
}

/** For streams that begin after what has happened so far; the start itself is inclusive. */
async function here() {
  const { operationTime } = await db().command({ ping: 1 });
  return { startAtOperationTime: new Timestamp(operationTime.toBigInt() + 1n) };
}

describe('a stream on a collection', () => {
  it('tells inserts, updates, replacements and deletes in their order', async () => {
    const things = db().collection<Thing>('things');
    const start = await here();
    await things.insertOne({ _id: 1, a: 1, b: [1] });
    await things.updateOne({ _id: 1 }, { $set: { a: 2, c: 3 }, $unset: { b: 1 } });
    await things.updateOne({ _id: 1 }, { $set: { a: 2 } });
    await things.replaceOne({ _id: 1 }, { z: 1 });
    await things.deleteOne({ _id: 1 });
    await db().collection('others').insertOne({ a: 1 });
    const events = await take(things.watch([], start), 4);
    const common = { ns: { db: 'watched', coll: 'things' }, documentKey: { _id: 1 } };
    expect(events).toMatchObject([
      { ...common, operationType: 'insert', fullDocument: { _id: 1, a: 1, b: [1] } },
      {
        ...common,
        operationType: 'update',
        updateDescription: { updatedFields: { a: 2, c: 3 }, removedFields: ['b'] },
      },
      { ...common, operationType: 'replace', fullDocument: { _id: 1, z: 1 } },
      { ...common, operationType: 'delete' },
    ]);
    expect(events[1]).not.toHaveProperty('fullDocument');
  });

  it('looks the document up as it is now', async () => {
    const things = db().collection<Thing>('looked');
    const start = await here();
    await things.insertMany([{ _id: 1 }, { _id: 2 }]);
    await things.updateMany({}, { $set: { a: 1 } });
    await things.updateOne({ _id: 1 }, { $set: { a: 2 } });
    await things.deleteOne({ _id: 2 });
    const events = await take(
      things.watch([{ $match: { operationType: 'update' } }], { ...start, fullDocument: 'updateLookup' }),
      3,
    );
    expect(events.map((event) => ('fullDocument' in event ? event.fullDocument : undefined))).toEqual([
      { _id: 1, a: 2 },
      null,
      { _id: 1, a: 2 },
    ]);
  });

  it('waits for what happens later', async () => {
    const things = db().collection<Thing>('later');
    const stream = things.watch([], { ...(await here()), maxAwaitTimeMS: 5000 });
    const next = stream.next();
    await things.insertOne({ _id: 1 });
    expect(await next).toMatchObject({ operationType: 'insert', documentKey: { _id: 1 } });
    await stream.close();
  });

  it('answers with a token to go on from when nothing happened in time', async () => {
    const things = db().collection<Thing>('quiet');
    const stream = things.watch([], { ...(await here()), maxAwaitTimeMS: 10 });
    expect(await stream.tryNext()).toBeNull();
    const resumeAfter = stream.resumeToken;
    await stream.close();
    await things.insertOne({ _id: 1 });
    expect(await take(things.watch([], { resumeAfter }), 1)).toMatchObject([{ documentKey: { _id: 1 } }]);
  });

  it('goes on after a token without gap or repetition', async () => {
    const things = db().collection<Thing>('resumed');
    const start = await here();
    await things.insertMany([1, 2, 3, 4].map((_id) => ({ _id })));
    const [, second] = await take(things.watch([], start), 2);
    const rest = await take(things.watch([], { resumeAfter: second?._id }), 2);
    expect(rest).toMatchObject([{ documentKey: { _id: 3 } }, { documentKey: { _id: 4 } }]);
  });

  it('ends with an invalidate event when the collection is dropped, and can be started again after it', async () => {
    const things = db().collection<Thing>('dropped');
    const start = await here();
    await things.insertOne({ _id: 1 });
    await things.drop();
    const events = await take(things.watch([], start), 3);
    expect(events).toMatchObject([
      { operationType: 'insert' },
      { operationType: 'drop' },
      { operationType: 'invalidate' },
    ]);
    await things.insertOne({ _id: 2 });
    const [again] = await take(things.watch([], { startAfter: events[2]?._id }), 1);
    expect(again).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
    await expect(take(things.watch([], { resumeAfter: events[2]?._id }), 1)).rejects.toMatchObject({ code: 260 });
  });
});

describe('a wider stream', () => {
  it('on a database sees all of its collections, and renames', async () => {
    const start = await here();
    await db().collection<Thing>('one').insertOne({ _id: 1 });
    await fixture.client.db('elsewhere').collection('x').insertOne({ a: 1 });
    await db().collection('one').rename('two');
    await db().collection('two').drop();
    expect(await take(db().watch([], start), 3)).toMatchObject([
      { operationType: 'insert', ns: { coll: 'one' } },
      { operationType: 'rename', ns: { coll: 'one' }, to: { db: 'watched', coll: 'two' } },
      { operationType: 'drop', ns: { coll: 'two' } },
    ]);
  });

  it('on the cluster sees everything but the internal databases, and with showExpandedEvents schema changes too', async () => {
    const start = await here();
    const fresh = await fixture.client.db('fresh').createCollection('c', { capped: true, size: 4096 });
    await fresh.createIndex({ a: 1 }, { unique: true });
    await fixture.client.db('config').collection('hidden').insertOne({ a: 1 });
    await fixture.client.db('fresh').command({ collMod: 'c', cappedMax: 7 });
    await fresh.dropIndex('a_1');
    await fixture.client.db('fresh').dropDatabase();
    const expanded = await take(fixture.client.watch([], { ...start, showExpandedEvents: true }), 6);
    expect(expanded).toMatchObject([
      { operationType: 'create', ns: { db: 'fresh', coll: 'c' }, operationDescription: { capped: true } },
      { operationType: 'createIndexes', operationDescription: { indexes: [{ name: 'a_1', unique: true }] } },
      { operationType: 'modify', operationDescription: { cappedMax: 7 } },
      { operationType: 'dropIndexes', operationDescription: { indexes: [{ name: 'a_1' }] } },
      { operationType: 'drop' },
      { operationType: 'dropDatabase', ns: { db: 'fresh' } },
    ]);
    const plain = await take(fixture.client.watch([], start), 2);
    expect(plain.map(({ operationType }) => operationType)).toEqual(['drop', 'dropDatabase']);
  });
});

describe('the oplog', () => {
  it('is a capped collection whose timestamps rise strictly', async () => {
    await db()
      .collection('logged')
      .insertMany([{ a: 1 }, { a: 2 }, { a: 3 }]);
    const oplog = fixture.client.db('local').collection('oplog.rs');
    const entries = await oplog.find({ ns: 'watched.logged', op: 'i' }).toArray();
    expect(entries).toMatchObject([{ o: { a: 1 }, v: 2 }, { o: { a: 2 } }, { o: { a: 3 } }]);
    const times = (await oplog.find().toArray()).map(({ ts }) => ts.toBigInt());
    expect(times).toEqual([...new Set(times)].sort((a, b) => (a < b ? -1 : 1)));
    const [newest] = await oplog.find().sort({ $natural: -1 }).limit(1).toArray();
    expect(newest?.ts.toBigInt()).toBe(times.at(-1));
    expect(await oplog.countDocuments({ ts: { $gt: newest?.ts } })).toBe(0);
  });

  it('rolls over, and a stream that stood before what is gone is told so', async () => {
    const things = db().collection<Thing>('rolling');
    const start = await here();
    await things.insertOne({ _id: 0 });
    const [first] = await take(things.watch([], start), 1);
    const open = things.watch([], { ...start, maxAwaitTimeMS: 10 });
    await open.tryNext();
    for (let _id = 1; _id <= 20; _id++) await things.insertOne({ _id, text: 'x'.repeat(5000) });
    const lost = { code: 286, codeName: 'ChangeStreamHistoryLost' };
    await expect(take(things.watch([], start), 1)).rejects.toMatchObject(lost);
    await expect(take(things.watch([], { resumeAfter: first?._id }), 1)).rejects.toMatchObject(lost);
    await expect(take(open, 20)).rejects.toMatchObject(lost);
    const waiting = things.watch([], { ...(await here()), maxAwaitTimeMS: 5000 });
    const getMores = fixture.mongod.counters().getmore;
    const next = waiting.next();
    await expect.poll(() => fixture.mongod.counters().getmore).toBeGreaterThan(getMores);
    await things.insertMany(Array.from({ length: 20 }, (_, at) => ({ _id: 100 + at, text: 'x'.repeat(5000) })));
    await expect(next).rejects.toMatchObject(lost);
    const [{ size, maxSize }] = [await fixture.client.db('local').command({ collStats: 'oplog.rs' })];
    expect(size).toBeLessThanOrEqual(maxSize);
  });
});
