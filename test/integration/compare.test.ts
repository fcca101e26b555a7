import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, type MongoClient, ObjectId, UUID } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { writePosition } from '../../src/mongo/user-writes.ts';
import { seed } from '../../src/sandbox/replication/seed.ts';
import { startServers } from '../support/migration-servers.ts';
import { verifyTwo } from '../support/verify-two.ts';

type Servers = Awaited<ReturnType<typeof startServers>>;
type Act = (shop: ReturnType<MongoClient['db']>) => Promise<unknown>;

const compared = ({ toFill, job }: Pick<Servers, 'toFill' | 'job'>) =>
  verifyTwo({ source: toFill.uri, destination: job.destinationUri });

async function found(servers: Servers): Promise<string[]> {
  const { identical, differences } = await compared(servers);
  expect(identical).toBe(differences.length === 0);
  return differences.map(({ namespace, kind, detail, id }) => `${kind} ${namespace} ${id ?? detail}`);
}

/** Every type that an `_id` can have; several are numerically equal to others but not the same. */
const identities: readonly [string, unknown][] = [
  ['ObjectId', new ObjectId('64b000000000000000000001')],
  ['int32', new Int32(7)],
  ['int64 that no double holds', Long.fromString('9007199254740993')],
  ['double', new Double(0.5)],
  ['NaN', new Double(Number.NaN)],
  ['Decimal128', Decimal128.fromString('1.10')],
  ['string', 'Ünïcode'],
  ['empty string', ''],
  ['document', { b: new Int32(1), a: 'x' }],
  ['document with names like numbers', new Map(Object.entries({ b: new Int32(1) }).concat([['7', new Int32(2)]]))],
  ['empty document', {}],
  ['UUID', new UUID('00112233-4455-4677-8899-aabbccddeeff')],
  ['old binary', new Binary(Buffer.from('abc'), 2)],
  ['date before 1970', new Date(-1)],
  ['boolean', false],
  ['null', null],
  ['MinKey', new MinKey()],
  ['MaxKey', new MaxKey()],
];

describe('the place of the newest write', () => {
  const places = ({ source, destination }: Servers['clients']) =>
    Promise.all([writePosition(source), writePosition(destination)]);

  it('moves with every write of user data, and with nothing else', async () => {
    const servers = await startServers();
    const { clients } = servers;
    const shop = clients.source.db('shop');
    await shop.command({ insert: 'things', documents: [{ _id: 1, v: 1 }] });
    await clients.destination.db('shop').command({ insert: 'things', documents: [{ _id: 1, v: 1 }] });
    const before = await places(clients);
    expect(before).toEqual([expect.stringMatching(/^rs-source \d+\.\d+$/), expect.stringMatching(/^atlas-shard-0 \d/)]);
    await compared(servers);
    for (const database of ['config', '__mdb_internal_mongosync_verifier_src', 'mongosync_internal_1'])
      await clients.source.db(database).collection('any').insertOne({ v: 1 });
    expect(await places(clients)).toEqual(before);
    const seen = [before[0]];
    for (const write of [
      { update: 'things', updates: [{ q: { _id: 1 }, u: { $set: { v: 2 } } }] },
      { delete: 'things', deletes: [{ q: { _id: 1 }, limit: 1 }] },
      { create: 'others' },
      { drop: 'things' },
    ]) {
      await shop.command(write);
      const [here, there] = await places(clients);
      expect(seen).not.toContain(here);
      expect(there).toBe(before[1]);
      seen.push(here);
    }
  });

  it('is not known where nothing was written, and through a mongos', async () => {
    const servers = await startServers({ destinationTopology: { shards: 2 } });
    const { clients } = servers;
    await clients.destination.db('shop').command({ insert: 'things', documents: [{ _id: 1 }] });
    expect(await places(clients)).toEqual([undefined, undefined]);
  });
});

describe('two deployments with the same contents', () => {
  it('are identical, documents of every kind and all definitions included', async () => {
    const servers = await startServers();
    const { toFill, destination, job } = servers;
    const other = { uri: job.destinationUri, load: destination.load };
    for (const one of [toFill, other]) await seed(one, { documents: 2_500 });
    expect(await compared(servers)).toMatchObject({
      identical: true,
      namespaces: 7,
      documents: { source: 2_500, destination: 2_500 },
      differencesTotal: 0,
    });
  });

  it.each(identities)('are identical where an _id is of type %s', async (_, _id) => {
    const servers = await startServers();
    const { clients } = servers;
    for (const client of [clients.source, clients.destination]) {
      await client.db('shop').command({ insert: 'things', documents: [{ _id, v: 1 }] });
    }
    expect(await found(servers)).toEqual([]);
  });
});

