import { type Document, Int32, MongoClient, type MongoClientOptions } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDefinitions } from '../../src/mongo/verify/definitions.ts';
import { compareDefinitions } from '../../src/verify/definitions/compare-definitions.ts';
import { pasted } from '../support/in-mongosh.ts';
import { startServers } from '../support/migration-servers.ts';

type Clients = Awaited<ReturnType<typeof startServers>>['clients'];

const context = (name: string) => ({ name, maxTimeMS: 5_000 });

async function read({ source, destination }: Clients) {
  return {
    source: await readDefinitions(source, context('the source')),
    destination: await readDefinitions(destination, context('the destination')),
  };
}

async function found(clients: Clients) {
  const { source, destination } = await read(clients);
  return compareDefinitions(source, destination, { synchronizing: false });
}

const both = async ({ source, destination }: Clients, act: (client: MongoClient) => Promise<unknown>) => {
  for (const client of [source, destination]) await act(client);
};
const inOrder = (...names: string[]) => new Map(names.map((name) => [name, new Int32(1)]));

/** One of each kind that a deployment has. */
async function fill(client: MongoClient): Promise<void> {
  const shop = client.db('shop');
  await shop.command({ create: 'orders', validator: { a: { x: 1, y: 2 } }, collation: { locale: 'fr' } });
  const indexes = [
    { key: inOrder('b', '7'), name: 'numbers' },
    { key: { c: 1 }, name: 'part', partialFilterExpression: { c: { $gt: 1 } }, collation: { locale: 'simple' } },
    { key: { d: 1 }, name: 'ttl', expireAfterSeconds: 60 },
    { key: { e: 'text' }, name: 'words' },
    { key: { '$**': 1 }, name: 'any', wildcardProjection: { a: 1 } },
  ];
  await shop.command({ createIndexes: 'orders', indexes });
  await shop.command({ create: 'capped', capped: true, size: 4096, max: 5 });
  await shop.command({ create: 'clustered', clusteredIndex: { key: { _id: 1 }, unique: true } });
  await shop.command({ create: 'series', timeseries: { timeField: 't' } });
  await shop.command({ create: 'view', viewOn: 'orders', pipeline: [{ $match: { a: 1 } }, { $limit: 1 }] });
  await shop.command({ create: 'view of a view', viewOn: 'view', pipeline: [] });
  await shop.command({ create: 'na.me "日本" \\n\u202e' });
  await shop.command({ create: 'mongosync_reports' });
}

describe('the definitions of two deployments that hold the same', () => {
  it('are read whole, and do not differ', async () => {
    const { clients } = await startServers();
    await both(clients, fill);
    const { source } = await read(clients);
    expect(source.namespaces.map(({ namespace, type }) => `${type} ${namespace}`)).toEqual([
      'collection shop.capped',
      'collection shop.clustered',
      'collection shop.mongosync_reports',
      'collection shop.na.me "日本" \\n\u202e',
      'collection shop.orders',
      'timeseries shop.series',
      'view shop.view',
      'view shop.view of a view',
    ]);
    expect(await found(clients)).toEqual({ differences: [], notCompared: [], unsure: [], namespaces: 8, indexes: 10 });
  });
});

