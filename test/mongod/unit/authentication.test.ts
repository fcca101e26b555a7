import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';

const fixture = mongodFixture({
  users: [
    { username: 'root', password, roles: [{ role: 'root', db: 'admin' }] },
    { username: 'old', password, roles: [{ role: 'root', db: 'admin' }], mechanisms: ['SCRAM-SHA-1'] },
    { username: 'reader', password, roles: [{ role: 'read', db: 'shop' }] },
    { username: 'anyReader', password, roles: [{ role: 'readAnyDatabase', db: 'admin' }] },
    { username: 'writer', password, roles: [{ role: 'readWriteAnyDatabase', db: 'admin' }] },
    { username: 'monitor', password, roles: [{ role: 'clusterMonitor', db: 'admin' }] },
    { username: 'atlas', password, roles: [{ role: 'atlasAdmin', db: 'admin' }] },
  ],
});

async function withClient<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    return await use(await client.connect());
  } finally {
    await client.close();
  }
}

const ping = (client: MongoClient) => client.db('shop').collection('items').countDocuments();

describe('login', () => {
  it.each([
    ['root', ''],
    ['root', '&authMechanism=SCRAM-SHA-256'],
    ['root', '&authMechanism=SCRAM-SHA-1'],
    ['old', ''],
  ])('%s with%s', async (username, option) => {
    expect(await withClient(fixture.mongod.uri(username, password) + option, ping)).toBe(0);
  });

  it.each([
    ['a wrong password', 'root', 'wrong', ''],
    ['an unknown user', 'nobody', password, ''],
    ['a mechanism that the user does not have', 'old', password, '&authMechanism=SCRAM-SHA-256'],
  ])('fails with %s', async (_, username, secret, option) => {
    const login = withClient(fixture.mongod.uri(username, secret) + option, ping);
    await expect(login).rejects.toMatchObject({ code: 18, codeName: 'AuthenticationFailed' });
  });

  it('fails against another database than admin', async () => {
    const uri = fixture.mongod.uri('root', password).replace('authSource=admin', 'authSource=shop');
    await expect(withClient(uri, ping)).rejects.toMatchObject({ code: 18 });
  });
});

describe('without login', () => {
  it('answers hello, ping and buildInfo', async () => {
    const answers = await withClient(fixture.mongod.uri(), async (client) => {
      const admin = client.db('admin');
      return [
        await admin.command({ hello: 1 }),
        await admin.command({ ping: 1 }),
        await admin.command({ buildInfo: 1 }),
      ];
    });
    expect(answers).toMatchObject([
      { setName: 'rs0', maxWireVersion: 21 },
      { ok: 1 },
      { version: '7.0.14', modules: [] },
    ]);
  });

  it.each([{ find: 'items' }, { listDatabases: 1 }, { serverStatus: 1 }, { insert: 'items', documents: [{ a: 1 }] }])(
    'refuses %o',
    async (command) => {
      const answer = withClient(fixture.mongod.uri(), (client) => client.db('shop').command(command));
      await expect(answer).rejects.toMatchObject({ code: 13, codeName: 'Unauthorized' });
    },
  );
});

describe('roles', () => {
  it.each([
    ['reader', 'shop', { count: 'items' }, true],
    ['reader', 'other', { count: 'items' }, false],
    ['reader', 'shop', { insert: 'items', documents: [{ a: 1 }] }, false],
    ['reader', 'shop', { aggregate: 'items', pipeline: [{ $out: 'copy' }], cursor: {} }, false],
    ['anyReader', 'other', { count: 'items' }, true],
    ['anyReader', 'local', { find: 'oplog.rs', limit: 1 }, false],
    ['anyReader', 'admin', { serverStatus: 1 }, false],
    ['monitor', 'local', { find: 'oplog.rs', limit: 1 }, true],
    ['monitor', 'admin', { replSetGetStatus: 1 }, true],
    ['monitor', 'shop', { count: 'items' }, false],
    ['writer', 'shop', { insert: 'items', documents: [{ a: 1 }] }, true],
    ['writer', 'shop', { dropDatabase: 1 }, false],
    ['writer', 'admin', { setUserWriteBlockMode: 1, global: false }, false],
    ['atlas', 'admin', { setUserWriteBlockMode: 1, global: false }, true],
    ['root', 'local', { insert: 'oplog.rs', documents: [{ a: 1 }] }, false],
  ])('%s on %s: %o is allowed: %s', async (username, db, command, isAllowed) => {
    const answer = withClient(fixture.mongod.uri(username, password), (client) => client.db(db).command(command));
    const refusal = await answer.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (isAllowed) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ codeName: expect.stringMatching(/^(Unauthorized|IllegalOperation)$/) });
  });
});

it('blocks the writes of users who may not bypass the block, until it is taken back', async () => {
  const root = fixture.client.db('admin');
  await withClient(fixture.mongod.uri('writer', password), async (client) => {
    const items = client.db('shop').collection('items');
    await root.command({ setUserWriteBlockMode: 1, global: true });
    await expect(items.insertOne({ a: 1 })).rejects.toMatchObject({ code: 371, codeName: 'UserWritesBlocked' });
    await expect(items.createIndex({ a: 1 })).rejects.toMatchObject({ code: 371 });
    await fixture.client.db('shop').collection('items').insertOne({ byRoot: true });
    await root.command({ setUserWriteBlockMode: 1, global: false });
    await items.insertOne({ a: 1 });
  });
});
