import { BSON, Timestamp, UUID } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { readIds } from '../../../src/mongo/survey/ids.ts';
import { readSample } from '../../../src/mongo/survey/sample.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();
const context = () => ({
  together: {},
  maxTimeMS: 5_000,
  clock: fakeClock(),
  signal: new AbortController().signal,
  progress: () => {},
  member: () => Promise.reject(new Error('nobody else is asked')),
});
const limits = { documents: 1_000, bytes: 1e6, allBytes: 1e9, allMs: 1_000, scannedBytes: 1e6 };

beforeAll(async () => {
  const shop = fixture.client.db('shop');
  await shop.collection('orders').insertMany(Array.from({ length: 1_500 }, (_, n) => ({ n, pad: 'x'.repeat(50) })));
  await shop.collection('odd').insertMany([{ a: { $b: 1 } }, { at: [new Timestamp({ t: 0, i: 0 })] }, { ok: 1 }]);
  await shop.createCollection('view', { viewOn: 'orders', pipeline: [] });
  await shop.createCollection('weather', { timeseries: { timeField: 'at' } });
  const random = Array.from({ length: 64 }, (_, n) => ({ _id: new UUID(Buffer.alloc(16, (n * 37) % 251)) }));
  await fixture.client.db('logs').collection<{ _id: UUID }>('events').insertMany(random);
});

describe('a sample', () => {
  it('is taken of each collection, and tells how much of it was looked at and what those documents have', async () => {
    const { read, unread } = await survey('sourceSample');
    expect(unread).toEqual([]);
    expect([...read].sort((a, b) => (a.namespace < b.namespace ? -1 : 1))).toEqual([
      { namespace: 'logs.events', documents: 64, looked: 64, flaws: {} },
      { namespace: 'shop.odd', documents: 3, looked: 3, flaws: { dollarName: 1, emptyTimestamp: 1 } },
      { namespace: 'shop.orders', documents: 1_500, looked: 1_000, flaws: {} },
    ]);
  });

  it('holds nothing of a document', async () => {
    const bytes = BSON.serialize(await survey('sourceSample'));
    for (const content of ['xxx', '$b']) expect(Buffer.from(bytes).includes(content)).toBe(false);
  });

  it('of a collection too large to be read as a whole is a small part', async () => {
    const { read } = await readSample(await fixture.connect('source'), context(), { ...limits, scannedBytes: 10 });
    expect(read.find(({ namespace }) => namespace === 'shop.orders')?.looked).toBe(60);
  });

  it('ends after so many bytes of a collection', async () => {
    const { read } = await readSample(await fixture.connect('source'), context(), { ...limits, bytes: 500 });
    expect(read.find(({ namespace }) => namespace === 'shop.orders')?.looked).toBeLessThan(10);
  });

  it('is not taken by who may not read everything', async () => {
    await fixture.client.db('admin').command({ createUser: 'few', pwd: 'few', roles: [{ role: 'read', db: 'shop' }] });
    await expect(survey('sourceSample', { name: 'few', password: 'few' })).rejects.toMatchObject({
      code: 'MONGODB_ROLE',
      message: expect.stringContaining('readAnyDatabase and clusterMonitor'),
    });
  });
});

describe('of many collections', () => {
  const many = Array.from({ length: 40 }, (_, n) => `c${n}`);
  beforeAll(async () => {
    for (const name of many) await fixture.client.db('many').collection(name).insertOne({ name });
  });

  it('those are left out for which the time is up, and said so', async () => {
    const { read, unread } = await readSample(await fixture.connect('source'), context(), { ...limits, allMs: 0 });
    expect(read).toHaveLength(32);
    expect(unread).toHaveLength(11);
    expect(unread[0]?.reason).toBe('the sample was ended after 0 s');
  });

  it('the largest come first', async () => {
    const { read } = await readSample(await fixture.connect('source'), context(), { ...limits, allBytes: 1 });
    expect(read[0]?.namespace).toBe('shop.orders');
  });

  it('none is looked at any more once the server has become slower', async () => {
    let asked = 0;
    const start = Date.now();
    // Two looks at the clock for each of five pings, one when the sample begins; then every second one ends a ping.
    const now = () => {
      asked += 1;
      return new Date(start + (asked > 11 && asked % 2 === 1 ? 100 : 0));
    };
    const { unread } = await readSample(
      await fixture.connect('source'),
      { ...context(), clock: { ...fakeClock(), now } },
      limits,
    );
    expect(unread.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/answered in \d+ ms, and in 0 ms/));
  });
});

describe('the order of ids', () => {
  it('is looked at in large collections only', async () => {
    expect(await survey('sourceIds')).toEqual({ read: [], unread: [] });
  });

  it('is told by how many lie behind a smaller one, and of which types they are', async () => {
    const { read } = await readIds(await fixture.connect('source'), context(), 1_000);
    const of = (namespace: string) => read.find((one) => one.namespace === namespace);
    expect(of('shop.orders')).toMatchObject({ types: ['objectId'], compared: 998, ascending: 998 });
    const events = of('logs.events');
    expect(events).toMatchObject({ types: ['UUID'], compared: 126 });
    expect(events?.ascending).toBeLessThan(115);
  });
});
