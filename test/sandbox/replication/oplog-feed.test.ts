import type { Timestamp } from 'mongodb';
import { expect, it } from 'vitest';
import { followingOf } from '../../../src/sandbox/replication/following.ts';
import { newestEntry, openOplogFeed } from '../../../src/sandbox/replication/oplog-feed.ts';
import { inventoryOf } from '../../../src/sandbox/replication/server-inventory.ts';
import { startServers } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

async function startOf(source: Parameters<typeof newestEntry>[0]): Promise<Timestamp> {
  const start = await newestEntry(source);
  if (start === undefined) throw new Error('the source has no oplog');
  return start;
}

it('brings documents and definitions that change, in their order, and tells when there is no more', async () => {
  const { clients } = await startServers();
  const shop = clients.source.db('shop');
  const feed = openOplogFeed(clients.source, { start: await startOf(clients.source), clock: realClock });
  await shop.createCollection<{ _id: number }>('orders');
  const orders = shop.collection<{ _id: number; v?: number }>('orders');
  await orders.insertOne({ _id: 1 });
  await orders.updateOne({ _id: 1 }, { $set: { v: 2 } });
  await orders.deleteOne({ _id: 1 });
  await orders.rename('old');
  await shop.collection('old').drop();
  const { changes, isDrained } = await feed.read();
  const ns = { db: 'shop', coll: 'orders' };
  expect(changes.map(({ operationType }) => operationType)).toEqual([
    'create',
    'insert',
    'update',
    'delete',
    'rename',
    'drop',
  ]);
  expect(changes[2]).toMatchObject({ ns, documentKey: { _id: expect.objectContaining({ value: 1 }) } });
  expect(changes[4]).toMatchObject({ ns, to: { db: 'shop', coll: 'old' } });
  expect(isDrained).toBe(true);
  expect(await feed.read()).toMatchObject({ changes: [], isDrained: true });
});

it('brings what one transaction changed', async () => {
  const { clients } = await startServers();
  const orders = clients.source.db('shop').collection<{ _id: number }>('orders');
  await orders.insertOne({ _id: 0 });
  const feed = openOplogFeed(clients.source, { start: await startOf(clients.source), clock: realClock });
  await clients.source.withSession((session) =>
    session.withTransaction(async () => {
      await orders.insertOne({ _id: 1 }, { session });
      await orders.deleteOne({ _id: 0 }, { session });
    }),
  );
  const { changes } = await feed.read();
  expect(changes.map(({ operationType }) => operationType)).toEqual(['insert', 'delete']);
});

it('rejects where the oplog no longer reaches back', async () => {
  const { clients } = await startServers({ oplogSizeMb: 1 });
  const feed = openOplogFeed(clients.source, { start: await startOf(clients.source), clock: realClock });
  const large = clients.source.db('shop').collection('large');
  const documents = () => Array.from({ length: 500 }, () => ({ text: 'x'.repeat(1_000) }));
  for (let n = 0; n < 6; n += 1) await large.insertMany(documents());
  await expect(feed.read()).rejects.toThrow('may no longer be in the oplog');
});

it.each(['source', 'destination'] as const)('a %s with change streams is followed by them', async (side) => {
  const { clients } = await startServers();
  expect(await followingOf(clients[side])).toBe('change-stream');
});

it('tells of a server what a manager would', async () => {
  const { uri, source, clients } = await startServers();
  await clients.source
    .db('shop')
    .collection('orders')
    .insertOne({ text: 'x'.repeat(10_000) });
  expect(await inventoryOf(uri('root'))).toMatchObject({
    version: '7.0.14',
    isSharded: false,
    members: [source.address],
    primary: source.address,
    oplogSizeMB: 64,
    following: 'change-stream',
  });
});

it('tells of a mongos that it is one', async () => {
  const { uri } = await startServers({ sourceTopology: { shards: 2 } });
  expect(await inventoryOf(uri('root'))).toMatchObject({ isSharded: true, following: 'change-stream' });
});
