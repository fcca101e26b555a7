import { type Document, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startMongod } from '../../../src/mongod/start-mongod.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const admin = () => fixture.client.db('admin');
const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];

async function onVersion<T>(version: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const mongod = await startMongod({ replicaSet: 'rs', version, users, now: Date.now });
  const client = await new MongoClient(mongod.uri('root', password)).connect();
  try {
    return await use(client);
  } finally {
    await client.close();
    await mongod.close();
  }
}

describe('serverStatus', () => {
  it('counts documents, commands, stages and bytes as they happen', async () => {
    const before = await admin().command({ serverStatus: 1 });
    const items = fixture.client.db('counted').collection('items');
    await items.insertMany([{ a: 1 }, { a: 2 }, { a: 3 }]);
    await items.updateMany({ a: { $gt: 1 } }, { $set: { b: 1 } });
    await items.deleteOne({ a: 1 });
    await items.find().toArray();
    await items.aggregate([{ $match: {} }, { $out: 'copied' }]).toArray();
    await items.drop();
    const after = await admin().command({ serverStatus: 1 });
    const grown = (path: (status: Document) => unknown) => Number(path(after) ?? 0) - Number(path(before) ?? 0);
    expect(grown(({ metrics }) => metrics.document.inserted)).toBe(5);
    expect(grown(({ metrics }) => metrics.document.updated)).toBe(2);
    expect(grown(({ metrics }) => metrics.document.deleted)).toBe(1);
    expect(grown(({ metrics }) => metrics.document.returned)).toBe(2);
    expect(grown(({ metrics }) => metrics.commands.drop?.total)).toBe(1);
    expect(grown(({ metrics }) => metrics.aggStageCounters.$out)).toBe(1);
    expect(grown(({ network }) => network.numRequests)).toBeGreaterThanOrEqual(6);
    expect(grown(({ network }) => network.bytesIn)).toBeGreaterThan(100);
    expect(after).toMatchObject({
      process: 'mongod',
      storageEngine: { name: 'wiredTiger' },
      repl: { setName: 'rs0', isWritablePrimary: true },
      connections: { current: expect.any(Number) },
    });
  });

  it.each([
    ['5.0.31', [undefined]],
    ['6.0.17', [1, 2, 1]],
    ['8.0.4', [1, 2, 1]],
  ])('of %s tells whether writes are blocked: %j', async (version, told) => {
    const mode = async (client: MongoClient) =>
      (await client.db('admin').command({ serverStatus: 1 })).repl.userWriteBlockMode;
    const seen = await onVersion(version, async (client) => {
      const block = (global: boolean) => client.db('admin').command({ setUserWriteBlockMode: 1, global });
      const modes = [await mode(client)];
      if (told.length === 1) return modes;
      for (const global of [true, false]) modes.push(await block(global).then(() => mode(client)));
      return modes;
    });
    expect(seen).toEqual(told);
  });

  it('leaves sections out, and adds those asked for', async () => {
    expect(await admin().command({ serverStatus: 1, metrics: 0 })).not.toHaveProperty('metrics');
    expect(await admin().command({ serverStatus: 1 })).not.toHaveProperty('oplog');
    expect(await admin().command({ serverStatus: 1, oplog: 1 })).toHaveProperty('oplog.latestOptime');
  });

  it('counts connections down when they end', async () => {
    const current = async () => (await admin().command({ serverStatus: 1 })).connections.current;
    const before = await current();
    const client = await fixture.connect('writer');
    await client.db('admin').command({ ping: 1 });
    expect(await current()).toBeGreaterThan(before);
    await client.close();
    await expect.poll(current).toBe(before);
  });
});

