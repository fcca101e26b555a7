import type { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { seed } from '../../../src/sandbox/replication/seed.ts';
import { startTraffic } from '../../../src/sandbox/replication/traffic.ts';
import { contents, reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

const engine = createMigrationEngine({ clock: realClock });
const sharded = { shards: 2 };

async function shardKeys(client: MongoClient): Promise<Record<string, unknown>> {
  const collections = await client.db('config').collection('collections').find().toArray();
  return Object.fromEntries(collections.map(({ _id, key }) => [String(_id), key]));
}

async function balancer(client: MongoClient): Promise<string> {
  return (await client.db('admin').command({ balancerStatus: 1 })).mode;
}

function shardingOf(key: object[], createSupportingIndexes: boolean) {
  return {
    createSupportingIndexes,
    shardingEntries: [{ database: 'shop', collection: 'orders', shardCollection: { key } }],
  };
}

describe('a migration from a sharded cluster to another', () => {
  it('keeps documents, shard keys and what is written meanwhile', async () => {
    const { job, uri, clients, toFill } = await startServers({
      sourceTopology: sharded,
      destinationTopology: { shards: 3 },
    });
    await seed(toFill, { documents: 500 });
    const traffic = startTraffic(uri('app'), { perSecond: 200, clock: realClock });
    await traffic.start();
    expect(await engine.validate(job)).toBeUndefined();
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    const before = traffic.written();
    await expect.poll(() => traffic.written()).toBeGreaterThan(before + 50);
    migration.cutOver();
    await reached(migration, 'complete');
    await traffic.stop();
    expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    expect(await shardKeys(clients.destination)).toEqual({
      'billing.payments': { invoice: 'hashed' },
      'legacy.mixed': { _id: 'hashed' },
    });
  });

  it('stops both balancers, and starts again the one that was running', async () => {
    const { job, clients } = await startServers({ sourceTopology: sharded, destinationTopology: sharded });
    await clients.destination.db('admin').command({ balancerStop: 1 });
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    expect(await balancer(clients.source)).toBe('off');
    await migration.stop();
    expect(await balancer(clients.source)).toBe('full');
    expect(await balancer(clients.destination)).toBe('off');
  });

  it('is refused where the destination is a replica set', async () => {
    const { job } = await startServers({ sourceTopology: sharded });
    expect(await engine.validate(job)).toBe('A sharded cluster cannot be migrated to a replica set.');
  });
});

describe('a migration from a replica set to a sharded cluster', () => {
  it.each([
    ['an index that is there', [{ customer: 1 }], false],
    ['an index made for it', [{ region: 1 }, { customer: 1 }], true],
    ['a hashed index made for it', [{ region: 'hashed' }], true],
    ['the index on _id', [{ _id: 1 }], false],
  ])('shards the collections it is told to, by %s', async (_, key, createSupportingIndexes) => {
    const { job, clients } = await startServers({ destinationTopology: sharded });
    const orders = clients.source.db('shop').collection('orders');
    await orders.insertMany(Array.from({ length: 50 }, (__, n) => ({ customer: n, region: n % 3 })));
    await orders.createIndex({ customer: 1, at: -1 });
    await clients.source.db('shop').collection('others').insertOne({});
    const sharding = { ...job, sharding: shardingOf(key, createSupportingIndexes) };
    expect(await engine.validate(sharding)).toBeUndefined();
    const migration = stoppedAfterwards(engine.start(sharding));
    await reached(migration, 'following');
    await orders.updateMany({ customer: { $lt: 10 } }, { $set: { customer: 100, region: 5 } });
    await orders.deleteOne({ customer: 20 });
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await shardKeys(clients.destination)).toEqual({ 'shop.orders': Object.assign({}, ...key) });
    const [found, wanted] = [await contents(clients.destination), await contents(clients.source)];
    expect(found['shop.orders']).toMatchObject({ documents: Reflect.get(Object(wanted['shop.orders']), 'documents') });
    expect(found['shop.others']).toEqual(wanted['shop.others']);
  });

  it.each<[string, object | undefined, boolean, string]>([
    ['no index serves the shard key', undefined, false, 'must have an index compatible with the proposed shard key'],
    [
      'a unique index does not begin with it',
      { customer: 1 },
      true,
      'The unique index customer_1 of shop.orders is incompatible',
    ],
  ])('is refused where %s', async (_, unique, createSupportingIndexes, text) => {
    const { job, clients } = await startServers({ destinationTopology: sharded });
    const orders = clients.source.db('shop').collection('orders');
    await orders.insertOne({});
    if (unique !== undefined) await orders.createIndexes([{ key: { customer: 1 }, name: 'customer_1', unique: true }]);
    const sharding = shardingOf([{ region: 1 }], createSupportingIndexes);
    expect(await engine.validate({ ...job, sharding })).toContain(text);
  });

  it('takes sharding parameters only where they can be meant', async () => {
    const sharding = shardingOf([{ region: 1 }], true);
    const both = await startServers({ sourceTopology: sharded, destinationTopology: sharded });
    expect(await engine.validate({ ...both.job, sharding })).toContain('only for a source that is a replica set');
    const none = await startServers();
    expect(await engine.validate({ ...none.job, sharding })).toContain(
      'only for a destination that is a sharded cluster',
    );
  });
});
