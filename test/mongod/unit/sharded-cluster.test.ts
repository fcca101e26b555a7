import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mongod, startMongod } from '../../../src/mongod/start-mongod.ts';
import { password } from '../../support/mongod-fixture.ts';

const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
const clients: MongoClient[] = [];
let mongod: Mongod;

async function connected(uri: string): Promise<MongoClient> {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000 }).connect();
  clients.push(client);
  return client;
}

const mongos = () => connected(mongod.uri('root', password));
const shards = () => Promise.all(mongod.shards.map((shard) => connected(shard.uri('root', password))));

beforeAll(async () => {
  const topology = { shards: 2 };
  mongod = await startMongod({ replicaSet: 'shop-shard-0', topology, version: '7.0.14', users, now: Date.now });
});

afterAll(async () => {
  for (const client of clients) await client.close();
  await mongod.close();
});

describe('a sharded cluster', () => {
  it('shows a mongos, shards and a config server, each saying what it is', async () => {
    const router = await mongos();
    expect(await router.db('admin').command({ hello: 1 })).toMatchObject({ msg: 'isdbgrid', isWritablePrimary: true });
    expect(await router.db('admin').command({ hello: 1 })).not.toHaveProperty('setName');
    expect(mongod.uri('root', password)).not.toContain('replicaSet');
    const hellos = await Promise.all((await shards()).map((shard) => shard.db('admin').command({ hello: 1 })));
    expect(hellos.map(({ setName, msg }) => [setName, msg])).toEqual([
      ['shop-shard-0', undefined],
      ['shop-shard-1', undefined],
    ]);
    const config = await connected(mongod.configServer?.uri('root', password) ?? '');
    expect(await config.db('admin').command({ hello: 1 })).toMatchObject({ setName: 'shop-config-0', configsvr: 2 });
    expect(await config.db('config').collection('shards').countDocuments()).toBe(2);
  });

  it.each([
    ['shards', ['shop-shard-0', 'shop-shard-1']],
    ['version', [1]],
    ['settings', []],
    ['tags', []],
    ['changelog', []],
  ])('has config.%s', async (name, ids) => {
    const router = await mongos();
    expect(
      (await router.db('config').collection(name).find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
    ).toEqual(ids);
  });

  it.each([
    ['replSetGetStatus', 125, /not supported through mongos/],
    ['replSetGetConfig', 59, /no such command: 'replSetGetConfig'/],
    ['dbHash', 59, /no such command: 'dbHash'/],
  ])('refuses %s through the mongos', async (name, code, message) => {
    const answer = (await mongos()).db('admin').command({ [name]: 1 });
    await expect(answer).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('knows nothing of sharding where there is none', async () => {
    const [shard] = await shards();
    await expect(shard?.db('admin').command({ listShards: 1 })).rejects.toMatchObject({ code: 59 });
  });
});

it('each shard, and nobody else, says of which cluster it is', async () => {
  const identityOf = (client: MongoClient) =>
    client
      .db('admin')
      .collection('system.version')
      .findOne({ $expr: { $eq: ['$_id', 'shardIdentity'] } });
  const router = await mongos();
  const version = await router.db('config').collection('version').findOne();
  expect(await Promise.all((await shards()).map(identityOf))).toMatchObject([
    { clusterId: version?.clusterId, shardName: 'shop-shard-0' },
    { clusterId: version?.clusterId, shardName: 'shop-shard-1' },
  ]);
  expect(await identityOf(router)).toBeNull();
});

describe('a sharded collection', () => {
  it('with a hashed key is on all shards, and each shard shows its part', async () => {
    const router = await mongos();
    await router.db('admin').command({ shardCollection: 'web.visits', key: { _id: 'hashed' } });
    const documents = Array.from({ length: 300 }, (_, _id) => ({ _id: `visit-${_id}` }));
    await router.db('web').collection<{ _id: string }>('visits').insertMany(documents);
    const parts = await Promise.all(
      (await shards()).map((shard) => shard.db('web').collection('visits').find().toArray()),
    );
    expect(Math.min(...parts.map((part) => part.length))).toBeGreaterThan(100);
    expect(
      parts
        .flat()
        .map(({ _id }) => String(_id))
        .sort(),
    ).toEqual(documents.map(({ _id }) => _id).sort());
    const chunks = await router.db('config').collection('chunks').find().toArray();
    expect(chunks.map(({ shard }) => shard)).toEqual(['shop-shard-0', 'shop-shard-1']);
    const oplogs = await Promise.all(
      (await shards()).map((shard) =>
        shard.db('local').collection('oplog.rs').countDocuments({ op: 'i', ns: 'web.visits' }),
      ),
    );
    expect(oplogs).toEqual(parts.map((part) => part.length));
  });

  it('with a ranged key is spread by its values', async () => {
    const router = await mongos();
    const orders = router.db('sales').collection('orders');
    await orders.insertMany(Array.from({ length: 10 }, (_, n) => ({ n, region: n % 5 })));
    const admin = router.db('admin');
    await expect(admin.command({ shardCollection: 'sales.orders', key: { region: 1 } })).rejects.toMatchObject({
      code: 72,
    });
    await orders.createIndex({ region: 1, n: 1 });
    expect(await admin.command({ shardCollection: 'sales.orders', key: { region: 1 } })).toMatchObject({
      collectionsharded: 'sales.orders',
    });
    const [first, second] = await Promise.all(
      (await shards()).map((shard) => shard.db('sales').collection('orders').countDocuments()),
    );
    expect([first, second].sort()).toEqual([4, 6]);
    expect(
      await router
        .db('config')
        .collection('collections')
        .findOne({ _id: 'sales.orders' as never }),
    ).toMatchObject({
      key: { region: 1 },
      unique: false,
    });
  });

  it('that was empty is spread by the balancer while it grows', async () => {
    const router = await mongos();
    await router.db('admin').command({ shardCollection: 'sales.grown', key: { n: 1 } });
    const grown = router.db('sales').collection('grown');
    for (let n = 0; n < 500; n += 50) {
      await grown.insertMany(Array.from({ length: 50 }, (_, at) => ({ n: n + at })));
    }
    const counts = (await shards()).map((shard) => shard.db('sales').collection('grown').countDocuments());
    expect(Math.min(...(await Promise.all(counts)))).toBeGreaterThanOrEqual(100);
    expect(await grown.countDocuments()).toBe(500);
  });

  it('that is not sharded is on the primary shard of its database', async () => {
    const router = await mongos();
    await router.db('plain').collection('items').insertOne({ a: 1 });
    const database = await router
      .db('config')
      .collection<{ _id: string; primary: string }>('databases')
      .findOne({ _id: 'plain' });
    const counts = await Promise.all(
      (await shards()).map((shard) => shard.db('plain').collection('items').countDocuments()),
    );
    expect(counts[mongod.shards.findIndex(({ name }) => name === database?.primary)]).toBe(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
  });

  it.each([
    [{ key: { a: 'hashed' }, unique: true }, 72],
    [{ key: {} }, 2],
    [{ key: { a: -1 } }, 2],
  ])('cannot have %o', async (options, code) => {
    const answer = (await mongos()).db('admin').command({ shardCollection: 'web.refused', ...options });
    await expect(answer).rejects.toMatchObject({ code });
  });

  it('names its documents by shard key and _id in change streams', async () => {
    const router = await mongos();
    await router.db('admin').command({ shardCollection: 'web.keyed', key: { a: 1 } });
    const keyed = router.db('web').collection<{ _id: number; a: number }>('keyed');
    const stream = keyed.watch();
    await stream.tryNext();
    await keyed.insertOne({ _id: 1, a: 7 });
    expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { a: 7, _id: 1 } });
    await stream.close();
  });
});

describe('chunks', () => {
  const where = async (ns: string) => {
    const config = (await mongos()).db('config');
    const collection = await config.collection<{ _id: string; uuid: unknown }>('collections').findOne({ _id: ns });
    const chunks = await config.collection('chunks').find({ uuid: collection?.uuid }).sort({ min: 1 }).toArray();
    return chunks.map(({ min, max, shard }) => [min.n, max.n, shard]);
  };
  const [low, high] = [
    expect.objectContaining({ _bsontype: 'MinKey' }),
    expect.objectContaining({ _bsontype: 'MaxKey' }),
  ];

  it('are split, moved, and documents move with them', async () => {
    const router = await mongos();
    const admin = router.db('admin');
    await admin.command({ enableSharding: 'moved', primaryShard: 'shop-shard-0' });
    await admin.command({ shardCollection: 'moved.items', key: { n: 1 } });
    await router
      .db('moved')
      .collection('items')
      .insertMany(Array.from({ length: 10 }, (_, n) => ({ n })));
    await admin.command({ split: 'moved.items', middle: { n: 4 } });
    await admin.command({ split: 'moved.items', find: { n: 5 } });
    expect(await where('moved.items')).toEqual([
      [low, 4, 'shop-shard-0'],
      [4, 7, 'shop-shard-0'],
      [7, high, 'shop-shard-0'],
    ]);
    await admin.command({ moveChunk: 'moved.items', find: { n: 9 }, to: 'shop-shard-1' });
    await admin.command({ moveRange: 'moved.items', min: { n: 1 }, max: { n: 2 }, toShard: 'shop-shard-1' });
    const counts = (await shards()).map((shard) => shard.db('moved').collection('items').countDocuments());
    expect(await Promise.all(counts)).toEqual([6, 4]);
    await expect(admin.command({ split: 'moved.items', middle: { n: 4 } })).rejects.toMatchObject({ code: 72 });
  });

  it.each([
    [{ split: 'moved.nothing', middle: { n: 1 } }, 118],
    [{ moveChunk: 'moved.items', find: { n: 1 }, to: 'nowhere' }, 70],
    [{ movePrimary: 'nothing', to: 'shop-shard-1' }, 26],
    [{ addShardToZone: 'nowhere', zone: 'EU' }, 70],
    [{ updateZoneKeyRange: 'moved.items', min: { n: 0 }, max: { n: 1 }, zone: 'nothing' }, 177],
  ])('%o is refused', async (command, code) => {
    await expect((await mongos()).db('admin').command(command)).rejects.toMatchObject({ code });
  });

  it('are told apart in statistics', async () => {
    const router = await mongos();
    const stats = await router.db('moved').command({ collStats: 'items' });
    expect(stats).toMatchObject({
      sharded: true,
      count: 10,
      shards: { 'shop-shard-0': { count: 6 }, 'shop-shard-1': { count: 4 } },
    });
    const parts = await router
      .db('moved')
      .collection('items')
      .aggregate([{ $collStats: { count: {} } }])
      .toArray();
    expect(parts).toMatchObject([
      { shard: 'shop-shard-0', count: 6 },
      { shard: 'shop-shard-1', count: 4 },
    ]);
    const spread = await router
      .db('admin')
      .aggregate([{ $shardedDataDistribution: {} }])
      .toArray();
    expect(spread.find(({ ns }) => ns === 'moved.items')?.shards).toMatchObject([
      { shardName: 'shop-shard-0', numOwnedDocuments: 6 },
      { shardName: 'shop-shard-1', numOwnedDocuments: 4 },
    ]);
  });

  // mongodb/mongo, src/mongo/s/query/document_source_sharded_data_distribution.cpp
  it('tell their distribution at the mongos, and without options', async () => {
    const [member] = await shards();
    const distribution = (at: MongoClient | undefined, options: unknown) =>
      at
        ?.db('admin')
        .aggregate([{ $shardedDataDistribution: options }])
        .toArray();
    await expect(distribution(await mongos(), { x: 1 })).rejects.toMatchObject({ code: 6789100 });
    await expect(distribution(member, {})).rejects.toMatchObject({ code: 6789101 });
  });

  it('keep zones in config.shards and config.tags', async () => {
    const router = await mongos();
    const admin = router.db('admin');
    await admin.command({ addShardToZone: 'shop-shard-0', zone: 'EU' });
    await admin.command({ updateZoneKeyRange: 'moved.items', min: { n: 0 }, max: { n: 1 }, zone: 'EU' });
    expect(await router.db('config').collection('tags').findOne({ ns: 'moved.items' })).toMatchObject({ tag: 'EU' });
    await admin.command({ updateZoneKeyRange: 'moved.items', min: { n: 0 }, max: { n: 1 }, zone: null });
    await admin.command({ removeShardFromZone: 'shop-shard-0', zone: 'EU' });
    expect(await router.db('config').collection('tags').countDocuments()).toBe(0);
  });
});

it("local is each member's own, and is not shown by the mongos", async () => {
  const router = await mongos();
  const { databases } = await router.db('admin').command({ listDatabases: 1, nameOnly: true });
  expect(databases.map(({ name }: { name: string }) => name)).not.toContain('local');
  expect(await router.db('local').collection('oplog.rs').findOne()).toBeNull();
  const [shard] = await shards();
  expect(await shard?.db('local').collection('system.replset').findOne()).toMatchObject({ _id: 'shop-shard-0' });
});

it('a database that is dropped leaves config.databases', async () => {
  const router = await mongos();
  const databases = router.db('config').collection<{ _id: string }>('databases');
  await router.db('gone').collection('items').insertOne({ a: 1 });
  expect(await databases.countDocuments({ _id: 'gone' })).toBe(1);
  await router.db('gone').dropDatabase();
  expect(await databases.countDocuments({ _id: 'gone' })).toBe(0);
});

it.each([
  ['config', { drop: 'chunks' }, 115],
  ['admin', { drop: 'system.users' }, 115],
  ['config', { update: 'shards', updates: [{ q: {}, u: { $set: { a: 1 } } }] }, 115],
  ['admin', { dropDatabase: 1 }, 20],
])('what the cluster keeps in %s cannot be changed: %o', async (db, command, code) => {
  const answer = (await mongos()).db(db).command(command);
  const refused = await answer.then(({ writeErrors }) => writeErrors?.[0]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code });
});

it('the balancer is stopped and started, and config.settings tells', async () => {
  const admin = (await mongos()).db('admin');
  expect(await admin.command({ balancerStatus: 1 })).toMatchObject({ mode: 'full' });
  await admin.command({ balancerStop: 1 });
  expect(await admin.command({ balancerStatus: 1 })).toMatchObject({ mode: 'off' });
  await admin.command({ balancerStart: 1 });
  expect(await admin.command({ balancerStatus: 1 })).toMatchObject({ mode: 'full' });
});

it('writes are blocked on every shard, and config.user_writes_critical_sections tells the mongos', async () => {
  const router = await mongos();
  const members = await shards();
  const seen = async () => ({
    kept: await router.db('config').collection('user_writes_critical_sections').find().toArray(),
    told: (await router.db('admin').command({ serverStatus: 1 })).repl,
    modes: (await Promise.all(members.map((shard) => shard.db('admin').command({ serverStatus: 1 })))).map(
      ({ repl }) => repl.userWriteBlockMode,
    ),
  });
  const free = { kept: [], told: undefined, modes: [1, 1] };
  expect(await seen()).toEqual(free);
  await router.db('admin').command({ setUserWriteBlockMode: 1, global: true });
  const kept = [{ _id: '', blockNewUserShardedDDL: true, blockUserWrites: true }];
  expect(await seen()).toEqual({ kept, told: undefined, modes: [2, 2] });
  await router.db('admin').command({ setUserWriteBlockMode: 1, global: false });
  expect(await seen()).toEqual(free);
});

it('writes to a shard itself are refused in plain words', async () => {
  const [shard] = await shards();
  await expect(shard?.db('web').collection('visits').insertOne({ a: 1 })).rejects.toMatchObject({
    code: 115,
    message: expect.stringContaining('through the mongos'),
  });
});

it('tells of the indexes of each shard by its name', async () => {
  const parts = (await mongos()).db('parts').collection('indexed');
  await parts.createIndex({ n: 'hashed' });
  await (await mongos()).db('admin').command({ shardCollection: 'parts.indexed', key: { n: 'hashed' } });
  const rows = await parts.aggregate([{ $indexStats: {} }]).toArray();
  expect(rows.map(({ shard, name }) => `${shard} ${name}`).sort()).toEqual(
    ['shop-shard-0', 'shop-shard-1'].flatMap((shard) => [`${shard} _id_`, `${shard} n_hashed`]),
  );
});
