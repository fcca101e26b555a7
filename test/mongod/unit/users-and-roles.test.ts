import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMongod } from '../../../src/mongod/start-mongod.ts';
import { mongodFixture } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture();
const clients: MongoClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

const admin = () => fixture.client.db('admin');

async function loggedIn(username: string, secret = 'secret', db = 'admin', options = ''): Promise<MongoClient> {
  const uri = fixture.mongod.uri(username, secret).replace('authSource=admin', `authSource=${db}`) + options;
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000 }).connect();
  clients.push(client);
  return client;
}

async function made(username: string, roles: unknown[], db = 'admin') {
  await fixture.client.db(db).command({ createUser: username, pwd: 'secret', roles });
  return loggedIn(username, 'secret', db);
}

describe('a user', () => {
  it('may belong to any database, and logs in there', async () => {
    const client = await made('local-user', ['readWrite'], 'shop');
    expect(await client.db('shop').collection('items').insertOne({ a: 1 })).toMatchObject({ acknowledged: true });
    await expect(client.db('other').collection('items').insertOne({ a: 1 })).rejects.toMatchObject({ code: 13 });
    await expect(loggedIn('local-user')).rejects.toMatchObject({ code: 18 });
  });

  it.each([
    ['that exists', { createUser: 'root', pwd: 'x', roles: [] }, 51003],
    ['without a password', { createUser: 'bare', roles: [] }, 2],
    ['with a role that nobody knows', { createUser: 'odd', pwd: 'x', roles: ['nothing'] }, 31],
    ['with a role of another database', { createUser: 'odd', pwd: 'x', roles: [{ role: 'root', db: 'shop' }] }, 31],
  ])('%s cannot be made', async (_, command, code) => {
    await expect(admin().command(command)).rejects.toMatchObject({ code });
  });

  it('whose password changes logs in with the new one only', async () => {
    await made('changing', ['read']);
    await admin().command({ updateUser: 'changing', pwd: 'pässword\u00a0Ⅸ' });
    await expect(loggedIn('changing')).rejects.toMatchObject({ code: 18 });
    const client = await loggedIn('changing', 'pässword IX');
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('has the mechanisms it was given, and can lose but not win some without a password', async () => {
    const one = { createUser: 'one-way', pwd: 'secret', roles: [], mechanisms: ['SCRAM-SHA-1'] };
    await admin().command(one);
    await expect(loggedIn('one-way', 'secret', 'admin', '&authMechanism=SCRAM-SHA-256')).rejects.toMatchObject({
      code: 18,
    });
    const more = { updateUser: 'one-way', mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'] };
    await expect(admin().command(more)).rejects.toMatchObject({ code: 2 });
    await admin().command({ ...more, pwd: 'secret' });
    await loggedIn('one-way', 'secret', 'admin', '&authMechanism=SCRAM-SHA-256');
    expect(await admin().command({ usersInfo: 'one-way' })).toMatchObject({
      users: [{ mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'] }],
    });
  });

  it('gains and loses roles while it is connected', async () => {
    const client = await made('growing', []);
    const count = () => client.db('shop').collection('items').countDocuments();
    await expect(count()).rejects.toMatchObject({ code: 13 });
    await admin().command({ grantRolesToUser: 'growing', roles: ['readAnyDatabase'] });
    expect(await count()).toBeGreaterThanOrEqual(0);
    await admin().command({ revokeRolesFromUser: 'growing', roles: ['readAnyDatabase'] });
    await expect(count()).rejects.toMatchObject({ code: 13 });
  });

  it('that is dropped can do nothing more', async () => {
    const client = await made('leaving', ['readAnyDatabase']);
    await admin().command({ dropUser: 'leaving' });
    await expect(client.db('shop').collection('items').findOne()).rejects.toMatchObject({ code: 13 });
    await expect(admin().command({ dropUser: 'leaving' })).rejects.toMatchObject({ code: 11 });
  });

  it('of one database can all be dropped, and no others', async () => {
    const db = fixture.client.db('cleared');
    for (const createUser of ['one', 'two']) await db.command({ createUser, pwd: 'x', roles: ['read'] });
    expect(await db.command({ dropAllUsersFromDatabase: 1 })).toMatchObject({ n: 2 });
    expect((await db.command({ usersInfo: 1 })).users).toEqual([]);
    expect((await admin().command({ usersInfo: 1 })).users.length).toBeGreaterThan(0);
  });
});

/** Server source, profile_common.cpp; manual, "Built-In Roles". */
it('who may read system.profile may ask for the profiling level, and not change anything of it', async () => {
  const client = await made('monitor', ['clusterMonitor']);
  const shop = client.db('shop');
  expect(await shop.command({ profile: -1 })).toMatchObject({ was: 0 });
  await expect(shop.command({ profile: 0 })).rejects.toMatchObject({ code: 13 });
  await expect(shop.command({ profile: -1, slowms: 1 })).rejects.toMatchObject({ code: 13 });
});

describe('usersInfo', () => {
  it.each([
    [{ usersInfo: 1 }, ['root', 'source', 'writer']],
    [{ usersInfo: 'root' }, ['root']],
    [{ usersInfo: { user: 'source', db: 'admin' } }, ['source']],
    [{ usersInfo: ['root', { user: 'nobody', db: 'x' }] }, ['root']],
    [{ usersInfo: { forAllDBs: true } }, ['root', 'source', 'writer']],
    [{ usersInfo: 1, filter: { 'roles.role': 'root' } }, ['root']],
  ])('%o finds at least %o', async (command, names) => {
    const { users } = await admin().command(command);
    const own = ['root', 'source', 'writer'];
    const found = users.map(({ user }: { user: string }) => user).filter((name: string) => own.includes(name));
    expect(found).toEqual(names);
  });

  it('shows privileges and credentials when asked for one user', async () => {
    const { users } = await admin().command({ usersInfo: 'source', showPrivileges: true, showCredentials: true });
    expect(users[0]).toMatchObject({
      _id: 'admin.source',
      credentials: { 'SCRAM-SHA-256': { iterationCount: 15_000 }, 'SCRAM-SHA-1': { iterationCount: 10_000 } },
      inheritedRoles: expect.arrayContaining([{ role: 'backup', db: 'admin' }]),
    });
    await expect(admin().command({ usersInfo: 1, showPrivileges: true })).rejects.toMatchObject({ code: 20 });
  });

  it('tells in how many rounds passwords are hashed where those are set, and logins go by them', async () => {
    const scramIterations = { 'SCRAM-SHA-256': 6_000, 'SCRAM-SHA-1': 5_000 };
    const users = [{ username: 'root', password: 'secret', roles: [{ role: 'root', db: 'admin' }] }];
    const mongod = await startMongod({ replicaSet: 'rs', version: '7.0.14', users, scramIterations, now: Date.now });
    onTestFinished(() => mongod.close());
    const client = await new MongoClient(mongod.uri('root', 'secret')).connect();
    clients.push(client);
    expect(await client.db('admin').command({ usersInfo: 'root', showCredentials: true })).toMatchObject({
      users: [
        { credentials: { 'SCRAM-SHA-256': { iterationCount: 6_000 }, 'SCRAM-SHA-1': { iterationCount: 5_000 } } },
      ],
    });
    const asked = { getParameter: 1, scramSHA256IterationCount: 1, scramIterationCount: 1 };
    expect(await client.db('admin').command(asked)).toMatchObject({
      ...{ scramSHA256IterationCount: 6_000, scramIterationCount: 5_000 },
    });
  });

  it('shows oneself to everybody, and others to those who may see them', async () => {
    const client = await made('curious', []);
    expect(await client.db('admin').command({ usersInfo: 'curious' })).toMatchObject({ users: [{ user: 'curious' }] });
    await expect(client.db('admin').command({ usersInfo: 'root' })).rejects.toMatchObject({ code: 13 });
    await expect(client.db('admin').collection('system.users').findOne()).rejects.toMatchObject({ code: 13 });
    expect(await admin().collection('system.users').findOne({ user: 'root' })).toMatchObject({ db: 'admin' });
  });
});

describe('connectionStatus', () => {
  async function privileges(client: MongoClient) {
    const { authInfo } = await client.db('admin').command({ connectionStatus: 1, showPrivileges: true });
    return authInfo.authenticatedUserPrivileges;
  }

  it('shows what backup and readAnyDatabase allow, for the checks of a source user', async () => {
    const list = await privileges(await fixture.connect('source'));
    const cluster = list.find(({ resource }: { resource: object }) => 'cluster' in resource);
    expect(cluster.actions).toEqual(
      expect.arrayContaining([
        'appendOplogNote',
        'getDefaultRWConcern',
        'getShardMap',
        'hostInfo',
        'listDatabases',
        'listShards',
      ]),
    );
    expect(cluster.actions).toEqual(expect.arrayContaining(['replSetGetConfig', 'replSetGetStatus', 'serverStatus']));
    expect(cluster.actions).not.toContain('bypassWriteBlockingMode');
    expect(list).toContainEqual({
      resource: { db: '', collection: '' },
      actions: expect.arrayContaining(['changeStream', 'collStats', 'find', 'indexStats', 'listCollections']),
    });
  });

  it('shows the privileges of a custom role as they were given', async () => {
    const resource = { cluster: true };
    const actions = ['bypassWriteBlockingMode', 'setUserWriteBlockMode'];
    await admin().command({ createRole: 'blocker', privileges: [{ resource, actions }], roles: [] });
    const client = await made('blocking', ['blocker']);
    expect(await privileges(client)).toEqual([{ resource, actions }]);
    expect(await client.db('admin').command({ setUserWriteBlockMode: 1, global: false })).toMatchObject({ ok: 1 });
  });
});

it('a server begins with the roles that it is given, for users who have them', async () => {
  const privileges = [{ resource: { cluster: true as const }, actions: ['setUserWriteBlockMode'] }];
  const role = { role: 'blocker', db: 'admin', privileges, roles: [] };
  const users = [{ username: 'b', password: 'b', roles: [{ role: 'blocker', db: 'admin' }] }];
  const mongod = await startMongod({ replicaSet: 'rs1', version: '7.0.14', users, roles: [role], now: Date.now });
  const client = await new MongoClient(mongod.uri('b', 'b'), { serverSelectionTimeoutMS: 5000 }).connect();
  clients.push(client);
  expect(await client.db('admin').command({ setUserWriteBlockMode: 1, global: false })).toMatchObject({ ok: 1 });
  await expect(client.db('admin').command({ replSetGetStatus: 1 })).rejects.toMatchObject({ code: 13 });
  await client.close();
  await mongod.close();
});

describe('a custom role', () => {
  it('inherits, is changed, and takes its rights along when it is dropped', async () => {
    const shop = fixture.client.db('shop');
    const find = { resource: { db: 'shop', collection: 'open' }, actions: ['find'] };
    await shop.command({ createRole: 'inner', privileges: [find], roles: [] });
    await shop.command({ createRole: 'outer', privileges: [], roles: ['inner'] });
    const client = await made('visitor', ['outer'], 'shop');
    const read = (name: string) => client.db('shop').collection(name).findOne();
    expect(await read('open')).toBeNull();
    await expect(read('closed')).rejects.toMatchObject({ code: 13 });
    const more = { resource: { db: 'shop', collection: 'closed' }, actions: ['find'] };
    await shop.command({ grantPrivilegesToRole: 'inner', privileges: [more] });
    expect(await read('closed')).toBeNull();
    await shop.command({ revokePrivilegesFromRole: 'inner', privileges: [more] });
    await expect(read('closed')).rejects.toMatchObject({ code: 13 });
    await shop.command({ dropRole: 'inner' });
    await expect(read('open')).rejects.toMatchObject({ code: 13 });
    expect(await shop.command({ rolesInfo: 'outer' })).toMatchObject({ roles: [{ roles: [], isBuiltin: false }] });
  });

  it.each([
    ['exists', 'admin', { createRole: 'root', privileges: [], roles: [] }, 51002],
    ['is built in', 'admin', { dropRole: 'root' }, 49],
    ['is not there', 'admin', { updateRole: 'nothing', roles: [] }, 31],
    [
      'reaches beyond its database',
      'shop',
      { createRole: 'far', privileges: [{ resource: { cluster: true }, actions: ['serverStatus'] }], roles: [] },
      49,
    ],
  ])('that %s is refused', async (_, db, command, code) => {
    await expect(fixture.client.db(db).command(command)).rejects.toMatchObject({ code });
  });
});

describe('rolesInfo', () => {
  it('lists the built-in roles of a database, and what one of them allows', async () => {
    const { roles } = await admin().command({ rolesInfo: 1, showBuiltinRoles: true });
    const names = roles.map(({ role }: { role: string }) => role);
    expect(names).toEqual(
      expect.arrayContaining(['backup', 'clusterAdmin', 'clusterMonitor', 'read', 'restore', 'root']),
    );
    const { roles: of } = await fixture.client.db('shop').command({ rolesInfo: 'read', showPrivileges: true });
    expect(of).toMatchObject([
      { role: 'read', db: 'shop', isBuiltin: true, privileges: [{ resource: { db: 'shop', collection: '' } }, {}] },
    ]);
  });
});

describe('the built-in role', () => {
  it.each([
    ['dbAdmin', 'shop', 'shop', { create: 'made' }, true],
    ['dbAdmin', 'shop', 'shop', { find: 'items' }, false],
    ['dbOwner', 'shop', 'shop', { createUser: 'sub', pwd: 'x', roles: [] }, true],
    ['userAdmin', 'shop', 'shop', { usersInfo: 1 }, true],
    ['userAdmin', 'shop', 'shop', { find: 'items' }, false],
    ['clusterMonitor', 'admin', 'admin', { getCmdLineOpts: 1 }, true],
    ['clusterMonitor', 'admin', 'shop', { collStats: 'items' }, true],
    ['clusterMonitor', 'admin', 'admin', { setUserWriteBlockMode: 1, global: false }, false],
    ['hostManager', 'admin', 'admin', { setUserWriteBlockMode: 1, global: false }, true],
    ['backup', 'admin', 'shop', { find: 'items' }, true],
    ['backup', 'admin', 'local', { find: 'oplog.rs', limit: 1 }, true],
    ['backup', 'admin', 'admin', { appendOplogNote: 1, data: { a: 1 } }, true],
    ['backup', 'admin', 'shop', { insert: 'items', documents: [{ a: 1 }] }, false],
    ['restore', 'admin', 'shop', { insert: 'items', documents: [{ a: 1 }] }, true],
    ['restore', 'admin', 'shop', { find: 'items' }, false],
    ['userAdminAnyDatabase', 'admin', 'admin', { usersInfo: { forAllDBs: true } }, true],
    ['userAdminAnyDatabase', 'admin', 'shop', { find: 'items' }, false],
    ['readWrite', 'shop', 'shop', { aggregate: 'items', pipeline: [{ $out: 'copied' }], cursor: {} }, true],
    [
      'readWrite',
      'shop',
      'shop',
      { aggregate: 'items', pipeline: [{ $out: { db: 'x', coll: 'y' } }], cursor: {} },
      false,
    ],
    ['read', 'shop', 'shop', { aggregate: 'items', pipeline: [{ $unionWith: 'more' }], cursor: {} }, true],
    [
      'read',
      'admin',
      'admin',
      { aggregate: 'system.js', pipeline: [{ $unionWith: 'system.users' }], cursor: {} },
      false,
    ],
    [
      'read',
      'admin',
      'admin',
      { aggregate: 'a', pipeline: [{ $facet: { f: [{ $unionWith: 'system.users' }] } }], cursor: {} },
      false,
    ],
    ['readWrite', 'shop', 'shop', { findAndModify: 'items', query: {}, remove: true }, true],
    ['read', 'shop', 'shop', { findAndModify: 'items', query: {}, remove: true }, false],
  ])('%s of %s: on %s %o is allowed: %s', async (role, roleDb, db, command, isAllowed) => {
    const username = `u-${role}-${db}-${Object.keys(command)[0]}-${JSON.stringify(command).length}`;
    const client = await made(username, [{ role, db: roleDb }]);
    const refusal = await client
      .db(db)
      .command(command)
      .then(() => undefined)
      .catch((error: unknown) => error);
    if (isAllowed) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ code: 13, codeName: 'Unauthorized' });
  });
});

describe('a bulk write', () => {
  it.each([
    ['needs the right on each namespace', 'shop', undefined],
    ['is refused where one of them is not allowed', 'other', 13],
  ])('%s', async (_, db, code) => {
    const users = [
      { username: 'root', password: 'secret', roles: [{ role: 'root', db: 'admin' }] },
      { username: 'writer', password: 'secret', roles: [{ role: 'readWrite', db: 'shop' }] },
    ];
    const mongod = await startMongod({ replicaSet: 'rs0', version: '8.0.4', users, now: Date.now });
    const client = await new MongoClient(mongod.uri('writer', 'secret')).connect();
    clients.push(client);
    const models = ['shop.items', `${db}.items`].map((namespace) => ({
      name: 'insertOne' as const,
      namespace,
      document: { a: 1 },
    }));
    const written = await client.bulkWrite(models).then(
      ({ insertedCount }) => insertedCount,
      (error: unknown) => error,
    );
    await client.close();
    await mongod.close();
    if (code === undefined) expect(written).toBe(2);
    else expect(written).toMatchObject({ cause: { code } });
  });
});

describe('a user with few rights', () => {
  it('is shown the databases and collections that these are about', async () => {
    const names = ['seen', 'hidden'];
    for (const name of names) await fixture.client.db('partly').collection(name).insertOne({ a: 1 });
    const privileges = [{ resource: { db: 'partly', collection: 'seen' }, actions: ['find'] }];
    await fixture.client.db('partly').command({ createRole: 'partial', privileges, roles: [] });
    const client = await made('part', ['partial'], 'partly');
    const { databases } = await client.db('admin').command({ listDatabases: 1, nameOnly: true });
    expect(databases).toEqual([{ name: 'partly' }]);
    const all = client.db('admin').command({ listDatabases: 1, authorizedDatabases: false });
    await expect(all).rejects.toMatchObject({ code: 13 });
    const partly = client.db('partly');
    const shown = await partly.listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray();
    expect(shown.map(({ name }) => name)).toEqual(['seen']);
    await expect(partly.listCollections().toArray()).rejects.toMatchObject({ code: 13 });
  });
});
