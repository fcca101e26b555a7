import { type Document, MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterTime } from '../../../src/core/verification/side.ts';
import type { VerifiedSide } from '../../../src/core/verification/verified-side.ts';
import { createRecheckQueue } from '../../../src/files/recheck-queue.ts';
import { identityText, valueText } from '../../../src/mongo/verify/id-text.ts';
import { withVerifiedSide } from '../../../src/mongo/verify/verified-side.ts';
import { startMongod, type Topology } from '../../../src/mongod/start-mongod.ts';
import type { NamespaceWork } from '../../../src/verify/documents/namespace-work.ts';
import { planPartitions } from '../../../src/verify/documents/plan-partitions.ts';
import { verifyPartition } from '../../../src/verify/documents/verify-partition.ts';
import { type FollowFrom, type Following, type FollowPorts, follow } from '../../../src/verify/following/follow.ts';
import { ended, wordsOf } from '../../support/followed-world.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { type Lack, lackingServer } from '../../support/lacking-server.ts';
import { openAt, openFresh } from '../../support/temporary-directory.ts';

const password = 'pass';
const namespace = 'shop.orders';

const telling = { idText: identityText, valueText, tells: 'paths', mostListed: 100 } as const;

interface World {
  readonly source: MongoClient;
  readonly destination: MongoClient;
  readonly uris: { readonly source: string; readonly destination: string };
}

async function started(topology: Topology = 'replica-set', lack?: Lack): Promise<World> {
  const start = async (replicaSet: string, one: Topology) => {
    const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
    const mongod = await startMongod({
      replicaSet,
      version: '7.0.14',
      topology: one,
      users,
      now: Date.now,
      oplogSizeMb: 2,
    });
    const uri = mongod.uri('root', password);
    const client = await MongoClient.connect(uri);
    onTestFinished(async () => {
      await client.close();
      await mongod.close();
    });
    return { client, uri };
  };
  const [here, there] = [await start('rs-source', topology), await start('rs-destination', 'replica-set')];
  const uris = { source: here.uri, destination: there.uri };
  if (lack === undefined) return { source: here.client, destination: there.client, uris };
  const through = {
    source: await lackingServer(uris.source, { lack }),
    destination: await lackingServer(uris.destination, { lack }),
  };
  return { source: here.client, destination: there.client, uris: through };
}

type Use<Result> = (sides: { source: VerifiedSide; destination: VerifiedSide }) => Promise<Result>;

/** Both sides as the product opens them. */
function withSides<Result>({ uris }: World, use: Use<Result>): Promise<Result> {
  const options = { patienceMs: 5_000, beforeRetry: async () => {} };
  return withVerifiedSide(uris.source, { ...options, name: 'the source' }, (source) =>
    withVerifiedSide(uris.destination, { ...options, name: 'the destination' }, (destination) =>
      use({ source, destination }),
    ),
  );
}

async function following(
  sides: Parameters<Use<void>>[0],
  path: string | undefined,
  from?: FollowFrom,
  ports: Partial<FollowPorts> = {},
): Promise<{ following: Following; start: { source: ClusterTime; destination: ClusterTime }; path: string }> {
  const { directory } = path === undefined ? await openFresh() : await openAt(path);
  const start = { source: await sides.source.time(), destination: await sides.destination.time() };
  const queues = { changed: createRecheckQueue(directory, 'changed'), open: createRecheckQueue(directory, 'open') };
  const made = await follow(sides, from ?? start, {
    ...{ clock: hurriedClock(), queues, isCompared: () => true, deletions: () => undefined, telling },
    spool: () => ({ add: () => {}, drop: async () => {} }),
    ...ports,
  });
  return { following: made, start, path: directory.path };
}

