import type { Document } from 'mongodb';
import { expect, it } from 'vitest';
import { createMigrationEngine } from '../../../src/sandbox/replication/create-migration-engine.ts';
import { withDeployment } from '../../../src/sandbox/replication/open-deployment.ts';
import { type Lack, lackingServer, refusal } from '../../support/lacking-server.ts';
import { reached, startServers, stoppedAfterwards } from '../../support/migration-servers.ts';
import { realClock } from '../../support/sandbox-client.ts';

/** Servers that speak MongoDB's protocol and have less: what they refuse is told with whose words and of what. */

const engine = createMigrationEngine({ clock: realClock, keepsSource: true });

const notImplemented = (what: string) => refusal(238, 'NotImplemented', `${what} is not implemented yet`);
const named =
  (name: string, refused: Document | 'closes', isMeant: (command: Document) => boolean = () => true): Lack =>
  (command) =>
    name in command && isMeant(command) ? refused : undefined;

it.each<[string, Lack, RegExp]>([
  [
    'a kind of collection',
    named('create', notImplemented('support for field "viewOn"'), (command) => 'viewOn' in command),
    /^Could not create shop\.view on the destination: support for field "viewOn" is not implemented yet$/,
  ],
  [
    'a kind of index',
    named('createIndexes', notImplemented('Index option "expireAfterSeconds"')),
    /^Could not create the index ttl of shop\.orders on the destination: Index option .* not implemented yet$/,
  ],
  [
    'a type of BSON, at which it closes the connection',
    named('insert', 'closes'),
    /^Could not write documents of shop\.orders to the destination: connection \d+ to \S+ closed; its log may say why$/,
  ],
])('a destination that lacks %s is told of in its own words, with what it was asked for', async (_, lack, says) => {
  const { job, clients } = await startServers();
  const shop = clients.source.db('shop');
  await shop.collection('orders').insertMany([{ n: 1 }, { n: 2 }]);
  await shop.collection('orders').createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 60 });
  await shop.createCollection('view', { viewOn: 'orders' });
  const destinationUri = await lackingServer(job.destinationUri, { lack });
  const migration = stoppedAfterwards(engine.start({ ...job, destinationUri }));
  await expect.poll(() => migration.status().phase).toBe('failed');
  expect(migration.status().failure).toMatch(says);
});

it.each<[string, Lack, RegExp]>([
  [
    'changed documents',
    named('update', notImplemented('upsert')),
    /^Could not write changes of shop\.orders to the destination: upsert is not implemented yet$/,
  ],
  [
    'changed options',
    named('collMod', refusal(8000, 'AtlasError', 'no'), (command) => 'validator' in command),
    /^Could not change the options of shop\.orders on the destination: no$/,
  ],
])('so it is with %s that are followed', async (_, lack, says) => {
  const { job, clients } = await startServers();
  const shop = clients.source.db('shop');
  await shop.createCollection('orders');
  const destinationUri = await lackingServer(job.destinationUri, { lack });
  const migration = stoppedAfterwards(engine.start({ ...job, destinationUri }));
  await reached(migration, 'following');
  await shop.collection('orders').insertOne({ n: 1 });
  await shop.command({ collMod: 'orders', validator: { n: 1 } });
  await expect.poll(() => migration.status().phase).toBe('failed');
  expect(migration.status().failure).toMatch(says);
});

it('a source that cannot be read is told of as the source', async () => {
  const { job, clients } = await startServers();
  await clients.source.db('shop').collection('orders').insertOne({ n: 1 });
  const lack = named('find', notImplemented('find'), ({ find }) => String(find) === 'orders');
  const sourceUri = await lackingServer(job.sourceUri, { lack });
  const migration = stoppedAfterwards(engine.start({ ...job, sourceUri }));
  await expect.poll(() => migration.status().phase).toBe('failed');
  expect(migration.status().failure).toBe(
    'Could not read documents of shop.orders from the source: find is not implemented yet',
  );
});

it('passes on everything else', async () => {
  const { job, clients } = await startServers();
  await withDeployment(await lackingServer(job.destinationUri, {}), async (client) => {
    await client.db('shop').collection('orders').insertOne({ n: 1 });
  });
  expect(await clients.destination.db('shop').collection('orders').countDocuments()).toBe(1);
});
