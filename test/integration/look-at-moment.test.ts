import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lookAtMoment } from '../../src/mongo/look-at-moment.ts';
import { oplogReaches } from '../../src/mongo/survey/oplog-reaches.ts';
import { startMongod, type Topology } from '../../src/mongod/start-mongod.ts';
import { caught } from '../support/caught.ts';
import { clientsOf, looking } from '../support/looking.ts';

const password = 'a-password-of-the-source';
const on = (role: string) => ({ role, db: 'admin' });
const users = [
  { username: 'root', password, roles: [on('root')] },
  { username: 'reader', password, roles: [on('readAnyDatabase')] },
  { username: 'source', password, roles: [on('readAnyDatabase'), on('clusterMonitor'), on('backup')] },
];

async function start(topology: Topology = 'replica-set') {
  const mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', topology, users, now: Date.now });
  const client = await new MongoClient(mongod.uri('root', password)).connect();
  onTestFinished(async () => {
    await client.close();
    await mongod.close();
  });
  const look = (username = 'source') => lookAtMoment(mongod.uri(username, password), looking('the source'));
  const clients = clientsOf('the destination');
  const reaches = (username = 'source') => oplogReaches(mongod.uri(username, password), clients, { maxTimeMS: 5_000 });
  return { client, look, reaches };
}

const known = (value: unknown) => ({ known: true, value });
const time = { seconds: expect.any(Number), increment: expect.any(Number) };

describe('a deployment at a moment', () => {
  it('tells its cluster time, its last write, whether it takes writes, and that a replica set has no balancer', async () => {
    const { client, look } = await start();
    await client.db('shop').collection('orders').insertOne({ a: 1 });
    expect(await look()).toEqual({
      server: expect.stringMatching(/:\d+$/),
      clusterTime: known(time),
      lastWrite: known({ at: expect.any(Date), agoMs: expect.any(Number) }),
      writes: known({ state: 'free' }),
      balancer: known('none'),
      hasPrimary: true,
    });
    await client.db('admin').command({ setUserWriteBlockMode: 1, global: true });
    expect((await look()).writes).toEqual(known({ state: 'blocked' }));
  });

  it('has later cluster times the later it is asked', async () => {
    const { client, look } = await start();
    const before = await look();
    await client.db('shop').collection('orders').insertOne({ a: 1 });
    const after = await look();
    const sum = ({ clusterTime }: typeof before) =>
      clusterTime.known ? clusterTime.value.seconds * 1e6 + clusterTime.value.increment : 0;
    expect(sum(after)).toBeGreaterThan(sum(before));
  });

  it('tells what its user may see, and why not the rest', async () => {
    const { look } = await start();
    const seen = await look('reader');
    expect(seen.clusterTime).toEqual(known(time));
    expect(seen.lastWrite).toEqual({ known: false, reason: expect.stringContaining('not authorized') });
    expect(seen.writes).toEqual({ known: false, reason: expect.stringContaining('not authorized') });
  });

  it('behind a mongos has a cluster time and a balancer, and no oplog', async () => {
    const { look } = await start({ shards: 2 });
    expect(await look()).toMatchObject({
      ...{ clusterTime: known(time), hasPrimary: true, writes: known({ state: 'free' }), balancer: known('running') },
      lastWrite: { known: false, reason: 'a mongos has no oplog' },
    });
  });
});

describe('how far back oplogs reach', () => {
  it.each<[Topology, number]>([
    ['replica-set', 1],
    [{ shards: 2 }, 2],
  ])('is told of each set of %j, with both ends', async (topology, sets) => {
    const { reaches } = await start(topology);
    const { read, unread } = await reaches();
    expect([read.length, unread]).toEqual([sets, []]);
    for (const { value } of read)
      expect(value).toMatchObject({ oldest: time, newest: time, maxBytes: expect.any(Number) });
  });

  it('takes rights, which are named', async () => {
    const { reaches } = await start();
    expect((await caught(reaches('reader'))).message).toContain(
      'It takes the roles backup and clusterMonitor on admin.',
    );
  });
});
