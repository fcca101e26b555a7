import { expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ replicaSet: 'rs', topology: { shards: 2 }, version: '8.0.5' });

it('the bytes of a unique index are those of all shards', async () => {
  const orders = fixture.client.db('shop').collection('orders');
  await orders.createIndex({ number: 1 }, { unique: true });
  await fixture.client.db('admin').command({ shardCollection: 'shop.orders', key: { number: 1 }, unique: true });
  await orders.insertMany([{ number: 1 }, { number: 2 }, { number: 3 }]);
  expect(await survey('sourceUniqueIndexes')).toEqual([{ namespace: 'shop.orders', name: 'number_1', bytes: 60 }]);
  expect(await survey('sourceOldUniqueIndexes')).toEqual([]);
});

it('a cluster makes no collections that livemig does not know', async () => {
  expect(await survey('sourceForeignCollections')).toEqual([]);
  await fixture.client.db('config').collection('orders').insertOne({});
  expect(await survey('sourceForeignCollections')).toEqual(['config.orders']);
});

it('a server that does not know query settings is told by its words', async () => {
  await expect(survey('sourceQuerySettings')).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringContaining('$querySettings'),
  });
});
