import { type ChangeStream, type Document, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('change_streams');

interface Thing {
  _id: number;
  [field: string]: unknown;
}

const things = () => server.db.collection<Thing>('things');

/** For streams that begin after what has happened so far; the start itself is inclusive. */
async function here() {
  const { operationTime } = await server.db.command({ ping: 1 });
  return { startAtOperationTime: new Timestamp(operationTime.toBigInt() + 1n) };
}

async function take(stream: ChangeStream<Thing> | ChangeStream, count: number): Promise<Document[]> {
  const events: Document[] = [];
  while (events.length < count) events.push(await stream.next());
  await stream.close();
  return events;
}

/** What an update of `{_id: 1, ...before}` is told as. */
async function description(before: object, update: Document | Document[]): Promise<Document> {
  await things().insertOne({ _id: 1, ...before });
  const start = await here();
  await things().updateOne({ _id: 1 }, update);
  const [event] = await take(things().watch([], start), 1);
  return event?.updateDescription;
}

describe('an update is told', () => {
  it.each([
    [
      'by the paths of its operators',
      { a: { b: 1, c: 1 } },
      { $set: { 'a.b': 2 } },
      { updatedFields: { 'a.b': 2 }, removedFields: [] },
    ],
    [
      'as a whole where a whole was set',
      { a: { b: 1, c: 1 } },
      { $set: { a: { b: 2, c: 1 } } },
      { updatedFields: { a: { b: 2, c: 1 } } },
    ],
    ['by the field that came', {}, { $set: { 'a.b.c': 1 } }, { updatedFields: { a: { b: { c: 1 } } } }],
    ['by what was removed', { a: { b: 1 }, c: 1 }, { $unset: { 'a.b': '', c: '' } }, { removedFields: ['c', 'a.b'] }],
    [
      'by the elements that were pushed',
      { a: [1] },
      { $push: { a: { $each: [2, 3] } } },
      { updatedFields: { 'a.1': 2, 'a.2': 3 } },
    ],
    ['by the element that was set', { a: [1, 2] }, { $set: { 'a.1': 5 } }, { updatedFields: { 'a.1': 5 } }],
    [
      'as a truncated array',
      { a: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      [{ $set: { a: { $slice: ['$a', 2] } } }],
      { truncatedArrays: [{ field: 'a', newSize: 2 }] },
    ],
  ])('%s', async (_, before, update, wanted) => {
    const told = await description(before, update);
    expect({ ...told, removedFields: [...told.removedFields].sort() }).toMatchObject({
      ...wanted,
      ...('removedFields' in wanted ? { removedFields: [...wanted.removedFields].sort() } : {}),
    });
  });
});

describe('a stream', () => {
  it('tells what happens to documents', async () => {
    const start = await here();
    await things().insertOne({ _id: 1, a: 1 });
    await things().replaceOne({ _id: 1 }, { b: 2 });
    await things().updateOne({ _id: 1 }, { $set: { b: 2 } });
    await things().deleteOne({ _id: 1 });
    const events = await take(things().watch([], start), 3);
    const common = {
      ns: { db: server.db.databaseName, coll: 'things' },
      documentKey: { _id: 1 },
      clusterTime: expect.any(Timestamp),
    };
    expect(events).toMatchObject([
      { ...common, operationType: 'insert', fullDocument: { _id: 1, a: 1 } },
      { ...common, operationType: 'replace', fullDocument: { _id: 1, b: 2 } },
      { ...common, operationType: 'delete' },
    ]);
  });

  it('goes on behind the event whose token it is given', async () => {
    const start = await here();
    await things().insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    const [first] = await take(things().watch([], start), 1);
    for (const option of ['resumeAfter', 'startAfter']) {
      const rest = await take(things().watch([], { [option]: first?._id }), 2);
      expect(rest.map(({ documentKey }) => documentKey._id)).toEqual([2, 3]);
    }
  });

  it('refuses what is no token', async () => {
    const stream = things().watch([], { resumeAfter: { _data: 'nope' } });
    await expect(stream.next()).rejects.toMatchObject({ code: expect.any(Number) });
  });

  it('looks up the document as it is now', async () => {
    await things().insertOne({ _id: 1 });
    const start = await here();
    await things().updateOne({ _id: 1 }, { $set: { a: 1 } });
    await things().updateOne({ _id: 1 }, { $set: { a: 2 } });
    const events = await take(things().watch([], { ...start, fullDocument: 'updateLookup' }), 2);
    expect(events.map(({ fullDocument }) => fullDocument)).toEqual([
      { _id: 1, a: 2 },
      { _id: 1, a: 2 },
    ]);
  });

  it('filters and shapes its events', async () => {
    const start = await here();
    await things().insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    const pipeline = [{ $match: { 'fullDocument.a': 2 } }, { $project: { documentKey: 1 } }];
    const [event] = await take(things().watch(pipeline, start), 1);
    expect(event).toEqual({ _id: expect.anything(), documentKey: { _id: 2 } });
  });

  it('of a collection ends with it', async () => {
    await things().insertOne({ _id: 1 });
    const start = await here();
    await things().drop();
    const stream = things().watch([], start);
    expect(await stream.next()).toMatchObject({ operationType: 'drop' });
    expect(await stream.next()).toMatchObject({ operationType: 'invalidate' });
    await stream.close();
  });

  it('of a collection ends when it is renamed, and cannot be resumed behind that', async () => {
    await things().insertOne({ _id: 1 });
    const start = await here();
    await things().rename('others');
    const stream = things().watch([], start);
    expect(await stream.next()).toMatchObject({
      operationType: 'rename',
      to: { db: server.db.databaseName, coll: 'others' },
    });
    const invalidate = await stream.next();
    expect(invalidate).toMatchObject({ operationType: 'invalidate' });
    await stream.close();
    await expect(things().watch([], { resumeAfter: invalidate._id }).next()).rejects.toMatchObject({ code: 260 });
    await things().insertOne({ _id: 2 });
    const [next] = await take(things().watch([], { startAfter: invalidate._id }), 1);
    expect(next).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
  });

  it('of a database tells of all its collections and goes on when one is dropped', async () => {
    const start = await here();
    await things().insertOne({ _id: 1 });
    await things().drop();
    await server.db.collection<Thing>('others').insertOne({ _id: 2 });
    const events = await take(server.db.watch([], start), 3);
    expect(events.map(({ operationType, ns }) => [operationType, ns.coll])).toEqual([
      ['insert', 'things'],
      ['drop', 'things'],
      ['insert', 'others'],
    ]);
  });

  it('of a cluster tells of all databases', async () => {
    const start = await here();
    await things().insertOne({ _id: 1 });
    const ours = [{ $match: { 'ns.db': server.db.databaseName } }];
    const [event] = await take(server.client.watch(ours, start), 1);
    expect(event).toMatchObject({ operationType: 'insert', documentKey: { _id: 1 } });
  });

  it('tells of creations, indexes and changes of options where it is asked to', async () => {
    if (server.major < 6) {
      await expect(server.db.watch([], { showExpandedEvents: true }).next()).rejects.toMatchObject({
        code: expect.any(Number),
      });
      return;
    }
    const start = await here();
    await server.db.createCollection('things');
    await things().createIndex({ a: 1 });
    await server.db.command({ collMod: 'things', validator: { a: 1 } });
    await things().dropIndex('a_1');
    const events = await take(server.db.watch([], { ...start, showExpandedEvents: true }), 4);
    expect(events).toMatchObject([
      { operationType: 'create', ns: { coll: 'things' }, collectionUUID: expect.anything() },
      { operationType: 'createIndexes', operationDescription: { indexes: [{ v: 2, key: { a: 1 }, name: 'a_1' }] } },
      { operationType: 'modify' },
      { operationType: 'dropIndexes', operationDescription: { indexes: [{ v: 2, key: { a: 1 }, name: 'a_1' }] } },
    ]);
  });
});

// mongodb/specifications, source/change-streams/tests/unified/change-streams-disambiguatedPaths.yml; MongoDB manual,
// "Change Events": `updateDescription.disambiguatedPaths`.
describe('a path that can be read in two ways is told in parts', () => {
  it.each<[string, object, Document, object]>([
    ['a name that is a number', { a: { 1: 1 } }, { $set: { 'a.1': 2 } }, { 'a.1': ['a', '1'] }],
    ['such a name inside an array', { a: [{ 1: 1 }] }, { $set: { 'a.0.1': 2 } }, { 'a.0.1': ['a', 0, '1'] }],
    ['such a name that is removed', { a: { 1: 1, b: 1 } }, { $unset: { 'a.1': '' } }, { 'a.1': ['a', '1'] }],
    ['but not an index', { a: [1] }, { $set: { 'a.0': 2 } }, {}],
    ['and not an ordinary one', { a: { b: 1 } }, { $set: { 'a.b': 2 } }, {}],
  ])('%s', async (_, before, update, expected) => {
    if (server.major < 7) {
      expect(server.major).toBeGreaterThan(0);
      return;
    }
    await things().insertOne({ _id: 1, ...before });
    const start = await here();
    await things().updateOne({ _id: 1 }, update);
    const [event] = await take(things().watch([], { ...start, showExpandedEvents: true }), 1);
    expect(event?.updateDescription.disambiguatedPaths).toEqual(expected);
  });

  it('only where expanded events are asked for', async () => {
    expect(await description({ a: { 1: 1 } }, { $set: { 'a.1': 2 } })).not.toHaveProperty('disambiguatedPaths');
  });
});

// mongodb/specifications, source/change-streams/tests/unified/change-streams-errors.yml: 280, ChangeStreamFatalError
describe('a stream whose pipeline takes the token away', () => {
  it.each([
    ['by $project', { $project: { _id: 0 } }],
    ['by $unset', { $unset: '_id' }],
    ['by $set', { $set: { _id: 1 } }],
    ['by $replaceRoot', { $replaceRoot: { newRoot: '$fullDocument' } }],
  ])('%s ends with the first event', async (_, stage) => {
    const start = await here();
    await things().insertOne({ _id: 1 });
    const command = { aggregate: 'things', pipeline: [{ $changeStream: start }, stage], cursor: {} };
    await expect(server.db.command(command)).rejects.toMatchObject({ code: 280 });
  });
});