/** Compares all documents of the namespace, and hands on what differs. */
async function scan(
  sides: Parameters<Use<void>>[0],
  start: { source: ClusterTime; destination: ClusterTime },
  { suspect }: Following,
) {
  const [source, destination] = [
    sides.source.documentsSince(start.source),
    sides.destination.documentsSince(start.destination),
  ];
  const measures = { source: source.measure(namespace), destination: destination.measure(namespace) };
  const planned = await planPartitions(namespace, { type: 'collection', capped: false }, measures, {
    partitionBytes: 10_000,
  });
  if (planned.kind !== 'plan') throw new Error('no plan');
  const work: NamespaceWork = {
    name: namespace,
    sides: { source: source.documents(namespace), destination: destination.documents(namespace) },
    ...telling,
    pause: async () => {},
    difference: (difference, _, identity) => suspect(namespace, difference, identity),
  };
  for (const partition of planned.plan.partitions)
    for await (const _ of verifyPartition(work, partition, planned.plan))
      await new Promise((resolve) => setImmediate(resolve));
}

/** Writes to the source until it is stopped; each write arrives in order, a little later, unless it is lost. */
function traffic({ source, destination }: World, isLost: (turn: number) => boolean) {
  const orders = (client: MongoClient) => client.db('shop').collection<{ _id: number; a?: number }>('orders');
  const arriving: Promise<unknown>[] = [];
  let isOn = true;
  let applied: Promise<unknown> = Promise.resolve();
  const lost: number[] = [];
  const run = (async () => {
    for (let turn = 0; isOn; turn += 1) {
      const id = turn % 400;
      const write = (client: MongoClient): Promise<unknown> =>
        turn % 5 === 4
          ? orders(client).deleteOne({ _id: id })
          : orders(client).updateOne({ _id: id }, { $set: { a: turn } }, { upsert: true });
      await write(source);
      if (isLost(turn)) lost.push(id);
      else {
        const before = applied;
        applied = new Promise((resolve) => setTimeout(resolve, 20)).then(() => before).then(() => write(destination));
        arriving.push(applied);
      }
    }
    await Promise.all(arriving);
  })();
  return {
    lost,
    async stop() {
      isOn = false;
      await run;
    },
  };
}

async function seed({ source, destination }: World, count = 2_000): Promise<void> {
  const documents = () => Array.from({ length: count }, (_, _id) => ({ _id, a: -1, text: 'x'.repeat(60) }));
  for (const client of [source, destination])
    await client.db('shop').collection<{ _id: number }>('orders').insertMany(documents());
}

const topologies: readonly [string, Topology][] = [
  ['a replica set', 'replica-set'],
  ['a sharded cluster', { shards: 2 }],
];

describe.each(topologies)('comparing while writes go on, from %s', (_, topology) => {
  it('raises no false alarm, and comes to a time up to which everything has arrived', { timeout: 60_000 }, async () => {
    const world = await started(topology);
    await seed(world);
    await withSides(world, async (sides) => {
      const { following: one, start } = await following(sides, undefined);
      const writer = traffic(world, () => false);
      await scan(sides, start, one);
      const { settled } = await ended(one, 'once');
      expect(wordsOf(settled)).toEqual([]);
      expect(settled.followed.verifiedThrough?.seconds).toBeGreaterThanOrEqual(start.source.seconds);
      await writer.stop();
      const { settled: last } = await ended(one, 'strict');
      expect(last).toMatchObject({ namespaces: [], anew: [] });
      await one.close();
    });
  });

  it('finds exactly what never arrives', { timeout: 60_000 }, async () => {
    const world = await started(topology);
    await seed(world);
    await withSides(world, async (sides) => {
      const { following: one, start } = await following(sides, undefined);
      // Of documents that nobody writes to again.
      await world.source.db('shop').collection<{ _id: number }>('orders').deleteOne({ _id: 1_500 });
      await world.source
        .db('shop')
        .collection<{ _id: number }>('orders')
        .updateOne({ _id: 1_501 }, { $set: { a: 7 } });
      const writer = traffic(world, () => false);
      await scan(sides, start, one);
      await world.source.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 5_000 });
      await world.destination.db('shop').collection<{ _id: number }>('orders').deleteOne({ _id: 1_502 });
      const words = [
        'document {"$numberInt":"1501"} a',
        'extra-document {"$numberInt":"1500"}',
        'missing-document {"$numberInt":"1502"}',
        'missing-document {"$numberInt":"5000"}',
      ];
      expect(wordsOf((await ended(one, 'once')).settled)).toEqual(words);
      await writer.stop();
      expect(wordsOf((await ended(one, 'strict')).settled)).toEqual(words);
      await one.close();
    });
  });

  it('tells which namespaces have changed meanwhile', { timeout: 60_000 }, async () => {
    const world = await started(topology);
    await seed(world, 10);
    await withSides(world, async (sides) => {
      const { following: one } = await following(sides, undefined);
      await world.source.db('shop').collection('orders').createIndex({ a: 1 });
      await world.source.db('shop').collection('new').insertOne({});
      await world.destination.db('gone').collection('c').insertOne({});
      await world.destination.db('gone').dropDatabase();
      const { settled } = await ended(one, 'strict');
      expect(settled.anew).toEqual(expect.arrayContaining(['shop.orders', 'shop.new', 'gone.*']));
      await one.close();
    });
  });
});

