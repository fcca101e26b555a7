import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { healthSurveys } from '../../../src/mongo/survey/health.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { password } from '../../support/mongod-fixture.ts';
import { surveyed } from './survey-fixture.ts';

const during: { write: () => Promise<unknown> } = { write: async () => {} };
const clock = fakeClock();
const pausing = {
  ...clock,
  sleep: async (ms: number, signal?: AbortSignal) => {
    await clock.sleep(ms, signal);
    await during.write();
  },
};
const { fixture, survey } = surveyed({ oplogSizeMb: 32 }, pausing);
const sharded = surveyed({ topology: { shards: 2 } });

describe('the oplog of a replica set', () => {
  it('has its times, its sizes and what was written meanwhile', async () => {
    const before = await survey('sourceOplogs');
    during.write = () =>
      fixture.client
        .db('shop')
        .collection('orders')
        .insertOne({ text: 'x'.repeat(10_000) });
    const after = await survey('sourceOplogs');
    during.write = async () => {};
    const quiet = { bytes: 0, ms: 3_000 };
    const oplog = { spanMs: expect.any(Number), bytes: expect.any(Number), maxBytes: 32 * 1024 * 1024, minHours: null };
    expect(before).toEqual({ read: [{ name: 'rs0', value: { ...oplog, written: quiet } }], unread: [] });
    const bytes = after.read[0]?.value.written?.bytes ?? 0;
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(11_000);
  });

  it('is asked for the rights that it takes', async () => {
    const roles = [{ role: 'readAnyDatabase', db: 'admin' }];
    await fixture.client.db('admin').command({ createUser: 'narrow', pwd: 'narrow', roles });
    await expect(survey('sourceOplogs', { name: 'narrow', password: 'narrow' })).rejects.toMatchObject({
      code: 'MONGODB_ROLE',
      message: expect.stringContaining('the roles backup and clusterMonitor'),
    });
  });
});

describe('each server', () => {
  it('tells its engine and its connections', async () => {
    const { host } = await fixture.client.db('admin').command({ serverStatus: 1 });
    const connections = { current: expect.any(Number), available: expect.any(Number) };
    expect(await survey('sourceStatus')).toEqual({
      read: [{ name: host, value: { storageEngine: 'wiredTiger', connections } }],
      unread: [],
    });
  });

  it('tells what it warned of when it was started', async () => {
    const found = await survey('sourceStartup');
    expect(found).toEqual({ read: [{ name: expect.any(String), value: { is: false, details: [] } }], unread: [] });
  });

  it('tells which databases it profiles', async () => {
    await fixture.client.db('shop').collection('orders').insertOne({});
    const found = await survey('sourceProfiling');
    expect(found).toEqual({ read: [{ name: expect.any(String), value: { is: false, details: [] } }], unread: [] });
  });

  it('takes the right to be asked', async () => {
    const nobody = { name: 'nobody', password: 'nobody' };
    await fixture.client.db('admin').command({ createUser: 'nobody', pwd: 'nobody', roles: [] });
    for (const id of ['sourceStatus', 'sourceStartup', 'sourceProfiling'] as const) {
      await expect(survey(id, nobody)).rejects.toMatchObject({
        code: 'MONGODB_ROLE',
        message: expect.stringContaining('clusterMonitor'),
      });
    }
  });
});

describe('behind a mongos', () => {
  it('the oplog of each shard is read directly', async () => {
    const { read, unread } = await sharded.survey('sourceOplogs');
    expect(unread).toEqual([]);
    expect(read.map(({ name }) => name)).toEqual(['rs0-shard-0', 'rs0-shard-1']);
  });

  it('the servers of each shard are asked', async () => {
    const shards = sharded.fixture.mongod.shards.map(({ address }) => address);
    for (const id of ['sourceStatus', 'sourceStartup', 'sourceProfiling'] as const) {
      const { read, unread } = await sharded.survey(id);
      expect({ names: read.map(({ name }) => name), unread }).toEqual({ names: shards, unread: [] });
    }
  });

  it('each shard tells what it allows the user', async () => {
    const { read } = await sharded.survey('sourceUserOnShards');
    expect(read.map(({ name, value }) => [name, value.admitted])).toEqual([
      ['rs0-shard-0', true],
      ['rs0-shard-1', true],
    ]);
  });
});

describe('a shard that does not know the user', () => {
  const stranger = new LivemigError({ kind: 'credentials', code: 'MONGODB_LOGIN', message: 'Refused.', fix: 'Look.' });
  const context = {
    together: {},
    maxTimeMS: 5_000,
    signal: new AbortController().signal,
    clock: fakeClock(),
    progress: () => {},
    member: () => Promise.reject(stranger),
  };

  it('is one that refuses, which is an answer', async () => {
    const { read, unread } = await healthSurveys.sourceUserOnShards.read(sharded.fixture.client, context);
    expect(read.map(({ value }) => value)).toEqual([{ admitted: false }, { admitted: false }]);
    expect(unread).toEqual([]);
  });

  it('leaves what it alone knows unread, and ends nothing', async () => {
    for (const id of ['sourceOplogs', 'sourceStatus'] as const) {
      const { read, unread } = await healthSurveys[id].read(sharded.fixture.client, context);
      const names = ['rs0-shard-0', 'rs0-shard-1'];
      expect({ read, unread }).toEqual({ read: [], unread: names.map((name) => ({ name, reason: 'Refused.' })) });
    }
  });
});

it('a replica set has no shards to be let in by', async () => {
  expect(await survey('sourceUserOnShards')).toEqual({ read: [], unread: [] });
});

it('the user of the connection is known with all rights', async () => {
  const { user, db, privileges } = await survey('sourceUser', { name: 'source', password });
  expect({ user, db }).toEqual({ user: 'source', db: 'admin' });
  const onCluster = privileges.find(({ resource }) => resource.cluster);
  expect(onCluster?.actions).toEqual(expect.arrayContaining(['appendOplogNote', 'replSetGetStatus']));
});

describe('another user', () => {
  const secretOf = { name: 'root', password };

  it('is known with all rights to who may see users', async () => {
    const { user, db, privileges } = await survey('sourceUser', secretOf, 'writer');
    expect({ user, db }).toEqual({ user: 'writer', db: 'admin' });
    expect(privileges.find(({ resource }) => resource.db === '')?.actions).toContain('insert');
  });

  it('is not there', async () => {
    await expect(survey('sourceUser', secretOf, 'nobody-here')).rejects.toMatchObject({
      kind: 'step-failed',
      message: 'The source has no user nobody-here in admin, where the user that migrates has to be.',
    });
  });

  it('is not shown to who may not see users', async () => {
    await expect(survey('sourceUser', { name: 'source', password }, 'writer')).rejects.toMatchObject({
      code: 'MONGODB_ROLE',
      message: expect.stringContaining('viewUser on admin'),
    });
  });
});

it('databases of an engine are told from those of users, however alike', async () => {
  const names = ['__mdb_internal_mongosync', 'mongosync_internal_a', 'mongosync_reports', '__mdb_internal_other'];
  for (const name of names) await fixture.client.db(name).collection('c').insertOne({});
  expect(await survey('sourceEngineDatabases')).toEqual(['__mdb_internal_mongosync', 'mongosync_internal_a']);
});