describe('getParameter', () => {
  it.each([
    [{ getParameter: 1, featureCompatibilityVersion: 1 }, { featureCompatibilityVersion: { version: '7.0' } }],
    [
      { getParameter: 1, notablescan: 1, quiet: 1 },
      { notablescan: false, quiet: false },
    ],
    [{ getParameter: '*' }, { authenticationMechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1'], tlsMode: 'disabled' }],
    [
      { getParameter: { showDetails: true }, notablescan: 1 },
      { notablescan: { value: false, settableAtRuntime: true } },
    ],
  ])('%o', async (command, answer) => {
    expect(await admin().command(command)).toMatchObject(answer);
  });

  it.each([
    [{ getParameter: 1, nothingOfTheKind: 1 }, 72],
    [{ setParameter: 1, nothingOfTheKind: 1 }, 72],
    [{ setParameter: 1, tlsMode: 'disabled' }, 20],
    [{ setParameter: 1, quiet: 'yes' }, 2],
    [{ setParameter: 1, ttlMonitorSleepSecs: 0 }, 2],
  ])('refuses %o', async (command, code) => {
    await expect(admin().command(command)).rejects.toMatchObject({ code });
  });

  it('shows what was set, which returns what it was', async () => {
    expect(await admin().command({ setParameter: 1, ttlMonitorSleepSecs: 30 })).toMatchObject({ was: 60 });
    expect(await admin().command({ getParameter: 1, ttlMonitorSleepSecs: 1 })).toMatchObject({
      ttlMonitorSleepSecs: 30,
    });
  });
});

describe('the feature compatibility version', () => {
  it.each([
    ['6.0.17', '5.0', {}],
    ['7.0.14', '6.0', { confirm: true }],
    ['8.0.4', '7.0', { confirm: true }],
  ])('of %s goes back to %s with %o', async (version, fcv, options) => {
    const shown = await onVersion(version, async (client) => {
      await client.db('admin').command({ setFeatureCompatibilityVersion: fcv, ...options });
      return client.db('admin').command({ getParameter: 1, featureCompatibilityVersion: 1 });
    });
    expect(shown.featureCompatibilityVersion).toEqual({ version: fcv });
  });

  it.each([
    ['without being confirmed', { setFeatureCompatibilityVersion: '6.0' }, 7369100],
    ['to one that is too old', { setFeatureCompatibilityVersion: '5.0', confirm: true }, 4926900],
  ])('is not changed %s', async (_, command, code) => {
    await expect(admin().command(command)).rejects.toMatchObject({ code });
    const stored = await admin()
      .collection<{ _id: string }>('system.version')
      .findOne({ _id: 'featureCompatibilityVersion' });
    expect(stored).toMatchObject({ version: '7.0' });
  });
});

describe('the version', () => {
  it.each([
    ['5.0.31', { setUserWriteBlockMode: 1, global: false }, 59],
    ['6.0.17', { setUserWriteBlockMode: 1, global: false }, undefined],
  ])('%s answers %o with %s', async (version, command, code) => {
    const answer = onVersion(version, (client) => client.db('admin').command(command));
    if (code === undefined) expect(await answer).toMatchObject({ ok: 1 });
    else await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining('no such command') });
  });

  it('is told in parts', async () => {
    expect(await admin().command({ buildInfo: 1 })).toMatchObject({
      version: '7.0.14',
      versionArray: [7, 0, 14, 0],
      bits: 64,
      maxBsonObjectSize: 16_777_216,
      storageEngines: expect.arrayContaining(['wiredTiger']),
    });
  });
});