describe('definitions that differ', () => {
  it.each<[string, (shop: ReturnType<MongoClient['db']>) => Promise<unknown>, string]>([
    [
      'the order of the fields of an index, one of which looks like a number',
      async (shop) => {
        await shop.command({ dropIndexes: 'orders', index: 'numbers' });
        await shop.command({ createIndexes: 'orders', indexes: [{ key: inOrder('7', 'b'), name: 'numbers' }] });
      },
      'index numbers: key: b, 7 in this order in the source, 7, b in the destination',
    ],
    ['an index', (shop) => shop.command({ dropIndexes: 'orders', index: 'part' }), 'index part: missing in the dest'],
    [
      'a time to live',
      (shop) => shop.command({ collMod: 'orders', index: { name: 'ttl', expireAfterSeconds: 61 } }),
      'index ttl: expireAfterSeconds: 60 in the source, 61 in the destination',
    ],
    [
      'the order in a validator',
      (shop) => shop.command({ collMod: 'orders', validator: { a: { y: 2, x: 1 } } }),
      'options validator.a: x, y in this order in the source, y, x in the destination',
    ],
    [
      'the order of stages',
      (shop) => shop.command({ collMod: 'view', viewOn: 'orders', pipeline: [{ $limit: 1 }, { $match: { a: 1 } }] }),
      'options pipeline.0.',
    ],
    [
      'the size of a capped collection',
      async (shop) => {
        await shop.collection('capped').drop();
        await shop.command({ create: 'capped', capped: true, size: 8192, max: 5 });
      },
      'options size: 4096 in the source, 8192 in the destination',
    ],
    ['a collection', (shop) => shop.collection('mongosync_reports').drop(), 'missing-namespace not in the destination'],
  ])('are told by %s', async (_, act, expected) => {
    const { clients } = await startServers();
    await both(clients, fill);
    await act(clients.destination.db('shop'));
    const { differences } = await found(clients);
    expect(differences.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([expect.stringContaining(expected)]);
    expect(differences.map(({ expected: why }) => why)).toEqual([undefined]);
  });

  it('are mended by the commands that they come with', async () => {
    const { clients } = await startServers();
    await both(clients, fill);
    const shop = clients.destination.db('shop');
    await shop.command({ dropIndexes: 'orders', index: ['numbers', 'part', 'words', 'any', 'ttl'] });
    await shop.command({ createIndexes: 'orders', indexes: [{ key: inOrder('7', 'b'), name: 'numbers' }] });
    const { differences } = await found(clients);
    expect(differences).toHaveLength(5);
    for (const { mend = '' } of differences) {
      for (const { database, command } of pasted(mend)) await clients.destination.db(database).command(command);
    }
    expect((await found(clients)).differences).toEqual([]);
  });
});

describe('what belongs to nobody', () => {
  it.each([
    ['__mdb_internal_mongosync', true],
    ['mongosync_reserved_for_internal_use', true],
    ['__mdb_internal_migration_verifier', true],
    ['mongosync_reports', false],
    ['__mdb_internal_of_a_user', false],
    ['systems', false],
  ])('is left out and counted by the exact name: %s', async (database, isOfEngine) => {
    const { clients } = await startServers();
    await clients.destination.db(database).command({ create: 'x' });
    const { destination } = await read(clients);
    expect(destination.engineDatabases).toEqual(isOfEngine ? [database] : []);
    expect((await found(clients)).differences).toEqual([
      expect.objectContaining({ kind: 'extra-namespace', namespace: isOfEngine ? database : `${database}.x` }),
    ]);
  });
});

describe('what could not be read', () => {
  it('is every database that is not listed, where the user may not see all of them', async () => {
    const { clients, source } = await startServers();
    await both(clients, (client) => client.db('shop').command({ create: 'orders' }));
    await clients.source.db('admin').command({
      createUser: 'some',
      pwd: 'some',
      roles: [{ role: 'read', db: 'other' }],
    });
    const some = connect(source.uri('some', 'some'));
    const seen = await readDefinitions(some, context('the source'));
    expect(seen.unread).toEqual([
      { why: expect.stringMatching(/^the user may not see every database of the source: /) },
    ]);
    const there = await readDefinitions(clients.destination, context('the destination'));
    const { differences, notCompared } = compareDefinitions(seen, there, { synchronizing: false });
    expect([differences, notCompared]).toEqual([
      [],
      [expect.objectContaining({ what: 'databases that are not listed' })],
    ]);
  });

  it('is a database that the user may not look into', async () => {
    const { clients, source } = await startServers();
    await both(clients, (client) => client.db('shop').command({ create: 'orders' }));
    await both(clients, (client) => client.db('other').command({ create: 'orders' }));
    const roles = [
      { role: 'clusterMonitor', db: 'admin' },
      { role: 'read', db: 'shop' },
    ];
    await clients.source.db('admin').command({ createUser: 'some', pwd: 'some', roles });
    const seen = await readDefinitions(connect(source.uri('some', 'some')), context('the source'));
    expect(seen.namespaces.map(({ namespace }) => namespace)).toEqual(['shop.orders']);
    expect(seen.unread).toEqual([{ database: 'other', why: expect.stringMatching(/^the source answered: /) }]);
    const there = await readDefinitions(clients.destination, context('the destination'));
    expect(compareDefinitions(seen, there, { synchronizing: false }).differences).toEqual([]);
  });

  it('ends the reading where a server does not answer, and names the side', async () => {
    const { source } = await startServers();
    const client = connect(source.uri('root', 'x'), { serverSelectionTimeoutMS: 100 });
    await source.close();
    await expect(readDefinitions(client, context('the source'))).rejects.toThrow(
      /^The definition of every database could not be read from the source: /,
    );
  });

  it('is nothing where the reading is given up', async () => {
    const { clients } = await startServers();
    await clients.source.db('shop').command({ create: 'orders' });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readDefinitions(clients.source, { ...context('the source'), signal })).rejects.toThrow(/^enough$/);
  });
});

