import { beforeAll, describe, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed({ replicaSet: 'rs', topology: { shards: 2 } });

beforeAll(async () => {
  const shop = fixture.client.db('shop');
  await shop.collection('orders').insertMany([{ n: 1 }, { n: 2 }]);
  await shop.collection('orders').createIndex({ _id: 'hashed' });
  await shop.collection('plain').insertOne({ n: 1 });
  await fixture.client.db('admin').command({ shardCollection: 'shop.orders', key: { _id: 'hashed' } });
});

describe('of a sharded cluster', () => {
  it('the shards are known by name', async () => {
    expect(await survey('sourceShards')).toEqual(['rs-shard-0', 'rs-shard-1']);
  });

  it('the sharded collections are those of users', async () => {
    expect(await survey('sourceShardedCollections')).toEqual(['shop.orders']);
  });

  it('indexes that are the same on each shard do not differ', async () => {
    expect(await survey('sourceIndexDifferences')).toEqual([]);
  });

  it('the data of all shards is one size', async () => {
    // {_id: ObjectId, n: int32}: 4 + 1 + 4 + 12 + 1 + 2 + 4 + 1 bytes
    expect(await survey('sourceDataBytes')).toBe(3 * 29);
  });

  it('the balancer runs, or not, within a window, or not', async () => {
    const admin = fixture.client.db('admin');
    const settings = fixture.client.db('config').collection<{ _id: string }>('settings');
    const activeWindow = { start: '02:00', stop: '06:00' };
    expect(await survey('sourceBalancer')).toEqual({ state: 'running', window: null });
    await settings.updateOne({ _id: 'balancer' }, { $set: { activeWindow } }, { upsert: true });
    await admin.command({ balancerStop: 1 });
    expect(await survey('sourceBalancer')).toEqual({ state: 'stopped', window: '02:00 to 06:00' });
  });

  it('what somebody did lately is known by its name, and what the balancer or somebody long ago did is not', async () => {
    expect(await survey('sourceShardingChanges')).toEqual({ underWay: [], lately: [] });
    const old = new Date(Date.now() - 8 * 24 * 60 * 60 * 1_000);
    const changelog = fixture.client.db('config').collection('changelog');
    await changelog.insertMany([
      { time: new Date(), what: 'shardCollection.start', ns: 'shop.orders' },
      { time: new Date(), what: 'shardCollection.end', ns: 'shop.orders' },
      { time: new Date(), what: 'moveChunk.commit', ns: 'shop.orders' },
      { time: new Date(), what: 'addShard', ns: '' },
      { time: old, what: 'movePrimary', ns: 'shop' },
    ]);
    await fixture.client.db('config').collection('reshardingOperations').insertOne({ ns: 'shop.orders' });
    expect(await survey('sourceShardingChanges')).toEqual({
      underWay: ['shop.orders is being resharded'],
      lately: ['addShard', 'shardCollection'],
    });
  });

  it('a user who may not see it is told what it takes', async () => {
    const roles = [{ role: 'readAnyDatabase', db: 'admin' }];
    await fixture.client.db('admin').command({ createUser: 'narrow', pwd: 'narrow', roles });
    const narrow = { name: 'narrow', password: 'narrow' };
    for (const id of ['sourceShardedCollections', 'sourceBalancer', 'sourceIndexDifferences'] as const) {
      await expect(survey(id, narrow)).rejects.toMatchObject({
        code: 'MONGODB_ROLE',
        message: expect.stringContaining('clusterMonitor on admin'),
      });
    }
  });
});
