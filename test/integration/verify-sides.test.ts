import { type Document, MongoClient, ObjectId, Timestamp } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../src/mongo/connect.ts';
import { readBeside } from '../../src/mongo/verify/beside.ts';
import { readSide } from '../../src/mongo/verify/side.ts';
import { type Mongod, startMongod, type Topology } from '../../src/mongod/start-mongod.ts';
import { type NotBefore, proveSides } from '../../src/verify/prove-sides.ts';
import { answeringServer } from '../support/answering-server.ts';
import { caught } from '../support/caught.ts';
import { lackingServer } from '../support/lacking-server.ts';

const password = 'a-password-of-both';
const admin = (role: string) => ({ role, db: 'admin' });
const listing = [{ resource: { db: 'shop', collection: '' }, actions: ['listCollections'] }];
const reading = ['collStats', 'find', 'listIndexes'];
const roles = [
  {
    ...admin('oneCollection'),
    privileges: [...listing, { resource: { db: 'shop', collection: 'orders' }, actions: reading }],
    roles: [],
  },
  { ...admin('lists'), privileges: [{ resource: { cluster: true } as const, actions: ['listDatabases'] }], roles: [] },
];
const users = Object.entries({
  root: [admin('root')],
  all: [admin('readAnyDatabase'), admin('clusterMonitor'), admin('backup')],
  plain: [admin('readAnyDatabase')],
  shopAndList: [{ role: 'read', db: 'shop' }, admin('lists')],
  shop: [{ role: 'read', db: 'shop' }],
  orders: [admin('oneCollection'), admin('lists'), { role: 'read', db: 'hr' }],
}).map(([username, ofUser]) => ({ username, password, roles: ofUser }));

async function start(topology: Topology, replicaSet = 'rs0'): Promise<Mongod> {
  const mongod = await startMongod({ replicaSet, topology, version: '7.0.14', users, roles, now: Date.now });
  const client = await new MongoClient(mongod.uri('root', password)).connect();
  for (const [database, collection] of [
    ['shop', 'orders'],
    ['shop', 'goods'],
    ['hr', 'pay'],
  ] as const)
    await client.db(database).collection(collection).insertOne({ a: 1 });
  await client.close();
  return mongod;
}

let [set, other, cluster, otherCluster]: Mongod[] = [];
const the = (mongod: Mongod | undefined, username = 'all') => mongod?.uri(username, password) ?? '';

beforeAll(async () => {
  set = await start('replica-set');
  other = await start('replica-set');
  cluster = await start({ shards: 2 }, 'bill');
  otherCluster = await start({ shards: 2 }, 'bill');
});

afterAll(async () => {
  for (const mongod of [set, other, cluster, otherCluster]) await mongod?.close();
});

const read = (uri: string, name = 'the source') =>
  withClient(uri, { name, patienceMs: 5_000 }, (client) => readSide(client, 5_000));

async function prove(source: string, destination: string, notBefore?: NotBefore) {
  return proveSides({ source: await read(source), destination: await read(destination, 'the destination') }, notBefore);
}

describe('a side is read', () => {
  const id = expect.stringMatching(/^[0-9a-f]{24}$/);
  const time = { seconds: expect.any(Number), increment: expect.any(Number) };

  it('of a replica set, by its primary', async () => {
    const { address } = set ?? {};
    expect(await read(the(set))).toEqual({
      topology: 'replica-set',
      identity: { version: '7.0.14', setName: 'rs0', hosts: [address], id, processId: id, partOf: null },
      answered: { as: 'primary', me: address, primary: address },
      ...{ operationTime: time, clusterTime: time, isListWhole: true },
      login: { user: 'all', db: 'admin', privileges: expect.any(Array) },
      databases: [{ name: 'hr' }, { name: 'shop' }],
    });
  });

  it('of a sharded cluster, by a mongos', async () => {
    const hosts = (cluster?.shards ?? []).map((shard) => shard.address).toSorted();
    const { identity, topology, answered } = await read(the(cluster));
    expect({ identity, topology, answered }).toEqual({
      topology: 'sharded',
      identity: { version: '7.0.14', hosts, id, processId: id },
      answered: { as: 'router', me: undefined, primary: undefined },
    });
  });

  it('with the collections of a database of which its user may read only some', async () => {
    const collection = { type: 'collection' };
    expect((await read(the(set, 'orders'))).databases).toEqual([
      { name: 'hr' },
      {
        name: 'shop',
        collections: expect.arrayContaining(['goods', 'orders'].map((name) => ({ name, ...collection }))),
      },
    ]);
  });
});

