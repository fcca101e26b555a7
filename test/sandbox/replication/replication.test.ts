import type { Db, Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/sandbox/model/random.ts';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { openDeployment } from '../../../src/sandbox/replication/open-deployment.ts';
import { seed } from '../../../src/sandbox/replication/seed.ts';
import { startTraffic } from '../../../src/sandbox/replication/traffic.ts';
import { createStorm } from '../../support/definition-storm.ts';
import { lawRuns } from '../../support/law-effort.ts';
import { contents, reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

const engine = createMigrationEngine({ clock: realClock });

describe('a migration', () => {
  it.each([
    ['above 6.0, where the source is blocked', '7.0.14', 2_000],
    ['below 6.0, where the source cannot be blocked', '5.0.31', 300],
  ])('leaves both sides byte for byte the same while applications write, %s', async (_, version, documents) => {
    const { job, uri, clients, toFill } = await startServers({ source: version, destination: '7.0.16' });
    await seed(toFill, { documents });
    const traffic = startTraffic(uri('app'), { perSecond: 200, clock: realClock });
    await traffic.start();
    expect(await engine.validate(job)).toBeUndefined();
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    const before = traffic.written();
    await expect.poll(() => traffic.written()).toBeGreaterThan(before + 50);
    if (version.startsWith('5')) await traffic.stop();
    migration.cutOver();
    await reached(migration, 'complete');
    await traffic.stop();
    expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    expect(migration.status()).toMatchObject({ phase: 'complete', lagSeconds: expect.any(Number) });
    expect(migration.status().changesApplied).toBeGreaterThan(50);
  });

  it('loses nothing that the source acknowledged before it was blocked', async () => {
    const { job, clients } = await startServers();
    const migration = stoppedAfterwards(engine.start(job));
    const acknowledged: number[] = [];
    const writing = (async () => {
      for (let n = 0; ; n++) {
        await clients.app.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: n });
        acknowledged.push(n);
      }
    })().catch((error: unknown) => error);
    await reached(migration, 'following');
    await expect.poll(() => acknowledged.length).toBeGreaterThan(100);
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await writing).toMatchObject({ code: 371 });
    const orders = clients.destination.db('shop').collection<{ _id: number }>('orders');
    expect(await orders.distinct('_id')).toEqual(acknowledged);
  });

  it('follows new, changed, renamed and dropped collections and indexes', async () => {
    const { job, clients } = await startServers();
    const shop = clients.source.db('shop');
    const numbered = Array.from({ length: 20 }, (_, n) => ({ n }));
    for (const name of ['kept', 'renamed', 'dropped', 'emptied']) await shop.collection(name).insertMany(numbered);
    await shop.collection('kept').createIndex({ n: 1 }, { name: 'gone' });
    await clients.source.db('old').collection('a').insertOne({});
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');

    await shop.createCollection('capped', { capped: true, size: 4096 });
    await shop.collection('capped').insertMany(numbered);
    await shop.createCollection('view', { viewOn: 'kept', pipeline: [{ $match: { n: 1 } }] });
    await shop.collection('renamed').updateOne({ n: 1 }, { $set: { late: true } });
    await shop.collection('renamed').rename('new-name');
    await shop.collection('renamed').insertOne({ n: 'another one under the old name' });
    await shop.collection('dropped').drop();
    await shop.collection('emptied').drop();
    await shop.collection('emptied').insertOne({ n: 'a new life' });
    await shop.collection('kept').dropIndex('gone');
    await shop.collection('kept').createIndex({ n: -1 }, { name: 'came', unique: true });
    await shop.command({ collMod: 'kept', validator: { n: { $exists: true } }, validationLevel: 'moderate' });
    await clients.source.db('old').dropDatabase();

    migration.cutOver();
    await reached(migration, 'complete');
    const [found, wanted] = [await contents(clients.destination), await contents(clients.source)];
    expect(found).toEqual(wanted);
    expect(Object.keys(wanted).sort()).toEqual(
      ['capped', 'emptied', 'kept', 'new-name', 'renamed', 'view'].map((name) => `shop.${name}`),
    );
  });

  it('renames a collection without copying it again', async () => {
    const { job, clients } = await startServers();
    const shop = clients.source.db('shop');
    await shop.collection('a').insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    await shop.collection('c').insertOne({ n: 'the target' });
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    await shop.collection('a').updateOne({ n: 1 }, { $set: { under: 'a' } });
    await shop.collection('a').rename('b');
    await shop.collection('b').updateOne({ n: 2 }, { $set: { under: 'b' } });
    await shop.collection('b').rename('c', { dropTarget: true });
    // Another collection under the old name must not be taken for the first.
    await shop.collection('a').insertMany([{ n: 1, other: true }, { n: 7 }]);
    await shop.collection('c').deleteOne({ n: 3 });
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    expect(migration.status().documentsCopied).toBe(301);
  });

  it.each(lawRuns > 1 ? [3, 119] : [119])(
    'survives collections that are renamed while it follows (seed %i)',
    async (start) => {
      const { job, clients } = await startServers();
      const storm = createStorm(clients.source.db('storm'), createRandom(start));
      for (let n = 0; n < 200; n++) await storm();
      const migration = stoppedAfterwards(engine.start(job));
      await reached(migration, 'following');
      for (let n = 0; n < (lawRuns > 1 ? 1_000 : 400); n++) await storm();
      migration.cutOver();
      await reached(migration, 'complete');
      expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    },
  );

  it.each(lawRuns > 1 ? [7, 19] : [7])(
    'survives collections and indexes that change while it copies and follows (seed %i)',
    async (start) => {
      const { job, clients, toFill } = await startServers();
      await seed(toFill, { documents: 2_000 });
      const storm = createStorm(clients.source.db('storm'), createRandom(start));
      for (let n = 0; n < 100; n++) await storm();
      const migration = stoppedAfterwards(engine.start(job));
      for (let n = 0; n < (lawRuns > 1 ? 700 : 300); n++) await storm();
      migration.cutOver();
      await reached(migration, 'complete');
      expect(await contents(clients.destination)).toEqual(await contents(clients.source));
    },
  );

  describe.each([
    [
      'in another order than JavaScript keeps',
      ['b', '7'],
      'cannot be followed: fields of its _id are named like numbers',
    ],
    ['in the order that JavaScript keeps', ['7', 'b'], undefined],
  ])('which meets an _id with names like numbers, %s,', (_, names, failure) => {
    const _id = new Map(names.map((name, at) => [name, at]));

    it.each<[string, Document]>([
      ['is inserted', { insert: 'things', documents: [{ _id }] }],
      ['is updated', { update: 'things', updates: [{ q: { old: true }, u: { $set: { v: 2 } } }] }],
      ['is deleted', { delete: 'things', deletes: [{ q: { old: true }, limit: 1 }] }],
    ])(
      `${failure === undefined ? 'follows' : 'fails rather than loses'} a change, where one %s`,
      async (how, change) => {
        const { job, clients } = await startServers();
        const shop = clients.source.db('shop');
        await shop.createCollection('things');
        if (how !== 'is inserted') await shop.command({ insert: 'things', documents: [{ _id, old: true }] });
        // What is followed begins with the last write before it.
        await shop.collection('others').insertOne({});
        const migration = stoppedAfterwards(engine.start(job));
        await reached(migration, 'following');
        await shop.command(change);
        migration.cutOver();
        await expect.poll(() => migration.status().phase).toMatch(/complete|failed/);
        if (failure === undefined) expect(await contents(clients.destination)).toEqual(await contents(clients.source));
        else expect(migration.status().failure).toContain(failure);
      },
    );
  });

  it('replaces what the destination has only where it was asked to', async () => {
    const { job, clients } = await startServers();
    await clients.source.db('shop').collection('orders').insertOne({ n: 1 });
    await clients.destination.db('shop').collection('orders').insertOne({ n: 2 });
    await clients.destination.db('stale').collection('rest').insertOne({});
    expect(await engine.validate(job)).toContain('the destination already has shop.orders');
    const dropping = { ...job, dropDestinationData: true };
    expect(await engine.validate(dropping)).toBeUndefined();
    const migration = stoppedAfterwards(engine.start(dropping));
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await contents(clients.destination)).toEqual(await contents(clients.source));
  });

  it('keeps indexes from being unique, hidden or expiring, and capped collections from their limits, until the commit', async () => {
    const { job, clients } = await startServers();
    const [shop, arrived] = [clients.source.db('shop'), clients.destination.db('shop')];
    await shop.collection('users').createIndexes([
      { key: { email: 1 }, unique: true, name: 'unique' },
      { key: { seen: 1 }, expireAfterSeconds: 60, name: 'ttl' },
      { key: { city: 1 }, hidden: true, name: 'hidden' },
    ]);
    await shop.createCollection('recent', { capped: true, size: 4096, max: 10 });
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    const indexes = async () => (await arrived.collection('users').indexes()).map(({ v: _v, ...index }) => index);
    const limits = async () => await arrived.collection('recent').options();
    expect(await indexes()).toEqual([
      { name: '_id_', key: { _id: 1 } },
      { name: 'unique', key: { email: 1 } },
      { name: 'ttl', key: { seen: 1 }, expireAfterSeconds: 2_147_483_647 },
      { name: 'hidden', key: { city: 1 } },
    ]);
    expect(await limits()).toEqual({ capped: true, size: 1024 ** 5 });
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await indexes()).toEqual([
      { name: '_id_', key: { _id: 1 } },
      { name: 'unique', key: { email: 1 }, unique: true },
      { name: 'ttl', key: { seen: 1 }, expireAfterSeconds: 60 },
      { name: 'hidden', key: { city: 1 }, hidden: true },
    ]);
    expect(await limits()).toEqual({ capped: true, size: 4096, max: 10 });
    await arrived.collection('users').insertOne({ email: 'a' });
    await expect(arrived.collection('users').insertOne({ email: 'a' })).rejects.toMatchObject({ code: 11000 });
  });

  it('fails at the commit where somebody else wrote what a unique index forbids', async () => {
    const { job, clients } = await startServers();
    const users = clients.source.db('shop').collection('users');
    await users.createIndex({ email: 1 }, { unique: true, name: 'email_1' });
    await users.insertOne({ email: 'a' });
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    await clients.destination.db('shop').collection('users').insertOne({ email: 'a' });
    migration.cutOver();
    await expect.poll(() => migration.status().phase).toBe('failed');
    expect(migration.status().failure).toContain('Cannot convert the index email_1 of shop.users to unique');
  });

  it.each<[string, (db: Db) => Promise<unknown>, string]>([
    [
      'a unique and a plain index on one key',
      (db) =>
        db.collection('things').createIndexes([
          { key: { a: 1 }, name: 'plain' },
          { key: { a: 1 }, name: 'unique', unique: true },
        ]),
      'IndexOptionsConflict: shop.things has the unique index unique and the non-unique index plain',
    ],
    [
      'a clustered collection that expires',
      (db) =>
        db.createCollection('things', {
          clusteredIndex: { key: { _id: 1 }, unique: true },
          expireAfterSeconds: 60,
        }),
      'shop.things is a clustered collection with expireAfterSeconds',
    ],
  ])('fails at its start because of %s', async (_, make, failure) => {
    const { job, clients } = await startServers();
    await make(clients.source.db('shop'));
    const migration = stoppedAfterwards(engine.start(job));
    await expect.poll(() => migration.status().phase).toBe('failed');
    expect(migration.status().failure).toContain(failure);
  });

  it('fails when a definition changes on a source below 6.0', async () => {
    const { job, clients } = await startServers({ source: '5.0.31', destination: '7.0.16' });
    await clients.source.db('shop').collection('orders').insertOne({});
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    await clients.source.db('shop').collection('orders').drop();
    await expect.poll(() => migration.status().phase).toBe('failed');
    expect(migration.status().failure).toContain('DDL events are unsupported on pre-6.0 sources: drop of shop.orders');
  });

  it('tells how far the first copy is, collection by collection', async () => {
    const { job, clients } = await startServers();
    await clients.source
      .db('shop')
      .collection('orders')
      .insertMany([{ n: 1 }, { n: 2 }]);
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    expect(migration.status()).toMatchObject({
      info: 'change event application',
      documentsCopied: 2,
      collections: [
        { namespace: 'shop.orders', documents: 2, documentsCopied: 2, bytes: 58, bytesCopied: 58, state: 'copied' },
      ],
    });
  });

  it('leaves users and system collections behind', async () => {
    const { job, clients, destination } = await startServers();
    await clients.source.db('shop').collection('system.js').insertOne({ value: 'x' });
    await clients.source.db('shop').collection('orders').insertOne({});
    await clients.source.db('admin').command({ createUser: 'shop', pwd: 'secret', roles: [] });
    const migration = stoppedAfterwards(engine.start(job));
    migration.cutOver();
    await reached(migration, 'complete');
    const names = (await clients.destination.db('shop').listCollections().toArray()).map(({ name }) => name);
    expect(names).toEqual(['orders']);
    const asUser = openDeployment(destination.uri('shop', 'secret'));
    await expect(asUser.connect()).rejects.toMatchObject({ code: 18 });
    await asUser.close();
  });

  it('fails when the user of the source loses its roles', async () => {
    const { job, clients } = await startServers();
    await clients.source.db('shop').collection('orders').insertOne({});
    const migration = stoppedAfterwards(engine.start(job));
    await reached(migration, 'following');
    await clients.source.db('admin').command({ updateUser: 'migrator', roles: [] });
    await clients.source.db('shop').collection('orders').insertOne({});
    await expect.poll(() => migration.status().phase, { timeout: 10_000 }).toBe('failed');
    expect(migration.status().failure).toContain('not authorized');
  });

  it("leaves somebody's own source as it is", async () => {
    const { job, clients } = await startServers({ sourceTopology: { shards: 2 }, destinationTopology: { shards: 2 } });
    const orders = clients.app.db('shop').collection('orders');
    await orders.insertOne({});
    const migration = stoppedAfterwards(createMigrationEngine({ clock: realClock, keepsSource: true }).start(job));
    await reached(migration, 'following');
    expect(await clients.source.db('admin').command({ balancerStatus: 1 })).toMatchObject({ mode: 'full' });
    migration.cutOver();
    await reached(migration, 'complete');
    await expect(orders.insertOne({})).resolves.toMatchObject({ acknowledged: true });
  });

  it('ends at once when it is stopped', async () => {
    const { job, toFill } = await startServers();
    await seed(toFill, { documents: 60 });
    const migration = engine.start(job);
    await reached(migration, 'following');
    await migration.stop();
    expect(migration.status()).toMatchObject({ phase: 'failed', failure: 'The migration was stopped.' });
  });

  it('fails with the text of the server when the oplog no longer reaches back', async () => {
    const { job, clients } = await startServers({ oplogSizeMb: 1 });
    const large = clients.source.db('shop').collection('large');
    await large.insertMany(Array.from({ length: 1_100 }, (_, n) => ({ n, text: 'x'.repeat(1_000) })));
    const migration = stoppedAfterwards(engine.start(job));
    // More than the oplog holds, each time.
    const write = () => large.updateMany({}, { $set: { text: 'y'.repeat(1_000) }, $inc: { n: 1 } });
    while (migration.status().documentsCopied === 0) await write();
    await write();
    await expect.poll(() => migration.status().phase, { timeout: 10_000 }).toBe('failed');
    expect(migration.status().failure).toContain('may no longer be in the oplog');
  });
});

