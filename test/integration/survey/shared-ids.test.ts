import { beforeAll, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ topology: { shards: 2 } });

beforeAll(async () => {
  const admin = fixture.client.db('admin');
  const shop = fixture.client.db('shop');
  const [, other] = fixture.mongod.shards;
  for (const [name, key] of [
    ['carts', { at: 1 }],
    ['orders', { _id: 1 }],
  ] as const) {
    const namespace = `shop.${name}`;
    const [field = '_id'] = Object.keys(key);
    await admin.command({ shardCollection: namespace, key });
    await admin.command({ split: namespace, middle: { [field]: 50 } });
    await admin.command({ moveChunk: namespace, find: { [field]: 60 }, to: other?.name });
  }
  const carts = shop.collection<{ _id: number; at: number }>('carts');
  await carts.insertMany([
    { _id: 1, at: 1 },
    { _id: 2, at: 2 },
    { _id: 3, at: 99 },
  ]);
  await shop.collection('orders').insertOne({});
  await shop.collection('plain').insertOne({});
});

it('each _id is looked for on all shards, where the shard key lets it be on several', async () => {
  expect(await survey('sourceSharedIds')).toEqual({
    read: [{ namespace: 'shop.carts', documents: 3, looked: 3, shared: 0 }],
    unread: [],
  });
});

it('a sample is taken through a mongos', async () => {
  const { read } = await survey('sourceSample');
  expect(read.map(({ namespace, looked }) => [namespace, looked]).sort()).toEqual([
    ['shop.carts', 3],
    ['shop.orders', 1],
    ['shop.plain', 1],
  ]);
});
