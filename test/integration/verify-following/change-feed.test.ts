import { BSON, type Document, MongoClient } from 'mongodb';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ChangeBatch } from '../../../src/core/verification/change-feed.ts';
import { isBefore } from '../../../src/core/verification/cluster-time.ts';
import type { FeedPosition } from '../../../src/core/verification/entry.ts';
import type { ClusterTime } from '../../../src/core/verification/side.ts';
import { changeFeed } from '../../../src/mongo/verify/change-feed.ts';
import { presentTime } from '../../../src/mongo/verify/present-time.ts';
import { type Lack, lackingServer, refusal } from '../../support/lacking-server.ts';
import { mongodFixture, password } from '../../support/mongod-fixture.ts';
import { takenUntil } from '../../support/taken-changes.ts';
import { readingOf } from '../../support/verified-side.ts';

const replicaSet = mongodFixture();
const older = mongodFixture({ version: '5.0.31' });
const sharded = mongodFixture({ topology: { shards: 2 } });

beforeEach(async () => {
  for (const { client } of [replicaSet, older, sharded])
    for (const name of ['shop', 'copy']) await client.db(name).dropDatabase();
});

type Since = ClusterTime | FeedPosition;

async function feedOf(fixture: typeof replicaSet, since: Since, username = 'root') {
  const uri = fixture.mongod.uri(username, password);
  return changeFeed(await readingOf('the source', await connected(uri), uri), since);
}

/** Through a door that refuses some commands. */
async function feedThrough(lack: Lack, since: Since, answer?: (answer: Document) => Document) {
  const uri = await lackingServer(replicaSet.mongod.uri('root', password), { lack, ...(answer && { answer }) });
  return changeFeed(await readingOf('the source', await connected(uri), uri), since);
}

async function connected(uri: string) {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, heartbeatFrequencyMS: 500 }).connect();
  onTestFinished(() => client.close());
  return client;
}

const now = ({ client }: typeof replicaSet) => presentTime(client, 5_000);
const shop = ({ client }: typeof replicaSet) => client.db('shop').collection<{ _id: number; a?: number }>('orders');

describe.each([
  ['of a replica set', replicaSet],
  ['of a sharded cluster', sharded],
  ['of a server that does not show definitions', older],
])('the changes %s', (_, fixture) => {
  it('name every document that was written, once for each write, and nothing of before', async () => {
    await shop(fixture).insertOne({ _id: 1 });
    for (const _id of [8, 9]) await fixture.client.db('shop').collection<{ _id: number }>('other').insertOne({ _id });
    const start = await now(fixture);
    await shop(fixture).insertMany([{ _id: 2 }, { _id: 3 }]);
    await shop(fixture).updateOne({ _id: 1 }, { $set: { a: 1 } });
    await shop(fixture).replaceOne({ _id: 2 }, { a: 2 });
    await shop(fixture).deleteOne({ _id: 3 });
    const { documents, definitions } = await takenUntil(await feedOf(fixture, start), await now(fixture));
    expect(documents).toEqual([2, 3, 1, 2, 3].map((id) => `shop.orders ${id}`));
    expect(definitions).toEqual([]);
  });

  it('go on behind a position that was kept', async () => {
    const start = await now(fixture);
    await shop(fixture).insertMany([{ _id: 1 }, { _id: 2 }]);
    const first = await takenUntil(await feedOf(fixture, start), await now(fixture));
    await shop(fixture).insertOne({ _id: 3 });
    const second = await takenUntil(await feedOf(fixture, first.last.position), await now(fixture));
    expect(second.documents).toEqual(['shop.orders 3']);
  });

  it('come to the present where nobody writes', async () => {
    const { documents, last } = await takenUntil(await feedOf(fixture, await now(fixture)), await now(fixture));
    expect(documents).toEqual([]);
    expect(last.position.token).not.toBe('');
  });

  it('tell of namespaces that are dropped or renamed', async () => {
    await shop(fixture).insertOne({ _id: 1 });
    await fixture.client.db('copy').collection('c').insertOne({});
    const start = await now(fixture);
    await shop(fixture).rename('bought');
    await fixture.client.db('shop').collection('bought').drop();
    await fixture.client.db('copy').dropDatabase();
    const { definitions } = await takenUntil(await feedOf(fixture, start), await now(fixture));
    expect(definitions).toEqual(expect.arrayContaining(['shop.orders', 'shop.bought', 'copy.*']));
  });

  it('are those of users', async () => {
    const start = await now(fixture);
    for (const database of ['__mdb_internal_mongosync', 'mongosync_internal_2'])
      await fixture.client.db(database).collection('c').insertOne({});
    await fixture.client.db('mongosync_mine').collection<{ _id: number }>('c').insertOne({ _id: 5 });
    const { documents, definitions } = await takenUntil(await feedOf(fixture, start), await now(fixture));
    expect(documents.filter((one) => !one.startsWith('copy.'))).toEqual(['mongosync_mine.c 5']);
    expect(definitions.filter((one) => one.includes('_internal_'))).toEqual([]);
    for (const database of ['__mdb_internal_mongosync', 'mongosync_internal_2', 'mongosync_mine'])
      await fixture.client.db(database).dropDatabase();
  });
});

