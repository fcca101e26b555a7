import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { readEngineRecords } from '../../src/mongo/engine-records.ts';
import { createMigrationEngine } from '../../src/sandbox/replication/create-migration-engine.ts';
import { looking } from '../support/looking.ts';
import { reached, startServers, stoppedAfterwards } from '../support/migration-servers.ts';
import { mongodFixture, password } from '../support/mongod-fixture.ts';
import { realClock } from '../support/sandbox-client.ts';

interface Kept extends Document {
  readonly _id: string;
}

const database = '__mdb_internal_mongosync';

describe('what the engine has written down of itself', () => {
  it('is read as the engine of the sandbox keeps it, and is gone once the migration is complete', async () => {
    const { clients, job } = await startServers();
    const orders = clients.source.db('shop').collection('orders');
    await orders.insertMany([{ n: 1 }, { n: 2 }]);
    await orders.createIndex({ n: 1 }, { unique: true });
    await clients.source.db('crm').collection('people').insertOne({});
    const read = () => readEngineRecords(job.destinationUri, looking('the destination'));
    expect(await read()).toBeUndefined();
    const migration = stoppedAfterwards(createMigrationEngine({ clock: realClock }).start(job));
    await expect.poll(read, { timeout: 20_000 }).toEqual({
      phase: 'change event application',
      partitions: { done: 2, total: 2 },
      indexes: { done: 1, total: 1 },
    });
    migration.cutOver();
    await reached(migration, 'complete');
    expect(await read()).toBeUndefined();
    expect((await clients.destination.db().admin().listDatabases()).databases.map(({ name }) => name)).not.toContain(
      database,
    );
  });
});

describe('of another shape', () => {
  const server = mongodFixture({ version: '8.0.4' });

  it.each<[string, Kept[]]>([
    ['without a coordinator', []],
    ['without a phase', [{ _id: 'coordinator', state: 'RUNNING' }]],
    ['whose phase is no text', [{ _id: 'coordinator', syncPhase: 3 }]],
    ['whose phase says nothing', [{ _id: 'coordinator', syncPhase: '' }]],
  ])('they are not readable: %s', async (_, coordinators) => {
    const resumeData = server.client.db(database).collection<Kept>('resumeData');
    await resumeData.deleteMany({});
    await resumeData.insertMany([{ _id: 'other', syncPhase: 'collection copy' }, ...coordinators]);
    expect(await readEngineRecords(server.mongod.uri('root', password), looking('the destination'))).toBeUndefined();
  });
});
