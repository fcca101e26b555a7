import { MongoClient, type Timestamp } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMongod, type Topology } from '../../../src/mongod/start-mongod.ts';
import { password } from '../../support/mongod-fixture.ts';

const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];

/** Two empty answers of a change stream, and the time before, between and after them; a clock that somebody puts forward. */
async function timesOf(topology: Topology) {
  let now = Date.UTC(2026, 0, 1);
  const mongod = await startMongod({ replicaSet: 'rs', topology, version: '7.0.14', users, now: () => now });
  const client = await MongoClient.connect(mongod.uri('root', password));
  onTestFinished(async () => {
    await client.close();
    await mongod.close();
  });
  const admin = client.db('admin');
  const time = async (): Promise<Timestamp> => (await admin.command({ ping: 1 })).operationTime;
  const pipeline = [{ $changeStream: { allChangesForCluster: true } }];
  const { cursor } = await admin.command({ aggregate: 1, pipeline, cursor: {} });
  const more = () => admin.command({ getMore: cursor.id, collection: '$cmd.aggregate', maxTimeMS: 1 });
  const before = await time();
  now += 5_000;
  const first = await more();
  const between = await time();
  const second = await more();
  return { before, between, after: await time(), batches: [first, second].map((one) => one.cursor.nextBatch) };
}

describe('the time where nobody writes', () => {
  it('goes on through a mongos while a change stream looks, once a second, and is no event', async () => {
    const { before, between, after, batches } = await timesOf({ shards: 2 });
    expect(between.greaterThan(before)).toBe(true);
    expect(after).toEqual(between);
    expect(batches).toEqual([[], []]);
  });

  it('stands still on a replica set, whose stream comes to the newest entry anyway', async () => {
    const { before, after } = await timesOf('replica-set');
    expect(after).toEqual(before);
  });
});