describe('two deployments that differ', () => {
  const numbered = Array.from({ length: 30 }, (_, n) => ({ _id: new Int32(n), a: 1, b: 2 }));

  async function startEqual() {
    const servers = await startServers();
    const { clients } = servers;
    for (const client of [clients.source, clients.destination]) {
      const shop = client.db('shop');
      await shop.command({ create: 'orders', validator: { a: { $exists: true } } });
      await shop.command({ insert: 'orders', documents: numbered });
      const indexes = [{ key: { a: 1, b: 1 }, name: 'pair', partialFilterExpression: { a: 1 } }];
      await shop.command({ createIndexes: 'orders', indexes });
      await shop.command({ create: 'view', viewOn: 'orders', pipeline: [{ $match: { a: 1 } }] });
    }
    return servers;
  }

  const replaceIndex =
    (index: object): Act =>
    async (shop) => {
      await shop.command({ dropIndexes: 'orders', index: 'pair' });
      await shop.command({ createIndexes: 'orders', indexes: [{ name: 'pair', ...index }] });
    };

  it.each<[string, Act, string]>([
    ['a collection is missing', (shop) => shop.collection('orders').drop(), '^missing-namespace shop.orders '],
    ['there is one more', (shop) => shop.createCollection('more'), '^extra-namespace shop.more '],
    [
      'a view is a collection',
      async (shop) => {
        await shop.collection('view').drop();
        await shop.createCollection('view');
      },
      '^type shop.view view in the source, collection in the destination',
    ],
    [
      'the pipeline of a view is another',
      (shop) => shop.command({ collMod: 'view', viewOn: 'orders', pipeline: [{ $match: { a: 2 } }] }),
      '^options shop.view pipeline\\.0',
    ],
    ['a validator is gone', (shop) => shop.command({ collMod: 'orders', validator: {} }), '^options shop.orders vali'],
    [
      'an index is missing',
      (shop) => shop.command({ dropIndexes: 'orders', index: 'pair' }),
      '^index shop.orders pair: missing in the destination$',
    ],
    [
      'the fields of an index come in another order',
      replaceIndex({ key: { b: 1, a: 1 }, partialFilterExpression: { a: 1 } }),
      '^index shop.orders pair: ',
    ],
    ['an index covers all documents', replaceIndex({ key: { a: 1, b: 1 } }), '^index shop.orders pair: '],
    [
      'a document is missing',
      (shop) => shop.collection('orders').deleteOne({ b: 2 }),
      '^missing-document shop.orders {"\\$numberInt":"0"}$',
    ],
    [
      'there is one more document',
      (shop) => shop.command({ insert: 'orders', documents: [{ _id: 'new', a: 1 }] }),
      '^extra-document shop.orders "new"$',
    ],
    [
      'a value is another',
      (shop) => shop.collection('orders').updateOne({ b: 2 }, { $set: { b: 3 } }),
      '^document shop.orders {"\\$numberInt":"0"}$',
    ],
    [
      'a number is of another type',
      (shop) => shop.collection('orders').updateOne({ b: 2 }, { $set: { b: new Double(2) } }),
      '^document shop.orders {"\\$numberInt":"0"}$',
    ],
  ])('are told apart where %s', async (_, act, expected) => {
    const servers = await startEqual();
    const { clients } = servers;
    await act(clients.destination.db('shop'));
    expect(await found(servers)).toEqual([expect.stringMatching(new RegExp(expected))]);
  });

  it.each([
    ['int32 and double', new Int32(1), new Double(1), ['document']],
    ['int64 and Decimal128', Long.fromNumber(1), Decimal128.fromString('1'), ['document']],
    ['NaN as double and as Decimal128', new Double(Number.NaN), Decimal128.fromString('NaN'), ['document']],
    // To a server these are two values.
    ['a document in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, ['missing-document', 'extra-document']],
  ])('do not pass for equal where an _id is equal but not the same: %s', async (_, here, there, kinds) => {
    const servers = await startServers();
    const { clients } = servers;
    await clients.source.db('shop').command({ insert: 'things', documents: [{ _id: here }] });
    await clients.destination.db('shop').command({ insert: 'things', documents: [{ _id: there }] });
    expect((await found(servers)).map((text) => text.split(' ')[0])).toEqual(kinds);
  });

  it('are told apart, and are identical all the same, where fields come in another order', async () => {
    const servers = await startEqual();
    await servers.clients.destination.db('shop').collection('orders').replaceOne({ b: 2 }, { b: 2, a: 1 });
    expect(await compared(servers)).toMatchObject({
      verdict: 'identical',
      expected: [{ class: 'field-order', count: 1, why: expect.stringContaining('another order') }],
    });
  });

  it('count the documents of namespaces that only one of them has', async () => {
    const servers = await startEqual();
    const { clients } = servers;
    await clients.source.db('only').command({ insert: 'here', documents: [{ _id: 1 }] });
    await clients.destination.db('only').command({ insert: 'there', documents: [{ _id: 1 }, { _id: 2 }] });
    expect(await compared(servers)).toMatchObject({ identical: false, documents: { source: 31, destination: 32 } });
  });

  it('tell of a document nothing but its _id', async () => {
    const servers = await startServers();
    const { clients } = servers;
    for (const [client, secret] of [
      [clients.source, 'swordfish'],
      [clients.destination, 'sesame'],
    ] as const) {
      await client.db('shop').command({ insert: 'things', documents: [{ _id: 1, secret }] });
    }
    const text = JSON.stringify(await compared(servers));
    expect(text).toContain('"document"');
    expect(text).not.toMatch(/swordfish|sesame/);
  });
});