describe('comparing while writes go on', () => {
  it('goes on after a kill, from what is on disk and from where the changes had been taken in', {
    timeout: 60_000,
  }, async () => {
    const world = await started();
    await seed(world, 100);
    let [path, from]: [string | undefined, FollowFrom | undefined] = [undefined, undefined];
    await withSides(world, async (sides) => {
      const { following: one, ...more } = await following(sides, undefined);
      await world.source.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 900 });
      await takenUpTo(one, await sides.source.time());
      const { redefined: _, ...positions } = await one.takenIn();
      [path, from] = [more.path, positions];
      // Told to nobody's journal.
      await world.source.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 901 });
      await one.close();
    });
    await withSides(world, async (sides) => {
      const { following: one } = await following(sides, path, from);
      const { settled } = await ended(one, 'strict');
      const words = [900, 901].map((id) => `missing-document {"$numberInt":"${id}"}`);
      expect(wordsOf(settled)).toEqual(words);
      await one.close();
    });
  });

  it('follows through connections that are cut every few answers', { timeout: 60_000 }, async () => {
    let asked = 0;
    const world = await started('replica-set', (command: Document) => {
      if (!('getMore' in command) && !('find' in command)) return undefined;
      asked += 1;
      return asked % 25 === 0 ? 'closes' : undefined;
    });
    await seed(world, 100);
    await withSides(world, async (sides) => {
      const { following: one, start } = await following(sides, undefined);
      const writer = traffic(world, () => false);
      await world.source.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 5_000 });
      await scan(sides, start, one);
      const words = ['missing-document {"$numberInt":"5000"}'];
      expect(wordsOf((await ended(one, 'once')).settled)).toEqual(words);
      await writer.stop();
      expect(wordsOf((await ended(one, 'strict')).settled)).toEqual(words);
      expect(asked).toBeGreaterThan(50);
      await one.close();
    });
  });

  it('says so where the source has lost what was written since', { timeout: 60_000 }, async () => {
    const world = await started();
    await withSides(world, async (sides) => {
      const positions = { source: await sides.source.time(), destination: await sides.destination.time() };
      const orders = world.source.db('shop').collection('orders');
      for (let at = 0; at < 30; at += 1) await orders.insertOne({ text: 'x'.repeat(100_000) });
      await expect(following(sides, undefined, positions)).rejects.toMatchObject({ code: 'CHANGES_LOST' });
    });
  });
});

async function takenUpTo(one: Following, time: ClusterTime): Promise<void> {
  for (;;) {
    const { source } = await one.takenIn();
    if (source.through.seconds > time.seconds) return;
    if (source.through.seconds === time.seconds && source.through.increment >= time.increment) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