describe('of definitions', () => {
  it('a server from 6.0 on tells all', async () => {
    await replicaSet.client.db('shop').createCollection('orders');
    const start = await now(replicaSet);
    await replicaSet.client.db('shop').createCollection('more');
    await shop(replicaSet).createIndex({ a: 1 });
    const { definitions } = await takenUntil(await feedOf(replicaSet, start), await now(replicaSet));
    expect(definitions).toEqual(expect.arrayContaining(['shop.more', 'shop.orders']));
  });

  it('an older one tells of no new one, and of one that goes', async () => {
    const start = await now(older);
    await older.client.db('shop').createCollection('more');
    await older.client.db('shop').createCollection('gone');
    await older.client.db('shop').dropCollection('gone');
    const { definitions } = await takenUntil(await feedOf(older, start), await now(older));
    expect(definitions).not.toContain('shop.more');
    expect(definitions).toContain('shop.gone');
  });
});

describe('a feed', () => {
  const isAsked = (command: Document) => 'getMore' in command && command.collection === '$cmd.aggregate';

  // After an election the driver looks at the server again, no sooner than after half a second: so those are fewer.
  it.each<[string, Document | 'closes', few?: number]>([
    ['the connection is closed', 'closes'],
    ['the cursor is gone', refusal(43, 'CursorNotFound', 'cursor id 5 not found')],
    ['the primary steps down', refusal(11602, 'InterruptedDueToReplStateChange', 'operation was interrupted'), 30],
    ['a chunk moves', { ...refusal(13388, 'StaleConfig', 'stale'), errorLabels: ['ResumableChangeStreamError'] }],
  ])('leaves nothing out where it is cut off every few answers: %s', async (_, what, few = 3) => {
    const start = await now(replicaSet);
    let asked = 0;
    let cuts = 0;
    const lack: Lack = (command) => {
      if (!isAsked(command)) return undefined;
      asked += 1;
      if (asked % few !== 0) return undefined;
      cuts += 1;
      return what;
    };
    let written = 0;
    const writing = (async () => {
      for (; written < 100 || cuts < 2; written += 1) await shop(replicaSet).insertOne({ _id: written });
    })();
    const feed = await feedThrough(lack, start);
    const seen = new Set<string>();
    let last = -1;
    for await (const { documents } of feed.batches()) {
      for (const { namespace, identity } of documents) {
        if (namespace !== 'shop.orders') continue;
        seen.add(Buffer.from(identity).toString('hex'));
        last = Buffer.from(identity).readInt32LE(9);
      }
      if (last === written - 1 && written >= 100 && cuts > 1) break;
    }
    await writing;
    expect(seen.size).toBe(written);
  });

  it('ends where it comes no further, in words about its side', async () => {
    const refused = refusal(11602, 'InterruptedDueToReplStateChange', 'operation was interrupted');
    const feed = await feedThrough((command) => ('aggregate' in command ? refused : undefined), await now(replicaSet));
    await expect(takenUntil(feed, await now(replicaSet))).rejects.toMatchObject({
      code: 'MONGODB',
      message: expect.stringContaining('The source ('),
    });
  });

  it.each<[string, string, Document]>([
    [
      'the oplog does not reach back',
      'CHANGES_LOST',
      refusal(286, 'ChangeStreamHistoryLost', 'Resume was not possible'),
    ],
    ['the token is of elsewhere', 'CHANGES_LOST', refusal(260, 'InvalidResumeToken', 'no such token')],
    ['the user may not', 'CHANGES_REFUSED', refusal(13, 'Unauthorized', 'not authorized on admin')],
    ['the server has none', 'NO_CHANGE_STREAMS', refusal(40573, 'Location40573', 'only supported on replica sets')],
    ['the server does not know them', 'NO_CHANGE_STREAMS', refusal(40324, 'Location40324', 'Unrecognized stage')],
  ])('says at the first answer why it cannot be: %s', async (_, code, answer) => {
    let asked = 0;
    const lack: Lack = (command) => {
      if (!('aggregate' in command)) return undefined;
      asked += 1;
      return answer;
    };
    const feed = await feedThrough(lack, await now(replicaSet));
    await expect(takenUntil(feed, await now(replicaSet))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^The source \(.*\) .*\.$/),
    });
    expect(asked).toBe(1);
  });

  it('says that answers without a place are of no use', async () => {
    const feed = await feedThrough(
      () => undefined,
      await now(replicaSet),
      (answer) => {
        const { postBatchResumeToken, ...cursor } = answer.cursor ?? {};
        return postBatchResumeToken === undefined ? answer : { ...answer, cursor };
      },
    );
    await expect(takenUntil(feed, await now(replicaSet))).rejects.toMatchObject({ code: 'NO_CHANGE_STREAMS' });
  });

  it('is refused by a server for a user without the right', async () => {
    await replicaSet.client
      .db('admin')
      .command({ createUser: 'narrow', pwd: password, roles: [{ role: 'read', db: 'shop' }] });
    onTestFinished(async () => void (await replicaSet.client.db('admin').command({ dropUser: 'narrow' })));
    const feed = await feedOf(replicaSet, await now(replicaSet), 'narrow');
    await expect(takenUntil(feed, await now(replicaSet))).rejects.toMatchObject({ code: 'CHANGES_REFUSED' });
  });

  it('is for the role that comparing needs', async () => {
    const { documents } = await takenUntil(
      await feedOf(replicaSet, await now(replicaSet), 'source'),
      await now(replicaSet),
    );
    expect(documents).toEqual(expect.any(Array));
  });

  it('asks for no more than names a document, of a majority, by a session that is as new as its start', async () => {
    const asked: Document[] = [];
    const start = await now(replicaSet);
    const feed = await feedThrough((command) => {
      if ('aggregate' in command || isAsked(command)) asked.push(command);
      return undefined;
    }, start);
    await takenUntil(feed, start);
    const [first] = asked;
    expect(first).toMatchObject({ readConcern: { level: 'majority' } });
    expect(Object.keys(first?.pipeline[1].$project)).not.toContain('fullDocument');
    expect(Object.keys(first?.pipeline[1].$project)).not.toContain('updateDescription');
  });
});

