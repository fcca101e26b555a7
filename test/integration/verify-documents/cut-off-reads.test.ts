import { type Document, MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { identityAt, identityKey } from '../../../src/core/bson/identity.ts';
import { documentSide } from '../../../src/mongo/verify/document-side.ts';
import { pinServer } from '../../../src/mongo/verify/pinned-server.ts';
import { startsIn } from '../../../src/mongo/verify/skip-delivered.ts';
import { type Lack, lackingServer, refusal } from '../../support/lacking-server.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { field, oddIds, rawDocument } from '../../support/raw-bson.ts';
import { readingOf, verifyBetween } from '../../support/verified-side.ts';

const fixture = mongodFixture();

const isRead = (command: Document) => 'find' in command || 'getMore' in command;
const documents = [
  ...Array.from({ length: 300 }, (_, at) => rawDocument(field('_id', 1_000 + at), field('x', at))),
  ...Object.values(oddIds).map((id) => rawDocument(id, field('x', 0))),
];
const faulty = [
  ...documents.slice(0, 40),
  ...documents.slice(41, 200),
  rawDocument(field('_id', 1_200), field('x', -1)),
  ...documents.slice(201),
  rawDocument(field('_id', 'extra'), field('x', 0)),
];
const faults = ['document {"$numberInt":"1200"} x', 'extra-document "extra"', 'missing-document {"$numberInt":"1040"}'];

async function load(): Promise<void> {
  for (const [namespace, content] of [
    ['src.items', documents],
    ['dst.items', faulty],
  ] as const) {
    const [database = '', collection = ''] = namespace.split('.');
    await fixture.client.db(database).dropDatabase();
    await fixture.client.db(database).createCollection(collection);
    fixture.mongod.load(namespace, content);
  }
}

async function through(name: string, lack: Lack) {
  const uri = await lackingServer(fixture.mongod.uri('root', password), { lack });
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  onTestFinished(() => client.close());
  return readingOf(name, client, uri);
}

const openCursors = async () => {
  const { metrics } = await fixture.client.db('admin').command({ serverStatus: 1 });
  return Number(metrics.cursor.open.total);
};

/** Each so many reads of the data, beginning with the first getMore. */
const everyFew = (few: number, what: Document | 'closes', tell: () => void): Lack => {
  let reads = 0;
  return (command) => {
    if (!isRead(command)) return undefined;
    reads += 1;
    if (reads % few !== 0) return undefined;
    tell();
    return what;
  };
};

describe('a read that is cut off every few batches', () => {
  // After an election the driver looks at the server again, no sooner than after half a second: so those are fewer.
  it.each<[string, Document | 'closes', few?: number]>([
    ['the connection is closed', 'closes'],
    ['the cursor is gone', refusal(43, 'CursorNotFound', 'cursor id 5 not found')],
    ['the cursor is killed', refusal(237, 'CursorKilled', 'cursor killed')],
    ['the primary steps down', refusal(11602, 'InterruptedDueToReplStateChange', 'operation was interrupted'), 20],
    ['the server is no primary', refusal(10107, 'NotWritablePrimary', 'not primary'), 20],
    ['the time is up', refusal(50, 'MaxTimeMSExpired', 'operation exceeded time limit')],
  ])('comes to the same: %s', async (_, what, few = 3) => {
    await load();
    const cuts = { source: 0, destination: 0 };
    const tell = (side: keyof typeof cuts) => () => {
      cuts[side] += 1;
    };
    const [source, destination] = [
      await through('the source', everyFew(few + 1, what, tell('source'))),
      await through('the destination', everyFew(few, what, tell('destination'))),
    ];
    const { words, total } = await verifyBetween(source, destination, { batchSize: 11 });
    expect(Math.min(cuts.source, cuts.destination)).toBeGreaterThan(0);
    expect(words).toEqual(faults);
    expect(total).toMatchObject({
      source: documents.length,
      destination: faulty.length,
      compared: documents.length - 1,
      bytes: [...documents, ...faulty].reduce((sum, { length }) => sum + length, 0),
    });
  });
});

describe('a read that comes no further', () => {
  it.each<[string, Document | 'closes', string]>([
    ['the source', 'closes', 'The source ('],
    ['the destination', 'closes', 'The destination ('],
    ['the source', refusal(43, 'CursorNotFound', 'cursor id 5 not found'), 'the last time by a lost cursor'],
    ['the destination', refusal(11602, 'InterruptedDueToReplStateChange', 'x'), 'the last time by an election'],
  ])('ends with an error that names %s', async (name, what, text) => {
    await load();
    const before = await openCursors();
    const failing = await through(name, (command) => (isRead(command) ? what : undefined));
    const other = await through(name === 'the source' ? 'the destination' : 'the source', () => undefined);
    const sides = name === 'the source' ? ([failing, other] as const) : ([other, failing] as const);
    await expect(verifyBetween(...sides, { batchSize: 11 })).rejects.toMatchObject({
      code: 'MONGODB',
      message: expect.stringContaining(text),
    });
    expect(await openCursors()).toBe(before);
  });

  it('ends at once, in words about its side, where another try would come to the same', async () => {
    await load();
    let reads = 0;
    const unauthorized = refusal(13, 'Unauthorized', 'not authorized on dst');
    const destination = await through('the destination', (command) => {
      if (!isRead(command)) return undefined;
      reads += 1;
      return unauthorized;
    });
    await expect(verifyBetween(await through('the source', () => undefined), destination)).rejects.toMatchObject({
      code: 'MONGODB_ROLE',
      message: expect.stringContaining('the destination'),
    });
    expect(reads).toBe(1);
  });
});

it.each([
  ['which is still there', 'goes on behind it', async () => {}],
  [
    'which is gone',
    'ends, because nobody knows where to go on',
    () => fixture.client.db('src').collection<{ _id: number }>('items').deleteOne({ _id: 1_010 }),
  ],
])('a read in natural order that is cut off at a document %s %s', async (_, end, beforeRetry) => {
  await load();
  const { name, reads } = { name: 'the source', reads: { count: 0 } };
  const once: Lack = (command) => {
    if (!isRead(command)) return undefined;
    reads.count += 1;
    return reads.count === 2 ? 'closes' : undefined;
  };
  const reading = { ...(await through(name, once)), beforeRetry: async () => void (await beforeRetry()) };
  const found: string[] = [];
  const read = async () => {
    for await (const batch of documentSide('src.items', reading).batches({ index: 0, order: 'natural' }, 11))
      for (const start of startsIn(batch)) found.push(identityKey(identityAt(batch.bytes, start)));
  };
  if (end.startsWith('goes on')) await read();
  else
    await expect(read()).rejects.toMatchObject({
      ...{ code: 'MONGODB', kind: 'step-failed' },
      message: expect.stringMatching(/^The source .* src\.items: .*no more\.$/),
    });
  expect(found).toHaveLength(end.startsWith('goes on') ? documents.length : 11);
});

it('a read that is not to be made up for ends with the first that is cut off', async () => {
  await load();
  let reads = 0;
  const source = await through('the source', (command) => {
    if (!isRead(command)) return undefined;
    reads += 1;
    return reads === 3 ? 'closes' : undefined;
  });
  const destination = await through('the destination', () => undefined);
  await expect(verifyBetween({ ...source, mostTries: 1 }, destination, { batchSize: 11 })).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(/^The source \(.*\) could not be read: cut off by /),
  });
  expect(reads).toBe(3);
});

