import { MaxKey, MinKey } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkedSource } from './checked-source.ts';

type Source = ReturnType<typeof checkedSource>;
type Row = [id: string, result: string, message: RegExp, fix?: RegExp];

/** Each is what somebody did to this source. */
function finds(source: Source, rows: readonly Row[]) {
  let checking: ReturnType<Source['check']> | undefined;
  it.each(rows)('%s: %s, %s', async (id, result, message, fix = /./) => {
    checking ??= source.check();
    const found = (await checking).finding(id);
    expect(found).toMatchObject({ result, message: expect.stringMatching(message) });
    expect(found?.fix).toMatch(fix);
  });
}

describe('a source with everything that can be wrong with its definitions', () => {
  const source = checkedSource();
  beforeAll(async () => {
    const shop = source.fixture.client.db('shop');
    await shop.createCollection('weather', { timeseries: { timeField: 'at' } });
    const clusteredIndex = { key: { _id: 1 }, unique: true };
    await shop.createCollection('sessions', { clusteredIndex, expireAfterSeconds: 60 });
    await shop.createCollection('ring', { capped: true, size: 4096 });
    await shop.createCollection('names', { collation: { locale: 'de', strength: 1 } });
    await shop.createCollection('cards', { encryptedFields: { fields: [] } });
    await shop.createCollection('dead', { viewOn: 'gone', pipeline: [] });
    const orders = shop.collection('orders');
    await orders.createIndex({ number: 1 }, { name: 'by_number', unique: true });
    await orders.createIndex({ number: 1 }, { name: 'sparse_number', sparse: true });
    await orders.createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 60 });
    await orders.createIndex({ b: 1 }, { name: 'b_hidden', hidden: true });
    await orders.createIndex({ b: 1 }, { name: 'b_sparse', sparse: true });
    for (let at = 0; at < 30; at++) await orders.createIndex({ [`f${at}`]: 1 });
    await shop.collection<{ _id: string }>('system.js').insertOne({ _id: 'total' });
    await source.fixture.client.db('Shop').collection('orders').insertOne({});
    await source.fixture.client.db('admin').collection('notes').insertOne({});
  });
  finds(source, [
    ['C01', 'warn', /^shop\.weather is a time series/, /--collection='weather'/],
    ['C02', 'block', /^shop\.sessions is a clustered/, /collMod: "sessions", expireAfterSeconds: "off"/],
    ['C03', 'warn', /^shop\.ring is capped/, /getCollectionInfos\(\{ name: "ring" \}\)/],
    [
      'C04',
      'block',
      /shop\.orders: by_number \{number: 1\} \(unique\) and sparse_number/,
      /dropIndex\("sparse_number"\)/,
    ],
    ['C12', 'block', /^shop\.cards, .* belong to Queryable Encryption/],
    ['C19', 'info', /shop\.orders: ttl \{at: 1\}/],
    ['C20', 'info', /unique shop\.orders: by_number \(0 bytes\), hidden shop\.orders: b_hidden/],
    ['C22', 'warn', /^shop\.system\.js does not arrive/],
    ['C32', 'warn', /^The databases Shop, shop differ only by case/],
    ['LM07', 'info', /^The view shop\.dead on "gone" reads/],
    ['LM10', 'info', /shop\.orders: b_hidden, b_sparse \{b: 1\}/],
    ['LM11', 'info', /shop\.orders \(36\)/],
    ['LM12', 'warn', /^admin\.notes does not arrive/],
  ]);

  it('blocks, and what is in order passes', async () => {
    const { exitCode, passed } = await source.check();
    expect(exitCode).toBe(3);
    expect(passed).toEqual(
      expect.arrayContaining(['C05', 'C06', 'C07', 'C08', 'C16', 'C17', 'C23', 'C29', 'LM08', 'LM09']),
    );
  });
});

describe('a sharded source that is in the middle of changes', () => {
  const source = checkedSource({ replicaSet: 'rs', topology: { shards: 4 } });
  beforeAll(async () => {
    const { client } = source.fixture;
    const orders = client.db('shop').collection('orders');
    await orders.insertOne({});
    await orders.createIndex({ _id: 'hashed' });
    for (let at = 0; at < 62; at++) await orders.createIndex({ [`f${at}`]: 1 });
    await client.db('shop').createCollection('names', { collation: { locale: 'de', strength: 1 } });
    await client.db('admin').command({ shardCollection: 'shop.orders', key: { _id: 'hashed' } });
    await client.db('admin').command({ addShardToZone: 'rs-shard-1', zone: 'EU' });
    const range = { min: { _id: new MinKey() }, max: { _id: new MaxKey() } };
    await client.db('admin').command({ updateZoneKeyRange: 'shop.orders', ...range, zone: 'EU' });
    const config = client.db('config');
    const activeWindow = { start: '23:00', stop: '05:00' };
    await config
      .collection<{ _id: string }>('settings')
      .updateOne({ _id: 'balancer' }, { $set: { activeWindow } }, { upsert: true });
    await config.collection('reshardingOperations').insertOne({ ns: 'shop.orders' });
  });
  finds(source, [
    ['C05', 'block', /shop\.orders \(64\)/],
    ['C07', 'block', /^shop\.names has a collation/, /renameCollection\("names", true\)/],
    ['C08', 'block', /window \(23:00 to 05:00\)/, /\$unset: \{ activeWindow: true \}/],
    ['C09', 'block', /while shop\.orders is being resharded/],
    ['C11', 'warn', /: shop\.orders \(EU\), shard rs-shard-1 \(EU\)\./],
    ['C29', 'info', /on 4 shards/],
  ]);
});

describe('a source about which there is nothing to say', () => {
  const source = checkedSource({ version: '8.0.5' });
  it('has no blocker and no warning from its data', async () => {
    await source.fixture.client.db('shop').collection('orders').insertOne({});
    const { passed, finding } = await source.check();
    const others = ['C30', 'C31', 'LM13'];
    expect(others.map((id) => finding(id)?.result)).toEqual(others.map(() => 'not-checked'));
    const mine = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 17, 18, 19, 20, 21, 22, 29, 32, 33];
    expect(passed).toEqual(expect.arrayContaining(mine.map((at) => `C${String(at).padStart(2, '0')}`)));
    expect(passed).toEqual(expect.arrayContaining(['LM07', 'LM08', 'LM09', 'LM10', 'LM11', 'LM12']));
  });
});