describe('validating a migration', () => {
  it('finds nothing against two good servers', async () => {
    const { job } = await startServers();
    expect(await engine.validate(job)).toBeUndefined();
  });

  it.each([
    ['a wrong password', 'migrator:wrong', 'The username or password for the source is not correct.'],
    ['a user without the roles', 'reader', 'not authorized on the source: it lacks backup on admin'],
  ])('objects to %s', async (_, user, text) => {
    const { job, source, uri } = await startServers();
    const [name, password] = user.split(':');
    const sourceUri = password === undefined ? uri(user) : source.uri(name, password);
    expect(await engine.validate({ ...job, sourceUri })).toContain(text);
  });

  it('objects to a source that does not answer, and tells no password', async () => {
    const { job, source } = await startServers();
    await source.close();
    const objection = await engine.validate(job);
    expect(objection).toContain(`Could not reach the specified source: ${source.address}`);
    expect(objection).not.toContain('word');
  });

  it.each(['mongodb://migrator:word@nowhere.invalid:27017/', 'mongodb+srv://migrator:word@nowhere.invalid/'])(
    'objects to a host whose name nobody knows, and tells no password: %s',
    async (sourceUri) => {
      const { job } = await startServers();
      const objection = await engine.validate({ ...job, sourceUri });
      expect(objection).toContain('Could not resolve hostname of the specified source: nowhere.invalid');
      expect(objection).not.toContain('word');
    },
  );

  it('objects to a time series collection and names it', async () => {
    const { job, clients } = await startServers();
    await clients.source.db('telemetry').createCollection('readings', { timeseries: { timeField: 'at' } });
    expect(await engine.validate(job)).toContain(
      'a time series collection, which cannot be migrated: telemetry.readings',
    );
  });

  it('objects to a destination that is older than the source', async () => {
    const { job } = await startServers({ source: '8.0.4', destination: '7.0.14' });
    expect(await engine.validate(job)).toContain("MongoDB 7.0.14, which is older than the source's 8.0.4");
  });
});

