import type { Document, MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { contents, reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

const engine = createMigrationEngine({ clock: realClock });
/** Steps of a few minutes, because a cursor that seems idle for ten is gone. */
const minute = 60_000;

const counted = async (of: MongoClient) => (await of.db('admin').command({ serverStatus: 1 })).metrics.ttl;

it('during a migration the source lets expire and the destination follows; after the commit it does so itself', async () => {
  let elapsed = 0;
  const now = () => Date.now() + elapsed;
  const { job, clients } = await startServers({ now });
  const sessions = clients.source.db('shop').collection<{ _id: number; at: Date }>('sessions');
  const arrived = clients.destination.db('shop').collection('sessions');
  const ids = async () => (await arrived.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  await sessions.createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 60 });
  await sessions.insertMany([1, 5, 9].map((_id) => ({ _id, at: new Date(now() + (_id - 1) * minute) })));
  await stopMonitor(clients.source, true);
  const migration = stoppedAfterwards(engine.start(job));
  await reached(migration, 'following');
  const { passes } = await counted(clients.destination);
  elapsed += 2 * minute;
  await expect.poll(async () => (await counted(clients.destination)).passes).toBeGreaterThan(passes);
  // Due since a minute, and the source has not let it go.
  expect(await ids()).toEqual([1, 5, 9]);
  await stopMonitor(clients.source, false);
  elapsed += minute;
  await expect.poll(ids).toEqual([5, 9]);
  expect(await counted(clients.source)).toMatchObject({ deletedDocuments: 1 });
  expect(await counted(clients.destination)).toMatchObject({ deletedDocuments: 0 });

  migration.cutOver();
  await reached(migration, 'complete');
  expect(await contents(clients.destination)).toEqual(await contents(clients.source));
  elapsed += 3 * minute;
  await expect.poll(ids).toEqual([9]);
  expect(await counted(clients.destination)).toMatchObject({ deletedDocuments: 1 });
  // Its writes are still blocked, so what is due stays there.
  expect(await sessions.distinct('_id')).toEqual([5, 9]);
});

async function stopMonitor(of: MongoClient, isStopped: boolean): Promise<Document> {
  return of.db('admin').command({ setParameter: 1, ttlMonitorEnabled: !isStopped });
}
