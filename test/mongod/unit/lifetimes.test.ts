import { describe, expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';

let elapsed = 0;
/** How much later it is each time somebody looks at the clock. */
let perLook = 0;

function now(): number {
  elapsed += perLook;
  return Date.now() + elapsed;
}

const fixture = mongodFixture({ now, cursorTimeoutMs: 60_000 });
const numbers = () => fixture.client.db('lifetimes').collection<{ _id: number }>('numbers');

async function filled() {
  await numbers().deleteMany({});
  await numbers().insertMany([1, 2, 3].map((_id) => ({ _id })));
  return numbers();
}

describe('a cursor', () => {
  it.each([
    [false, 43],
    [true, undefined],
  ])('that idles for longer than allowed, with noCursorTimeout %s, is answered %s', async (noCursorTimeout, code) => {
    await filled();
    const session = fixture.client.startSession();
    const db = fixture.client.db('lifetimes');
    const find = { find: 'numbers', batchSize: 1, noCursorTimeout };
    const { cursor } = await db.command(find, { session, promoteLongs: false });
    elapsed += 61_000;
    const answer = await db.command({ getMore: cursor.id, collection: 'numbers' }, { session }).catch((error) => error);
    expect(answer.code).toBe(code);
    await session.endSession();
  });

  it('that is read now and then stays', async () => {
    const cursor = (await filled()).find({}, { batchSize: 1 });
    for (const _id of [1, 2, 3]) {
      expect(await cursor.next()).toEqual({ _id });
      elapsed += 40_000;
    }
    await cursor.close();
  });
});

describe('a query', () => {
  it.each([
    [{ find: 'numbers', filter: {} }],
    [{ count: 'numbers', query: { other: 1 } }],
    [{ distinct: 'numbers', key: '_id' }],
    [{ aggregate: 'numbers', pipeline: [{ $match: { other: 1 } }], cursor: {} }],
  ])('that takes longer than its maxTimeMS ends: %o', async (command) => {
    await filled();
    const db = fixture.client.db('lifetimes');
    expect(await db.command({ ...command, maxTimeMS: 60_000 })).toMatchObject({ ok: 1 });
    perLook = 40;
    const refused = db.command({ ...command, maxTimeMS: 50 });
    await expect(refused).rejects.toMatchObject({ code: 50 });
    perLook = 0;
  });
});

describe('a transaction', () => {
  it('that is older than a minute is aborted, and lets others write', async () => {
    const collection = await filled();
    const session = fixture.client.startSession();
    session.startTransaction();
    await collection.updateOne({ _id: 1 }, { $set: { late: true } }, { session });
    elapsed += 61_000;
    await expect(collection.findOne({}, { session })).rejects.toMatchObject({ code: 251 });
    await collection.updateOne({ _id: 1 }, { $set: { early: true } });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, early: true });
    await session.endSession();
  });

  it('that nobody goes on with holds up a write outside for no longer', async () => {
    const collection = await filled();
    const session = fixture.client.startSession();
    session.startTransaction();
    await collection.updateOne({ _id: 1 }, { $set: { held: true } }, { session });
    const outside = collection.updateOne({ _id: 1 }, { $set: { free: true } });
    await collection.findOne({ _id: 2 });
    elapsed += 61_000;
    await outside;
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, free: true });
    await session.endSession();
  });
});