describe('the time up to which a feed has told all', () => {
  /** Of so many batches of a server whose answers are edited. */
  async function placesOf(since: Since, count: number, answer: (answer: Document) => Document) {
    const found: ChangeBatch[] = [];
    for await (const batch of (await feedThrough(() => undefined, since, answer)).batches()) {
      found.push(batch);
      if (found.length === count) break;
    }
    return found;
  }

  const withToken = (change: (token: Document) => Document) => (answer: Document) => {
    const token = answer.cursor?.postBatchResumeToken;
    return token === undefined
      ? answer
      : { ...answer, cursor: { ...answer.cursor, postBatchResumeToken: change(token) } };
  };

  it('is that of its place where a member has nothing left to tell', async () => {
    const start = await now(replicaSet);
    await shop(replicaSet).insertOne({ _id: 1 });
    const [events, none] = await placesOf(start, 2, (answer) => answer);
    expect(events?.documents).toHaveLength(1);
    expect(isBefore(events?.position.through ?? start, events?.readsFrom ?? start)).toBe(true);
    expect(none?.documents).toEqual([]);
    expect(none?.position.through).toEqual(none?.readsFrom);
  });

  it('is right before its place where a mongos answers', async () => {
    const start = await now(replicaSet);
    await shop(replicaSet).insertOne({ _id: 1 });
    const places = await placesOf(start, 3, (answer) =>
      'isWritablePrimary' in answer ? { ...answer, msg: 'isdbgrid', setName: undefined } : answer,
    );
    for (const { position, readsFrom } of places) expect(isBefore(position.through, readsFrom)).toBe(true);
  });

  it('does not move by a first answer that repeats the place that it was given; one that has read to the end does', async () => {
    const time = await now(replicaSet);
    const through = { seconds: time.seconds - 5, increment: 1 };
    const { last } = await takenUntil(await feedOf(replicaSet, time), time);
    const { token } = last.position;
    const given = BSON.deserialize(Buffer.from(token, 'base64'));
    const places = await placesOf(
      { through, token },
      2,
      withToken(() => given),
    );
    const [first, second] = places.map(({ position }) => position.through);
    expect([first, second]).toEqual([through, last.position.through]);
  });

  it('is never beyond an event that is still to come', async () => {
    const start = await now(replicaSet);
    const writing = (async () => {
      for (let _id = 0; _id < 300; _id += 1) await shop(replicaSet).insertOne({ _id });
      return await now(replicaSet);
    })();
    const seen = new Set<string>();
    const feed = await feedOf(replicaSet, start);
    let through: ClusterTime = { seconds: 0, increment: 0 };
    let until: ClusterTime | undefined;
    void writing.then((time) => {
      until = time;
    });
    let wrong = 0;
    for await (const { documents, position, readsFrom } of feed.batches()) {
      // What a batch tells is later than what all batches before it were said to be through with.
      if (documents.length > 0 && !isBefore(through, readsFrom)) wrong += 1;
      if (isBefore(position.through, through)) wrong += 1;
      through = position.through;
      for (const { identity } of documents) seen.add(Buffer.from(identity).toString('hex'));
      if (until !== undefined && !isBefore(through, until)) break;
    }
    expect(wrong).toBe(0);
    expect(seen.size).toBeGreaterThanOrEqual(300);
  });
});
