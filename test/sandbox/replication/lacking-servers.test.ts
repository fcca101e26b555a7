import type { Document } from 'mongodb';
import { expect, it } from 'vitest';
import { openChangeFeed } from '../../../src/sandbox/replication/change-feed.ts';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { openDeployment } from '../../../src/sandbox/replication/open-deployment.ts';
import { clusterTime } from '../../../src/sandbox/replication/server-facts.ts';
import { type Lack, lackingServer, refusal } from '../../support/lacking-server.ts';
import { contents, reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

/** Servers that speak MongoDB's protocol and have less can be migrated as far as what they have reaches. */

const engine = createMigrationEngine({ clock: realClock, keepsSource: true });

/** Tokens are opaque to clients (specification "Change Streams"); only MongoDB's begin with a time. */
const foreignTokens = (answer: Document): Document => {
  if (answer.cursor?.nextBatch === undefined && answer.cursor?.firstBatch === undefined) return answer;
  const { firstBatch, nextBatch, ...cursor } = answer.cursor;
  const token = { _data: 'opaque' };
  const events = (batch: Document[]) =>
    batch.map((event) => ('clusterTime' in event ? { ...event, _id: token } : event));
  return {
    ...answer,
    cursor: {
      ...cursor,
      ...('postBatchResumeToken' in cursor && { postBatchResumeToken: token }),
      ...(firstBatch && { firstBatch: events(firstBatch) }),
      ...(nextBatch && { nextBatch: events(nextBatch) }),
    },
  };
};

it('a stream whose tokens tell no time is as far as its events say, so that who writes without a pause is caught up with', async () => {
  const { uri, clients } = await startServers();
  const source = openDeployment(await lackingServer(uri('root'), { answer: foreignTokens }));
  try {
    const orders = clients.source.db('shop').collection('orders');
    await orders.insertOne({ n: 0 });
    const start = await clusterTime(source);
    if (start === undefined) throw new Error('the source keeps no time');
    await orders.insertMany(Array.from({ length: 1_000 }, (_, n) => ({ n })));
    const feed = openChangeFeed(source, { start, expanded: false, clock: realClock });
    const batch = await feed.read();
    await feed.close();
    expect(batch).toMatchObject({ isDrained: false });
    expect(batch.position).toBeGreaterThan(start.toBigInt());
  } finally {
    await source.close();
  }
});

it('a server without roles is asked to let its user read, not for roles that it cannot give', async () => {
  const { job, uri, clients } = await startServers();
  await clients.source.db('shop').collection('orders').insertOne({ n: 1 });
  // FerretDB 1.24 takes no roles in createUser, and tells no privileges where it is asked for them.
  const answer = (all: Document): Document => {
    if (all.authInfo === undefined) return all;
    const { authenticatedUsers } = all.authInfo;
    return { ...all, authInfo: { authenticatedUsers, authenticatedUserRoles: [] } };
  };
  const sourceUri = await lackingServer(uri('root'), { answer });
  expect(await engine.validate({ ...job, sourceUri })).toBeUndefined();
});

it('a command that the validation was refused is told in the words of the server', async () => {
  const { job } = await startServers();
  const lack = ({ listDatabases }: Document) =>
    listDatabases && refusal(13, 'Unauthorized', 'Command listDatabases requires authentication');
  const destinationUri = await lackingServer(job.destinationUri, { lack });
  expect(await engine.validate({ ...job, destinationUri })).toBe(
    'The user is not authorized on the destination: Command listDatabases requires authentication.',
  );
});

it('a source without changes to follow is said to be copied once', async () => {
  const { job, clients } = await startServers();
  await clients.source.db('shop').collection('orders').insertOne({ n: 1 });
  const lack: Lack = ({ aggregate, pipeline, listCollections, filter }) =>
    aggregate !== undefined && pipeline[0]?.$changeStream !== undefined
      ? refusal(238, 'NotImplemented', '$changeStream is not implemented yet')
      : listCollections !== undefined && filter?.name === 'oplog.rs'
        ? { ok: 1, cursor: { id: 0n, ns: 'local.$cmd.listCollections', firstBatch: [] } }
        : undefined;
  const migration = stoppedAfterwards(
    engine.start({ ...job, sourceUri: await lackingServer(job.sourceUri, { lack }) }),
  );
  await reached(migration, 'following');
  expect(migration.status().info).toBe('copied once: the source offers no changes to follow');
  migration.cutOver();
  await reached(migration, 'complete');
  expect(await contents(clients.destination)).toEqual(await contents(clients.source));
});
