import { describe, expect, it } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('bulk_write', '8.0.4');

describe('bulkWrite', () => {
  const namespaces = () => ['c', 'd'].map((name) => ({ ns: `${server.db.databaseName}.${name}` }));
  const run = (ops: object[], more: object = {}) =>
    server.client.db('admin').command({ bulkWrite: 1, ops, nsInfo: namespaces(), ...more });

  it('writes into several collections and counts, or is not known before 8.0', async () => {
    const ops = [
      { insert: 0, document: { _id: 1, n: 1 } },
      { insert: 1, document: { _id: 2 } },
      { update: 0, filter: { _id: 1 }, updateMods: { $inc: { n: 1 } } },
      { update: 1, filter: { _id: 9 }, updateMods: { $set: { n: 9 } }, upsert: true },
      { delete: 1, filter: { _id: 2 } },
    ];
    if (server.major < 8) {
      await expect(run(ops)).rejects.toMatchObject({ code: 59 });
      return;
    }
    const answer = await run(ops);
    expect(answer).toMatchObject({ nErrors: 0, nInserted: 2, nMatched: 1, nModified: 1, nUpserted: 1, nDeleted: 1 });
    expect(answer.cursor.firstBatch).toMatchObject([
      { ok: 1, idx: 0, n: 1 },
      { ok: 1, idx: 1, n: 1 },
      { ok: 1, idx: 2, n: 1, nModified: 1 },
      { ok: 1, idx: 3, n: 1, nModified: 0, upserted: { _id: 9 } },
      { ok: 1, idx: 4, n: 1 },
    ]);
    expect(await server.db.collection('c').find().toArray()).toEqual([{ _id: 1, n: 2 }]);
    expect(await server.db.collection('d').find().toArray()).toEqual([{ _id: 9, n: 9 }]);
  });

  it('tells each error and goes on only where it is unordered', async () => {
    if (server.major < 8) {
      expect(server.major).toBeGreaterThan(0);
      return;
    }
    const ops = [1, 1, 2].map((_id) => ({ insert: 0, document: { _id } }));
    const ordered = await run(ops);
    expect(ordered).toMatchObject({ nErrors: 1, nInserted: 1 });
    expect(ordered.cursor.firstBatch[1]).toMatchObject({ ok: 0, idx: 1, code: 11000 });
    expect(await run(ops, { ordered: false, errorsOnly: true })).toMatchObject({ nErrors: 2, nInserted: 1 });
  });

  it('is what the driver sends for a bulk write of a client', async () => {
    if (server.major < 8) {
      expect(server.major).toBeGreaterThan(0);
      return;
    }
    const namespace = `${server.db.databaseName}.c`;
    const result = await server.client.bulkWrite([
      { name: 'insertOne', namespace, document: {} },
      { name: 'deleteOne', namespace, filter: {} },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, deletedCount: 1 });
  });
});