describe('seeding', () => {
  // Both sides would let it expire after the commit, each at its own time, and a comparison would tell of differences.
  it('puts nothing into the source that a TTL index takes away within a hundred years', async () => {
    const { clients, toFill } = await startServers();
    await seed(toFill, { documents: 1_234 });
    const later = new Date(Date.now() + 100 * 365 * 86_400_000);
    const sessions = clients.source.db('telemetry').collection('sessions');
    expect(await sessions.indexes()).toContainEqual(expect.objectContaining({ expireAfterSeconds: 0 }));
    expect(await sessions.countDocuments({ expires: { $gt: later } })).toBe(await sessions.countDocuments());
  });

  it.each([1, 60, 1_234])('puts exactly %i documents into the source', async (documents) => {
    const { clients, toFill } = await startServers();
    await seed(toFill, { documents });
    let count = 0;
    for (const db of ['shop', 'billing', 'telemetry', 'legacy']) {
      const users = { type: 'collection', name: { $not: /^system\./ } };
      for (const { name } of await clients.source.db(db).listCollections(users).toArray()) {
        count += await clients.source.db(db).collection(name).countDocuments();
      }
    }
    expect(count).toBe(documents);
  });

  it('gives the same documents each time', async () => {
    const [one, other] = [await startServers(), await startServers()];
    for (const { toFill } of [one, other]) await seed(toFill, { documents: 200 });
    expect(await contents(one.clients.source)).toEqual(await contents(other.clients.source));
  });
});

describe('traffic', () => {
  it('has every write acknowledged when it is stopped, and can be started again', async () => {
    const { uri, source } = await startServers();
    const traffic = startTraffic(uri('app'), { perSecond: 500, clock: realClock });
    for (const least of [50, 100]) {
      await traffic.start();
      await expect.poll(() => traffic.written()).toBeGreaterThan(least);
      await traffic.stop();
      const { insert, update, delete: removed } = source.counters();
      expect(insert + update + removed).toBe(traffic.written());
    }
  });
});