function connect(uri: string, options: MongoClientOptions = {}): MongoClient {
  const client = new MongoClient(uri, options);
  onTestFinished(() => client.close());
  return client;
}

describe('shard keys', () => {
  const shard = (client: MongoClient, key: Document, unique = false) =>
    client.db('admin').command({ shardCollection: 'shop.orders', key, unique });
  const clusters = { sourceTopology: { shards: 2 }, destinationTopology: { shards: 3 } };

  it.each<[string, Document | undefined, Document | undefined, string[]]>([
    ['are the same', { a: 1 }, { a: 1 }, []],
    ['have their fields in another order', inOrder('b', '7'), inOrder('7', 'b'), ['shard-key']],
    ['have a hashed part', { a: 1, b: 'hashed' }, { a: 1, b: 1 }, ['shard-key']],
    ['are missing', { a: 1 }, undefined, ['shard-key']],
    ['are one too many', undefined, { a: 1 }, ['shard-key']],
  ])('of two clusters are compared where they %s', async (_, source, destination, expected) => {
    const { clients } = await startServers(clusters);
    const indexes = [...[inOrder('b', '7'), inOrder('7', 'b'), { a: 1, b: 'hashed' }, { a: 1, b: 1 }, { a: 1 }]].map(
      (key, at) => ({ key, name: `index ${at}` }),
    );
    await both(clients, (client) => client.db('shop').command({ createIndexes: 'orders', indexes }));
    if (source !== undefined) await shard(clients.source, source);
    if (destination !== undefined) await shard(clients.destination, destination);
    expect((await found(clients)).differences.map(({ kind }) => kind)).toEqual(expected);
  });

  it('are told apart by being unique', async () => {
    const { clients } = await startServers(clusters);
    const indexes = [{ key: { a: 1 }, name: 'a', unique: true }];
    await both(clients, (client) => client.db('shop').command({ createIndexes: 'orders', indexes }));
    await shard(clients.source, { a: 1 }, true);
    await shard(clients.destination, { a: 1 });
    expect((await found(clients)).differences.map(({ detail }) => detail)).toEqual([
      'the shard key: { a: 1 }, unique in the source, { a: 1 } in the destination',
    ]);
  });

  it('are not compared, and nothing else is left out, where the user may not read config', async () => {
    const { clients, uri } = await startServers(clusters);
    await both(clients, (client) => client.db('shop').command({ create: 'orders' }));
    await shard(clients.destination, { a: 1 });
    const source = await readDefinitions(connect(uri('reader')), context('the source'));
    const destination = await readDefinitions(clients.destination, context('the destination'));
    const { differences, notCompared } = compareDefinitions(source, destination, { synchronizing: false });
    expect(differences).toEqual([expect.objectContaining({ kind: 'index', index: { name: 'a_1', state: 'extra' } })]);
    expect(notCompared).toEqual([
      { what: 'the shard key of every collection', why: expect.stringMatching(/^the source answered: not auth/) },
      { what: 'the indexes on each shard of every collection', why: expect.stringMatching(/^the source answered: /) },
    ]);
  });

  it('are no difference on the way from a replica set', async () => {
    const { clients } = await startServers({ destinationTopology: { shards: 2 } });
    await both(clients, (client) => client.db('shop').command({ create: 'orders' }));
    await shard(clients.destination, { a: 1 });
    expect((await found(clients)).differences).toEqual([
      expect.objectContaining({ kind: 'index', expected: 'engine', index: { name: 'a_1', state: 'extra' } }),
    ]);
  });
});
