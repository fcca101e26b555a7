import { MongoClient } from 'mongodb';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMongod } from '../../../src/mongod/start-mongod.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

const minute = 60_000;
let elapsed = 0;
const now = () => Date.now() + elapsed;

const fixture = mongodFixture({ now });
const db = () => fixture.client.db('expiring');
const sessions = () => db().collection<{ _id: number; at: Date }>('sessions');
const ids = async () => (await sessions().find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
const status = async (of: MongoClient = fixture.client) => of.db('admin').command({ serverStatus: 1 });

/** Puts the clock forward, and waits until the monitor has noticed. */
async function later(ms: number): Promise<void> {
  const { passes } = (await status()).metrics.ttl;
  elapsed += ms;
  await expect.poll(async () => (await status()).metrics.ttl.passes).toBeGreaterThan(passes);
}

beforeEach(async () => {
  await db().dropDatabase();
  await sessions().createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 3600 });
});

describe('the TTL monitor', () => {
  it("goes by the server's clock, once a minute", async () => {
    await sessions().insertMany([-50, -70].map((minutes, _id) => ({ _id, at: new Date(now() + minutes * minute) })));
    await later(minute);
    expect(await ids()).toEqual([0]);
    await later(20 * minute);
    expect(await ids()).toEqual([]);
  });

  it('takes away more than it looks at in one go', async () => {
    const many = Array.from({ length: 3500 }, (_, _id) => ({ _id, at: new Date(now() - (_id % 2) * 70 * minute) }));
    await sessions().insertMany(many);
    const { deletedDocuments } = (await status()).metrics.ttl;
    await later(minute);
    expect(await ids()).toEqual(many.map(({ _id }) => _id).filter((_id) => _id % 2 === 0));
    expect((await status()).metrics.ttl.deletedDocuments - deletedDocuments).toBe(1750);
  });

  it('goes by what the index says since it was changed', async () => {
    await sessions().insertOne({ _id: 1, at: new Date(now() - 10 * minute) });
    await db().command({ collMod: 'sessions', index: { name: 'ttl', expireAfterSeconds: 300 } });
    await later(minute);
    expect(await ids()).toEqual([]);
  });

  it('leaves what a transaction has written until that is over', async () => {
    await sessions().insertOne({ _id: 1, at: new Date(now() - 70 * minute) });
    const session = fixture.client.startSession();
    session.startTransaction();
    await sessions().updateOne({ _id: 1 }, { $set: { held: true } }, { session });
    await later(minute);
    expect(await ids()).toEqual([1]);
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
    await later(minute);
    expect(await ids()).toEqual([]);
  });

  // The delete fails with UserWritesBlocked there (mongodb/mongo, src/mongo/db/s/global_user_write_block_state.cpp).
  it('deletes nothing while writes are blocked', async () => {
    await sessions().insertOne({ _id: 1, at: new Date(now() - 70 * minute) });
    const block = (global: boolean) => fixture.client.db('admin').command({ setUserWriteBlockMode: 1, global });
    await block(true);
    await later(minute);
    expect(await ids()).toEqual([1]);
    await block(false);
    await later(minute);
    expect(await ids()).toEqual([]);
  });

  it('does nothing while it is turned off', async () => {
    const set = (ttlMonitorEnabled: boolean) =>
      fixture.client.db('admin').command({ setParameter: 1, ttlMonitorEnabled });
    await set(false);
    const { passes } = (await status()).metrics.ttl;
    await sessions().insertOne({ _id: 1, at: new Date(now() - 70 * minute) });
    const other = await start();
    elapsed += minute;
    await expect.poll(async () => (await status(other)).metrics.ttl.passes).toBe(1);
    expect((await status()).metrics.ttl.passes).toBe(passes);
    expect(await ids()).toEqual([1]);
    await set(true);
  });

  it('looks at the clock no longer once the server is closed', async () => {
    let looks = 0;
    const counting = () => {
      looks += 1;
      return now();
    };
    const mongod = await startMongod({ replicaSet: 'other', version: '7.0.14', users, now: counting });
    await mongod.close();
    const before = looks;
    // By then the other server's monitor has looked, which began to wait at another time.
    await later(minute);
    await later(minute);
    expect(looks).toBe(before);
  });

  it('of each shard takes away what the shard has, and the mongos none', async () => {
    const client = await start({ shards: 2 });
    const spread = client.db('expiring').collection<{ _id: number; at: Date }>('sessions');
    await client.db('admin').command({ shardCollection: 'expiring.sessions', key: { _id: 'hashed' } });
    await spread.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
    await spread.insertMany(Array.from({ length: 40 }, (_, _id) => ({ _id, at: new Date(now() - 70 * minute) })));
    const shards = await client.db('config').collection<{ _id: string; host: string }>('shards').find().toArray();
    expect(shards).toHaveLength(2);
    elapsed += minute;
    await expect.poll(() => spread.countDocuments()).toBe(0);
    const counted = await Promise.all(shards.map(async ({ host }) => deletedAt(String(host.split('/')[1]))));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(Math.min(...counted)).toBeGreaterThan(0);
    expect((await status(client)).metrics.ttl).toBeUndefined();
  });
});

const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];

function opened(uri: string): MongoClient {
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  return client;
}

async function start(topology: 'replica-set' | { shards: number } = 'replica-set'): Promise<MongoClient> {
  const mongod = await startMongod({ replicaSet: 'other', version: '7.0.14', users, now, topology });
  onTestFinished(() => mongod.close());
  return opened(mongod.uri('root', password));
}

/** How many documents the monitor of that member took away. */
async function deletedAt(address: string): Promise<number> {
  const member = opened(`mongodb://root:${encodeURIComponent(password)}@${address}/?directConnection=true`);
  return Number((await status(member)).metrics.ttl.deletedDocuments);
}