describe('operations', () => {
  it('that wait are shown with their client, and end when they are killed', async () => {
    const watcher = await fixture.connect('root', { appName: 'watcher' });
    const stream = watcher.db('watched').watch([], { maxAwaitTimeMS: 60_000 });
    const waiting = stream.next().catch((error: unknown) => error);
    const mine = { appName: 'watcher', 'command.getMore': { $exists: true } };
    const shown = async () => (await admin().command({ currentOp: 1, ...mine })).inprog;
    await expect.poll(async () => (await shown()).length).toBe(1);
    const [operation] = await shown();
    expect(operation).toMatchObject({ op: 'getmore', active: true, clientMetadata: { driver: { name: 'nodejs' } } });
    const rows = await admin()
      .aggregate([{ $currentOp: { allUsers: true } }, { $match: mine }])
      .toArray();
    expect(rows).toMatchObject([{ opid: operation.opid, effectiveUsers: [{ user: 'root', db: 'admin' }] }]);
    expect(await admin().command({ killOp: 1, op: operation.opid })).toMatchObject({ info: 'attempting to kill op' });
    await stream.close();
    await waiting;
    expect(await shown()).toEqual([]);
  });

  it('of others are shown to those who may see them', async () => {
    const writer = await fixture.connect('writer');
    const list = (allUsers: boolean) =>
      writer
        .db('admin')
        .aggregate([{ $currentOp: { allUsers } }])
        .toArray();
    await expect(list(true)).rejects.toMatchObject({ code: 13 });
    const own = await list(false);
    expect(own.map(({ effectiveUsers }) => effectiveUsers)).toEqual([[{ user: 'writer', db: 'admin' }]]);
  });
});

describe('the rest', () => {
  it.each([
    [{ hostInfo: 1 }, { system: { cpuAddrSize: 64 }, os: { type: 'Linux' } }],
    [
      { getCmdLineOpts: 1 },
      { parsed: { replication: { replSetName: 'rs0' }, security: { authorization: 'enabled' } } },
    ],
    [{ getLog: '*' }, { names: ['global', 'startupWarnings'] }],
    [{ getLog: 'startupWarnings' }, { totalLinesWritten: 0, log: [] }],
    [{ replSetGetStatus: 1 }, { set: 'rs0', myState: 1, members: [{ stateStr: 'PRIMARY', self: true }] }],
    [{ replSetGetConfig: 1 }, { config: { _id: 'rs0', members: [{ votes: 1 }], settings: {} } }],
    [{ getDefaultRWConcern: 1 }, { defaultReadConcern: { level: 'local' }, defaultWriteConcern: { w: 'majority' } }],
    [{ startSession: 1 }, { timeoutMinutes: 30 }],
    [{ listCommands: 1 }, { commands: { find: { requiresAuth: true }, hello: { requiresAuth: false } } }],
  ])('answers %o', async (command, answer) => {
    expect(await admin().command(command)).toMatchObject(answer);
  });

  it.each([
    [{ atlasVersion: 1 }, 59],
    [{ listShards: 1 }, 59],
    [{ getLog: 'nothing' }, 96],
    [{ setDefaultRWConcern: 1 }, 2],
    [{ replSetResizeOplog: 1, size: 500 }, 2],
    [{ replSetResizeOplog: 1, minRetentionHours: 24 }, 115],
  ])('refuses %o', async (command, code) => {
    await expect(admin().command(command)).rejects.toMatchObject({ code });
  });

  it('gives the oplog another size', async () => {
    await admin().command({ replSetResizeOplog: 1, size: 2048 });
    const { maxSize } = await fixture.client.db('local').command({ collStats: 'oplog.rs' });
    expect(maxSize).toBe(2048 * 1024 * 1024);
  });

  it.each([1, 2])('refuses the profiling level %i, which would have to write system.profile', async (level) => {
    const db = fixture.client.db('profiled');
    await expect(db.command({ profile: level })).rejects.toMatchObject({ code: 238 });
    expect(await db.command({ profile: -1 })).toMatchObject({ was: 0 });
  });

  it('keeps the default concerns', async () => {
    await admin().command({ setDefaultRWConcern: 1, defaultWriteConcern: { w: 1 } });
    expect(await admin().command({ getDefaultRWConcern: 1 })).toMatchObject({
      defaultWriteConcern: { w: 1 },
      defaultWriteConcernSource: 'global',
      defaultReadConcernSource: 'implicit',
    });
  });
});