describe('two deployments are proved to be two', () => {
  it.each<[string, () => [string, string]]>([
    ['sets of one name', () => [the(set), the(other)]],
    ['sharded clusters with equal names', () => [the(cluster), the(otherCluster)]],
    ['a set and a cluster', () => [the(set), the(cluster)]],
    [
      'a shard and the cluster of the same name',
      () => [cluster?.shards[0]?.uri('all', password) ?? '', the(otherCluster)],
    ],
  ])('%s', async (_, sides) => {
    const [source, destination] = sides();
    const proof = await prove(source, destination);
    expect(proof.notCompared).toEqual(proof.source.unseen);
    expect(proof.source.identity.id ?? '').toMatch(/^[0-9a-f]{24}$/);
    expect(proof.source.identity.id).not.toBe(proof.destination.identity.id);
    expect(proof.source.clusterTime.seconds).toBeGreaterThan(1_600_000_000);
  });

  it('of which one is only a part of a cluster, which is said', async () => {
    const { notCompared } = await prove(cluster?.shards[0]?.uri('all', password) ?? '', the(set));
    expect(notCompared.map(({ what }) => what)).toEqual(['the rest of the cluster that the source is a part of']);
  });

  it('also by a user who sees no ids, from two primaries', async () => {
    const proof = await prove(the(set, 'plain'), the(other, 'plain'));
    expect(proof.notCompared).toEqual([]);
    expect(proof.source.identity).not.toHaveProperty('id');
    expect(proof.source.identity.processId).not.toBe(proof.destination.identity.processId);
  });

  it('but not by one from two mongos, which is said', async () => {
    const { notCompared } = await prove(the(cluster, 'plain'), the(otherCluster, 'plain'));
    expect(notCompared.map(({ what }) => what)).toEqual([
      'whether source and destination are two deployments',
      'shard keys of the source',
      'shard keys of the destination',
    ]);
  });
});

describe('one deployment is refused', () => {
  const direct = (uri: string) => uri.replace(/replicaSet=[^&]*/, 'directConnection=true');
  it.each<[string, () => Promise<[string, string]>, RegExp]>([
    ['under its own name', async () => [the(set), the(set)], /one process/],
    [
      'as localhost, and by one server of it',
      async () => [the(set), direct(the(set)).replace('127.0.0.1', 'localhost')],
      /one process/,
    ],
    ['through a tunnel', async () => [the(set), await lackingServer(the(set), {})], /one process/],
    ['by users who see nothing', async () => [the(set, 'shop'), direct(the(set, 'plain'))], /one process/],
    [
      'as a cluster and its shard',
      async () => [the(cluster), cluster?.shards[1]?.uri('all', password) ?? ''],
      /is a part of the other/,
    ],
    [
      'as a cluster and its config server',
      async () => [the(cluster), cluster?.configServer?.uri('all', password) ?? ''],
      /is a part of the other/,
    ],
    [
      'through another of its mongos',
      async () => {
        const processId = new ObjectId();
        const another = (answer: Document) =>
          answer.msg === 'isdbgrid' ? { ...answer, topologyVersion: { ...answer.topologyVersion, processId } } : answer;
        return [the(cluster), await lackingServer(the(cluster), { answer: another })];
      },
      /the id of their cluster/,
    ],
  ])('%s', async (_, sides, message) => {
    const [source, destination] = await sides();
    expect(await caught(prove(source, destination))).toMatchObject({
      ...{ code: 'SAME_DEPLOYMENT', message: expect.stringMatching(message) },
    });
  });
});

