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

it('query settings are seen with the role that they take', async () => {
  await expect(survey('sourceQuerySettings')).rejects.toMatchObject({
    code: 'MONGODB_ROLE',
    message: expect.stringContaining('querySettings on the cluster, which clusterManager on admin has'),
  });
  const roles = ['clusterManager', 'readAnyDatabase'].map((role) => ({ role, db: 'admin' }));
  await fixture.client.db('admin').command({ createUser: 'manager', pwd: 'manager', roles });
  expect(await survey('sourceQuerySettings', { name: 'manager', password: 'manager' })).toEqual([]);
});
