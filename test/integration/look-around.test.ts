import { once } from 'node:events';
import { createServer } from 'node:net';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { occupiedNamespaces } from '../../src/mongo/inspect.ts';
import { lookAround, lookAtContents } from '../../src/mongo/look-around.ts';
import { type Mongod, startMongod, type Topology } from '../../src/mongod/start-mongod.ts';
import { caught } from '../support/caught.ts';
import { looking } from '../support/looking.ts';

const password = 'a-password-of-the-source';
const on = (role: string) => ({ role, db: 'admin' });
const users = [
  { username: 'root', password, roles: [on('root')] },
  { username: 'reader', password, roles: [on('readAnyDatabase')] },
  { username: 'monitor', password, roles: [on('readAnyDatabase'), on('clusterMonitor')] },
  { username: 'shop', password, roles: [{ role: 'read', db: 'shop' }] },
];

async function start(version: string, topology: Topology = 'replica-set') {
  const mongod = await startMongod({ replicaSet: 'rs0', version, topology, users, now: Date.now });
  const client = await new MongoClient(mongod.uri('root', password)).connect();
  onTestFinished(async () => {
    await client.close();
    await mongod.close();
  });
  return { mongod, client, admin: client.db('admin') };
}

const look = (mongod: Mongod, username = 'monitor') =>
  lookAround(mongod.uri(username, password), looking('the source'));
const seen = <T>(value: T) => ({ known: true, value });

describe('a write block', () => {
  it.each<[string, Topology]>([
    ['6.0.17', 'replica-set'],
    ['7.0.14', { shards: 2 }],
    ['8.0.4', 'replica-set'],
  ])('is seen on %s, %j, and so is that it was lifted', async (version, topology) => {
    const { mongod, admin } = await start(version, topology);
    expect((await look(mongod)).writes).toEqual(seen({ state: 'free' }));
    await admin.command({ setUserWriteBlockMode: 1, global: true });
    expect((await look(mongod)).writes).toEqual(seen({ state: 'blocked' }));
    await admin.command({ setUserWriteBlockMode: 1, global: false });
    expect((await look(mongod)).writes).toEqual(seen({ state: 'free' }));
  });

  it('cannot be on a server that is too old for it', async () => {
    const { mongod } = await start('5.0.31');
    expect((await look(mongod)).writes).toEqual(seen({ state: 'free' }));
  });

  it.each<[Topology, RegExp]>([
    ['replica-set', /not authorized on admin to execute command.*serverStatus/],
    [{ shards: 2 }, /not authorized on config/],
  ])('is not known to who may not look, on %j, and everything else is', async (topology, reason) => {
    const { mongod } = await start('7.0.14', topology);
    const { writes, contents } = await look(mongod, 'reader');
    expect(writes).toEqual({ known: false, reason: expect.stringMatching(reason) });
    expect(contents).toEqual(seen({ databases: 0, collections: 0, documents: 0, bytes: 0, indexes: 0 }));
  });
});

describe('a balancer', () => {
  it('is none, running or stopped', async () => {
    expect((await look((await start('7.0.14')).mongod)).balancer).toEqual(seen('none'));
    const { mongod, admin } = await start('7.0.14', { shards: 2 });
    expect((await look(mongod)).balancer).toEqual(seen('running'));
    await admin.command({ balancerStop: 1 });
    expect((await look(mongod)).balancer).toEqual(seen('stopped'));
  });
});

describe('contents and indexes', () => {
  const filled = async () => {
    const started = await start('7.0.14');
    const { client } = started;
    await client
      .db('shop')
      .collection('orders')
      .insertMany([{ n: 1 }, { n: 2 }]);
    await client.db('shop').collection('orders').createIndex({ n: 1 }, { unique: true, name: 'number' });
    await client.db('shop').createCollection('recent', { viewOn: 'orders', pipeline: [] });
    await client.db('crm').collection('people').insertOne({});
    return started;
  };

  it('are counted, and what the server or the engine keeps for itself is not', async () => {
    const { mongod, client } = await filled();
    await client.db('__mdb_internal_mongosync').collection('state').insertOne({});
    const { contents, inventory, engineDatabases } = await look(mongod);
    expect(engineDatabases).toEqual(seen(['__mdb_internal_mongosync']));
    expect(contents).toMatchObject(seen({ databases: 2, collections: 3, documents: 3, indexes: 3 }));
    const indexes = inventory.known ? Object.fromEntries(inventory.value) : {};
    expect(indexes).toEqual({
      'crm.people': [{ name: '_id_', unique: false }],
      'shop.orders': [
        { name: '_id_', unique: false },
        { name: 'number', unique: true },
      ],
      'shop.recent': [],
    });
  });

  it('are not known to who may not see every database, though the server would list some', async () => {
    const { mongod } = await filled();
    const { contents, inventory, engineDatabases } = await look(mongod, 'shop');
    const unseen = { known: false };
    expect([contents, inventory, engineDatabases]).toMatchObject([unseen, unseen, unseen]);
    for (const look of [lookAtContents, occupiedNamespaces])
      expect(await caught(look(mongod.uri('shop', password), looking('the destination')))).toMatchObject({
        code: 'MONGODB_ROLE',
      });
    const all = await occupiedNamespaces(mongod.uri('reader', password), looking('the destination'));
    expect(all).toEqual(['crm.people', 'shop.orders', 'shop.recent']);
  });

  it('were last written to when the oplog says so, by a transaction as well', async () => {
    const { mongod, client, admin } = await filled();
    const wall = async (uri: string) => (await lookAtContents(uri, looking('the destination'))).lastWrite;
    const uri = mongod.uri('root', password);
    const orders = client.db('shop').collection('orders');
    const newest = async () =>
      (await client.db('local').collection('oplog.rs').find().sort({ $natural: -1 }).next())?.wall;
    await orders.updateOne({ n: 1 }, { $set: { paid: true } });
    expect(await wall(uri)).toEqual(seen(await newest()));
    await client.withSession((session) =>
      session.withTransaction(async () => void (await orders.insertOne({ n: 3 }, { session }))),
    );
    const written = await newest();
    await admin.command({ appendOplogNote: 1, data: { msg: 'nobody wrote this' } });
    expect(await wall(uri)).toEqual(seen(written));
  });

  it('were written to at a time that a mongos does not know', async () => {
    const { mongod, client } = await start('7.0.14', { shards: 2 });
    await client.db('shop').collection('orders').insertOne({ n: 1 });
    const { contents, lastWrite } = await lookAtContents(mongod.uri('root', password), looking('the destination'));
    expect([contents.documents, lastWrite.known]).toEqual([1, false]);
  });
});

describe('a server that does not answer', () => {
  const reason = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' });

  const silent = async (onConnection: () => void) => {
    const server = createServer(onConnection).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    return `mongodb://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  };

  it.each([lookAround, lookAtContents, occupiedNamespaces])('is given up by %o when the time is up', async (look) => {
    const uri = await silent(() => {});
    const options = { ...looking('the source'), limitMs: 50 };
    expect(await caught(look(uri, options))).toMatchObject({
      code: 'MONGODB_SLOW',
      message: expect.stringContaining('the source'),
    });
  });

  it('is given up when somebody interrupts', async () => {
    const controller = new AbortController();
    const uri = await silent(() => controller.abort(reason));
    await expect(lookAround(uri, looking('the source', controller.signal))).rejects.toBe(reason);
  });
});