describe('what a user may not see is named', () => {
  it.each<[string, string, readonly string[]]>([
    ['readAnyDatabase sees all', 'plain', []],
    ['who reads one database of two', 'shopAndList', ['database "hr" of the source']],
    ['who may not list databases', 'shop', ['databases of the source on which its user has no right']],
    ['who reads one collection', 'orders', ['collection "shop.goods" of the source']],
  ])('%s', async (_, username, whats) => {
    const { notCompared, source } = await prove(the(set, username), the(other));
    expect(notCompared.map(({ what }) => what)).toEqual(whats);
    expect(source.unseen).toEqual(notCompared);
    for (const { why } of notCompared) expect(why).toContain(`the user "${username}@admin"`);
  });

  it('and nobody at all is told to log in', async () => {
    const uri = `mongodb://${set?.address}/?directConnection=true`;
    expect(await caught(read(uri))).toMatchObject({ kind: 'credentials', code: 'MONGODB_LOGIN' });
  });
});

describe('reads are proved new enough', () => {
  /** A secondary that has applied nothing since `behind`, on the wire: the embedded server has no second member. */
  const lagging = (behind: Timestamp) =>
    lackingServer(the(set), {
      answer: (answer) => ({
        ...answer,
        ...(answer.setName === undefined
          ? {}
          : { isWritablePrimary: false, secondary: true, me: 'db2:27017', primary: 'db1:27017' }),
        ...(answer.operationTime === undefined ? {} : { operationTime: behind }),
      }),
    });
  const long = new Timestamp({ t: 1_600_000_000, i: 1 });

  it('a secondary that a direct connection leads to is found out', async () => {
    const error = await caught(prove(await lagging(long), the(other)));
    expect(error).toMatchObject({
      ...{ kind: 'blocked', code: 'NOT_PRIMARY', message: expect.stringContaining('db2:27017: a secondary') },
      fix: expect.stringContaining('the primary, db1:27017'),
    });
  });

  it('and will do from the stop of writes on, for which each read then waits', async () => {
    const { clusterTime } = await read(the(set));
    const proof = await prove(await lagging(long), the(other), { source: clusterTime });
    expect(proof.source.clusterTime).toEqual(clusterTime);
  });

  it('not of a deployment that has not come so far', async () => {
    const { clusterTime } = await read(the(set));
    const later = clusterTime && { ...clusterTime, seconds: clusterTime.seconds + 60 };
    expect(await caught(prove(the(set), the(other), { source: later }))).toMatchObject({ code: 'BEHIND' });
  });

  it('not of a standalone server, which wants no login and hides nothing', async () => {
    const uri = await answeringServer(({ buildInfo, connectionStatus, listDatabases }) => {
      if (buildInfo !== undefined) return { version: '7.0.14' };
      // As FerretDB 1.24 answers: MongoDB tells of no privileges, too, but in a list.
      if (connectionStatus !== undefined) return { authInfo: { authenticatedUsers: [] } };
      return listDatabases === undefined ? undefined : { databases: [{ name: 'shop' }, { name: 'admin' }] };
    });
    expect(await read(uri)).toMatchObject({ topology: 'standalone', isListWhole: true, databases: [{ name: 'shop' }] });
    expect(await caught(prove(the(set), uri))).toMatchObject({
      ...{
        kind: 'blocked',
        code: 'NO_CLUSTER_TIME',
        message: expect.stringMatching(/^The destination is a standalone/),
      },
    });
  });
});

describe('what lies beside the data is counted', () => {
  const beside = (username: string) =>
    withClient(the(set, username), { name: 'the source', patienceMs: 5_000 }, (client) => readBeside(client, 5_000));

  it('by who may see it', async () => {
    const root = await new MongoClient(the(set, 'root')).connect();
    await root.db('hr').collection<{ _id: string; value: string }>('system.js').insertOne({ _id: 'f', value: 'x' });
    await root.close();
    expect(await beside('root')).toEqual({ users: users.length, roles: roles.length, storedFunctions: ['hr'] });
  });

  it('and is not known to others', async () => {
    expect(await beside('shop')).toEqual({ users: undefined, roles: undefined, storedFunctions: undefined });
  });
});
