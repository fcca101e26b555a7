import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pinServer } from '../../../src/mongo/verify/pinned-server.ts';
import { type Mongod, startMongod } from '../../../src/mongod/start-mongod.ts';
import { password } from '../../support/mongod-fixture.ts';
import { readingOf, verifyBetween } from '../../support/verified-side.ts';

const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
let mongod: Mongod;
let client: MongoClient;

beforeAll(async () => {
  mongod = await startMongod({ replicaSet: 's', topology: { shards: 2 }, version: '7.0.14', users, now: Date.now });
  client = await new MongoClient(mongod.uri('root', password)).connect();
});

afterAll(async () => {
  await client.close();
  await mongod.close();
});

describe('a collection on two shards', () => {
  it('is compared as one, in partitions', async () => {
    for (const database of ['src', 'dst']) {
      await client.db('admin').command({ shardCollection: `${database}.items`, key: { place: 1 } });
      await client.db('admin').command({ split: `${database}.items`, middle: { place: 1 } });
      const to = mongod.shards[1]?.name;
      await client.db('admin').command({ moveChunk: `${database}.items`, find: { place: 1 }, to });
    }
    const items = Array.from({ length: 40 }, (_, _id) => ({ _id, place: _id % 2, value: 1 }));
    const changed = items.map((item) => (item._id === 7 ? { ...item, value: 2 } : item)).filter(({ _id }) => _id !== 9);
    await client.db('src').collection<{ _id: number }>('items').insertMany(items);
    await client.db('dst').collection<{ _id: number }>('items').insertMany(changed.toReversed());
    const uri = mongod.uri('root', password);
    const { words, total, partitions } = await verifyBetween(
      await readingOf('the source', client, uri),
      await readingOf('the destination', client, uri),
      { batchSize: 3, partitionBytes: 400 },
    );
    expect(partitions.length).toBeGreaterThan(2);
    expect(words).toEqual(['document {"$numberInt":"7"} value', 'missing-document {"$numberInt":"9"}']);
    expect(total).toMatchObject({ source: 40, destination: 39, compared: 39, missing: 1, different: 1 });
  });

  it('is read through one mongos, and through the next one when that is left', async () => {
    const two = mongod
      .uri('root', password)
      .replace(mongod.address, `${mongod.address},${mongod.address.replace('127.0.0.1', 'localhost')}`);
    const whole = await new MongoClient(two).connect();
    const server = pinServer({ client: whole, uri: two, patienceMs: 5_000 });
    onTestFinished(async () => {
      await server.close();
      await whole.close();
    });
    const hosts = async () => (await server.client()).options.hosts.map(String);
    const first = await hosts();
    expect(first).toHaveLength(1);
    expect(await hosts()).toEqual(first);
    await server.leave();
    expect(await hosts()).not.toEqual(first);
  });
});
