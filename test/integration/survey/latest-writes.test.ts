import { beforeAll, describe, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

/** Of the server: what it calls ten seconds ago is put there. */
let ahead = 0;
const { fixture, survey } = surveyed({ now: () => Date.now() + ahead });

/** As seen of the only set, right after what was written before is too old to be seen. */
async function afterQuiet(write: () => Promise<unknown>) {
  ahead += 11_000;
  await write();
  const { seconds, sets } = await survey('sourceLatestWrites');
  expect([seconds, sets.unread]).toEqual([10, []]);
  return sets.read[0]?.value;
}

const shop = () => fixture.client.db('shop');

beforeAll(async () => {
  await shop()
    .collection('orders')
    .insertMany([{ n: 1 }, { n: 2 }]);
});

describe('what was written in the last ten seconds', () => {
  it('is nothing where it is longer ago, and since when is known', async () => {
    const seen = await afterQuiet(async () => {});
    expect(seen).toMatchObject({
      namespaces: [],
      definitions: [],
      lastWrite: { seconds: expect.any(Number), increment: expect.any(Number) },
    });
    expect(seen?.quietSeconds).toBeGreaterThanOrEqual(11);
  });

  it('are inserts, updates, deletes and changes of definitions, each by its namespace', async () => {
    const seen = await afterQuiet(async () => {
      await shop().collection('orders').insertOne({ n: 3 });
      await shop()
        .collection('orders')
        .updateOne({ n: 3 }, { $set: { n: 4 } });
      await shop().collection('orders').deleteOne({ n: 4 });
      await shop().createCollection('made');
    });
    expect(seen?.namespaces).toMatchObject([{ namespace: 'shop.orders', writes: 3 }]);
    expect(seen?.definitions).toEqual([{ command: 'create', namespace: 'shop.made', count: 1 }]);
    expect(seen?.quietSeconds).toBeLessThan(10);
  });

  it('are the writes of a transaction, one by one', async () => {
    const seen = await afterQuiet(() =>
      fixture.client.withSession((session) =>
        session.withTransaction(async () => {
          await shop().collection('orders').insertOne({ n: 5 }, { session });
          await shop().collection('orders').insertOne({ n: 6 }, { session });
        }),
      ),
    );
    expect(seen?.namespaces).toMatchObject([{ namespace: 'shop.orders', writes: 2 }]);
  });

  it.each([
    ['of the servers themselves', 'config', 'anything'],
    ['of the administrator', 'admin', 'anything'],
    ['that no oplog has', 'local', 'anything'],
    ['of the engine that migrates', '__mdb_internal_mongosync', 'resume'],
  ])('are none %s (%s)', async (_, database, collection) => {
    const seen = await afterQuiet(() => fixture.client.db(database).collection(collection).insertOne({ n: 1 }));
    expect(seen).toMatchObject({ namespaces: [], definitions: [] });
  });
});

it('no transaction is open where nobody has begun one', async () => {
  expect(await survey('sourceTransactions')).toEqual([]);
});
