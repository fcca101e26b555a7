import fc from 'fast-check';
import type { Db, Document, Filter, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { lawRuns } from '../../support/law-effort.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';
import { history, live } from './history.ts';
import { applyDiff, contentOf, createReplica, type Replica, setAt, unsetAt } from './replica.ts';

const fixture = mongodFixture();
const exact = { promoteValues: false } as const;
let runs = 0;

async function contentNow(db: Db): Promise<Record<string, string[]>> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const documents = names.map(async (name) => [name, await db.collection(name).find({}, exact).toArray()] as const);
  return contentOf(new Map(await Promise.all(documents)));
}

async function now(): Promise<Timestamp> {
  const { operationTime } = await fixture.client.db('admin').command({ ping: 1 });
  return operationTime;
}

const handlers: Readonly<Record<string, (replica: Replica, event: Document) => void>> = {
  insert: (replica, { ns, fullDocument }) => replica.put(ns.coll, fullDocument),
  replace: (replica, { ns, fullDocument }) => replica.put(ns.coll, fullDocument),
  delete: (replica, { ns, documentKey }) => replica.remove(ns.coll, documentKey._id),
  drop: (replica, { ns }) => replica.drop(ns.coll),
  rename: (replica, { ns, to }) => replica.rename(ns.coll, to.coll),
  update: (replica, { ns, documentKey, updateDescription }) =>
    applyUpdate(replica.get(ns.coll, documentKey._id) ?? {}, updateDescription),
};

function applyUpdate(document: Document, { updatedFields, removedFields, truncatedArrays }: Document): void {
  for (const { field, newSize } of truncatedArrays) {
    const array = String(field)
      .split('.')
      .reduce<Document | undefined>((inner, name) => inner?.[name], document);
    if (array !== undefined) array.length = Number(newSize);
  }
  for (const path of removedFields) unsetAt(document, path.split('.'));
  for (const [path, value] of Object.entries(updatedFields)) setAt(document, path.split('.'), value);
}

function applyEntry(replica: Replica, { op, ns, o, o2 }: Document): void {
  const name = ns.slice(ns.indexOf('.') + 1);
  if (op === 'i') replica.put(name, o);
  else if (op === 'd') replica.remove(name, o._id);
  else if (op === 'u') {
    if (o.diff === undefined) replica.put(name, o);
    else applyDiff(replica.get(name, o2._id) ?? {}, o.diff);
  } else if (op === 'c') applyCommand(replica, o);
}

function applyCommand(replica: Replica, o: Document): void {
  const collection = (ns: string) => ns.slice(ns.indexOf('.') + 1);
  if (o.applyOps !== undefined) for (const operation of o.applyOps) applyEntry(replica, operation);
  else if (o.drop !== undefined) replica.drop(o.drop);
  else if (o.renameCollection !== undefined) replica.rename(collection(o.renameCollection), collection(o.to));
  else if (o.dropDatabase !== undefined) replica.clear();
}

describe('a random history of writes', () => {
  it('replayed through a change stream gives the same database', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        runs += 1;
        const db = fixture.client.db(`history${runs}`);
        const start = await now();
        await live(fixture.client, db, steps);
        const end = (await db.collection('end').insertOne({})).insertedId;
        const replica = createReplica();
        const stream = db.watch([], { startAtOperationTime: start, showExpandedEvents: true, ...exact });
        for (;;) {
          const event: Document = await stream.next();
          if (event.ns?.coll === 'end' && event.operationType === 'insert') break;
          handlers[event.operationType]?.(replica, event);
        }
        await stream.close();
        expect(end).toBeDefined();
        await db.collection('end').drop();
        expect(replica.content()).toEqual(await contentNow(db));
        await db.dropDatabase();
      }),
      { numRuns: 30 * lawRuns },
    );
  });

  it('replayed through the oplog gives the same database', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        runs += 1;
        const db = fixture.client.db(`history${runs}`);
        const start = await now();
        await live(fixture.client, db, steps);
        const oplog = fixture.client.db('local').collection<{ ts: Timestamp; ns: string }>('oplog.rs');
        const isOurs: Filter<{ ts: Timestamp; ns: string }> = {
          ts: { $gt: start },
          $or: [{ ns: new RegExp(`^${db.databaseName}\\.`) }, { ns: 'admin.$cmd' }],
        };
        const replica = createReplica();
        for await (const entry of oplog.find(isOurs, exact)) applyEntry(replica, entry);
        expect(replica.content()).toEqual(await contentNow(db));
        await db.dropDatabase();
      }),
      { numRuns: 30 * lawRuns },
    );
  });
});
