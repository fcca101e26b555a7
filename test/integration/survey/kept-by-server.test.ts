import { beforeAll, describe, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();

beforeAll(async () => {
  const shop = fixture.client.db('shop');
  await shop.collection('orders').insertMany([{ number: 1 }, { number: 2 }]);
  await shop.collection('orders').createIndex({ number: 1 }, { unique: true });
  await shop.collection('orders').createIndex({ at: 1 });
  await shop.createCollection('clustered', { clusteredIndex: { key: { _id: 1 }, unique: true } });
  await shop.createCollection('some', { viewOn: 'orders', pipeline: [] });
});

describe('of a replica set', () => {
  it('unique indexes are known with the bytes of their entries', async () => {
    expect(await survey('sourceUniqueIndexes')).toEqual([{ namespace: 'shop.orders', name: 'number_1', bytes: 40 }]);
  });

  it('whatever they are called, such as what every object has by itself', async () => {
    const odd = fixture.client.db('odd').collection('named');
    await odd.insertOne({ a: 1, b: 1 });
    await odd.createIndex({ a: 1 }, { unique: true, name: 'constructor' });
    await odd.createIndex({ b: 1 }, { unique: true, name: '__proto__' });
    const found = (await survey('sourceUniqueIndexes')).filter(({ namespace }) => namespace === 'odd.named');
    expect(found.map(({ name, bytes }) => [name, typeof bytes])).toEqual([
      ['constructor', 'number'],
      ['__proto__', 'number'],
    ]);
    await fixture.client.db('odd').dropDatabase();
  });

  it('those in the format of today are not old', async () => {
    expect(await survey('sourceOldUniqueIndexes')).toEqual([]);
  });

  it('there are no query settings before 8.0', async () => {
    expect(await survey('sourceQuerySettings')).toEqual([]);
  });

  it('what servers make in their own databases is not told, what somebody else does is', async () => {
    expect(await survey('sourceForeignCollections')).toEqual([]);
    await fixture.client.db('admin').collection('orders').insertOne({});
    await fixture.client.db('local').collection('notes').insertOne({});
    expect(await survey('sourceForeignCollections')).toEqual(['admin.orders', 'local.notes']);
  });
});
