import { Binary, type Db, type Document, Timestamp } from 'mongodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('ttl', '8.0.4');

interface Expiry {
  readonly rule: string;
  /** Of the collection. */
  readonly options?: Document;
  readonly index?: Document;
  readonly documents: readonly Document[];
  /** The `_id`s of those that stay. */
  readonly stay: readonly unknown[];
  readonly since?: number;
}

const hour = 3600;
const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
const [old, fresh] = [at(-2 * hour), at(2 * hour)];
const afterAnHour = { key: { at: 1 }, expireAfterSeconds: hour };

/** MongoDB manual, "TTL Indexes"; mongodb/mongo, src/mongo/db/ttl/ttl.cpp. */
const expiries: readonly Expiry[] = [
  {
    rule: 'a date that is older than the index lets it be expires',
    index: afterAnHour,
    documents: [
      { _id: 1, at: old },
      { _id: 2, at: at(-0.5 * hour) },
      { _id: 3, at: fresh },
      { _id: 4, at: new Date(-1) },
    ],
    stay: [2, 3],
  },
  {
    rule: 'at the time itself where it is 0 seconds',
    index: { key: { at: 1 }, expireAfterSeconds: 0 },
    documents: [
      { _id: 1, at: at(-1) },
      { _id: 2, at: fresh },
    ],
    stay: [2],
  },
  {
    rule: 'what is no date never expires',
    index: afterAnHour,
    documents: [
      { _id: 1 },
      { _id: 2, at: null },
      { _id: 3, at: 0 },
      { _id: 4, at: old.toISOString() },
      { _id: 5, at: new Timestamp({ t: 1, i: 1 }) },
      { _id: 6, at: { at: old } },
      { _id: 7, at: [] },
      { _id: 8, at: [old.getTime(), 'x', [old]] },
      { _id: 9, at: new Binary(Buffer.alloc(8)) },
      { _id: 10, at: old },
    ],
    stay: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  },
  {
    rule: 'of an array the earliest date counts',
    index: afterAnHour,
    documents: [
      { _id: 1, at: [fresh, old] },
      { _id: 2, at: ['x', old, null] },
      { _id: 3, at: [fresh, at(1)] },
    ],
    stay: [3],
  },
  {
    rule: 'the field may lie deeper, also in an array of documents',
    index: { key: { 'a.at': -1 }, expireAfterSeconds: hour },
    documents: [
      { _id: 1, a: { at: old } },
      { _id: 2, a: [{ at: fresh }, { at: old }] },
      { _id: 3, a: [{ at: fresh }] },
      { _id: 4, a: old },
    ],
    stay: [3, 4],
  },
  {
    rule: 'a partial index lets only those expire that it holds',
    index: { ...afterAnHour, partialFilterExpression: { done: true } },
    documents: [
      { _id: 1, at: old, done: true },
      { _id: 2, at: old, done: false },
      { _id: 3, at: old },
    ],
    stay: [2, 3],
  },
  {
    rule: 'a hidden index goes on with it',
    index: { ...afterAnHour, hidden: true },
    documents: [{ _id: 1, at: old }, { _id: 2 }],
    stay: [2],
  },
  {
    rule: 'a hashed index lets nothing expire',
    index: { ...afterAnHour, key: { at: 'hashed' } },
    documents: [{ _id: 1, at: old }],
    stay: [1],
  },
  {
    rule: 'the longest time is 68 years',
    index: { key: { at: 1 }, expireAfterSeconds: 2 ** 31 - 1 },
    documents: [
      { _id: 1, at: new Date('1950-01-01') },
      { _id: 2, at: new Date('1970-01-01') },
    ],
    stay: [2],
  },
  {
    rule: 'a clustered collection expires by the dates in _id',
    options: { clusteredIndex: { key: { _id: 1 }, unique: true }, expireAfterSeconds: hour },
    documents: [{ _id: old }, { _id: fresh }, { _id: 1 }, { _id: 'x' }],
    stay: [1, 'x', fresh],
    since: 6,
  },
  {
    rule: 'so does a capped collection by its index',
    options: { capped: true, size: 4096 },
    index: afterAnHour,
    documents: [
      { _id: 1, at: old },
      { _id: 2, at: fresh },
    ],
    stay: [2],
    since: 8,
  },
];

/** The conformance suite's own database is emptied before each test; here one wait is for all of them. */
const kept = () => server.client.db(`${server.db.databaseName}_kept`);
const applies = ({ since = 0 }: Expiry) => server.major >= since;
const admin = (command: Document) => server.client.db('admin').command(command);
const counters = async () => (await admin({ serverStatus: 1 })).metrics.ttl;

let sleepSecs = 60;
let before: Document = {};
const told: Document[] = [];

async function make(db: Db, name: string, { options = {}, index, documents }: Expiry): Promise<void> {
  await db.createCollection(name, options);
  // The index comes last, so that nothing goes before all of it is there.
  await db.collection(name).insertMany([...documents]);
  if (index !== undefined) await db.command({ createIndexes: name, indexes: [{ name: 'ttl', ...index }] });
}

/** Servers before 7.1 take a shorter time only when the longer one is over. */
async function twoPasses(): Promise<void> {
  const { passes } = await counters();
  const patience = { timeout: 130_000, interval: 100 };
  await vi.waitFor(async () => expect((await counters()).passes).toBeGreaterThan(passes + 1), patience);
}

beforeAll(async () => {
  ({ was: sleepSecs } = await admin({ setParameter: 1, ttlMonitorSleepSecs: 1 }));
  await kept().dropDatabase();
  before = await counters();
  const changes = kept().watch([{ $match: { operationType: 'delete' } }]);
  changes.on('change', (change) => told.push(change));
  for (const [position, expiry] of expiries.entries()) if (applies(expiry)) await make(kept(), `c${position}`, expiry);
  await twoPasses();
}, 140_000);

afterAll(async () => {
  await admin({ setParameter: 1, ttlMonitorSleepSecs: sleepSecs });
  await kept().dropDatabase();
});

it.each(expiries.map((expiry, position) => [expiry.rule, expiry, `c${position}`] as const))(
  '%s',
  async (_, expiry, name) => {
    if (!applies(expiry)) return expect(server.major).toBeGreaterThan(0);
    const left = await kept().collection(name).find().sort({ _id: 1 }).toArray();
    expect(left.map(({ _id }) => _id)).toEqual(expiry.stay);
  },
);

it('the server counts what expired, and change streams and the oplog tell of it as of any other delete', async () => {
  const gone = expiries.filter(applies).reduce((sum, { documents, stay }) => sum + documents.length - stay.length, 0);
  expect((await counters()).deletedDocuments - before.deletedDocuments).toBe(gone);
  await expect.poll(() => told.length).toBe(gone);
  expect(told).toContainEqual(
    expect.objectContaining({ ns: { db: kept().databaseName, coll: 'c0' }, documentKey: { _id: 1 } }),
  );
  const entry = { op: 'd', ns: `${kept().databaseName}.c0`, 'o._id': 1 };
  expect(await server.client.db('local').collection('oplog.rs').countDocuments(entry)).toBe(1);
});