describe('each read', () => {
  it('is of a majority, after the time of its side, by one session, and has a limit of time', async () => {
    await load();
    const finds: Document[] = [];
    const getMores: Document[] = [];
    const source = await through('the source', (command) => {
      if ('find' in command) finds.push(command);
      if ('getMore' in command) getMores.push(command);
      return undefined;
    });
    await verifyBetween(source, await through('the destination', () => undefined), { batchSize: 50 });
    expect(finds.length).toBeGreaterThan(1);
    expect(getMores.length).toBeGreaterThan(3);
    for (const { readConcern, maxTimeMS } of finds) {
      expect(readConcern).toMatchObject({ level: 'majority' });
      const after = readConcern.afterClusterTime;
      expect([after.getHighBits(), after.getLowBits()]).toEqual([source.time.seconds, source.time.increment]);
      expect(Number(maxTimeMS)).toBeGreaterThan(0);
    }
    const [scan] = finds;
    for (const { lsid } of getMores) expect(lsid.id.toString('hex')).toBe(scan?.lsid.id.toString('hex'));
  });

  it('kills its cursor where nobody reads on', async () => {
    await load();
    const before = await openCursors();
    const uri = fixture.mongod.uri('root', password);
    const reading = await readingOf('the source', fixture.client, uri);

    for await (const _ of documentSide('src.items', reading).batches({ index: 0, order: 'id' }, 5)) break;
    expect(await openCursors()).toBe(before);
  });
});

describe('a server that is pinned', () => {
  it('is the primary alone, by a client of its own', async () => {
    const { client, mongod } = fixture;
    const server = pinServer({ client, uri: mongod.uri('root', password), patienceMs: 5_000 });
    onTestFinished(() => server.close());
    const pinned = await server.client();
    expect(pinned).not.toBe(client);
    expect(pinned.options.directConnection).toBe(true);
    expect(pinned.options.hosts.map(String)).toEqual([mongod.address]);
    expect(await server.client()).toBe(pinned);
    await server.leave();
    expect(await server.client()).not.toBe(pinned);
  });

  it('is the one that a string names on purpose', async () => {
    const uri = `${fixture.mongod.uri('root', password).replace(/replicaSet=[^&]*/, 'directConnection=true')}`;
    const client = await new MongoClient(uri).connect();
    onTestFinished(() => client.close());
    expect(await pinServer({ client, uri, patienceMs: 5_000 }).client()).toBe(client);
  });
});
