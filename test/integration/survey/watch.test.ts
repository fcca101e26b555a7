import { beforeAll, describe, expect, it } from 'vitest';
import type { SurveyId } from '../../../src/core/facts.ts';
import type { RunClock } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { inspecting } from '../../support/looking.ts';
import { password } from '../../support/mongod-fixture.ts';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();

/** What a survey tells of ten seconds, in the middle of which something is done. */
async function watching<Id extends SurveyId>(
  id: Id,
  done: () => Promise<unknown>,
  signal = new AbortController().signal,
) {
  const clock = fakeClock();
  const doing: Pick<RunClock, 'now' | 'sleep' | 'elapsed'> = {
    ...clock,
    sleep: async (ms, stop) => {
      await clock.sleep(ms, stop);
      if (clock.slept.length === 1) await done();
    },
  };
  const uri = new Secret(fixture.mongod.uri('source', password));
  return inspecting(doing, signal).survey(uri, id, () => {}, undefined, 10_000);
}

beforeAll(async () => {
  const shop = fixture.client.db('shop');
  await shop.collection('orders').insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await shop.collection<{ _id: string; n: number }>('counters').insertOne({ _id: 'secret', n: 0 });
});

describe('what a server counts', () => {
  it('is nothing where nothing is done', async () => {
    expect(await watching('sourceCounts', async () => {})).toEqual({
      seconds: 10,
      slower: null,
      router: false,
      counts: {},
    });
  });

  it('are commands and stages that change definitions, and not those that failed', async () => {
    const shop = fixture.client.db('shop');
    const { counts } = await watching('sourceCounts', async () => {
      await shop.createCollection('made');
      await shop.createCollection('made', { capped: true, size: 9 }).catch(() => {});
      await shop
        .collection('orders')
        .aggregate([{ $out: 'copied' }])
        .toArray();
      await shop.collection('copied').rename('renamed');
    });
    expect(counts).toEqual({ create: 1, $out: 1, renameCollection: 1 });
  });

  it('is told of a shorter time where the server becomes slower', async () => {
    let late = 0;
    const clock = fakeClock();
    const uri = new Secret(fixture.mongod.uri('source', password));
    const now = () => {
      if (clock.slept.length > 1) late += 50;
      return new Date(clock.now().getTime() + late);
    };
    const slowing = { ...clock, now };
    const inspector = inspecting(slowing);
    const { seconds, slower } = await inspector.survey(uri, 'sourceCounts', () => {}, undefined, 60_000);
    expect(slower).toEqual({ beforeMs: 0, nowMs: 50 });
    expect(seconds).toBeLessThan(15);
  });

  it('ends with the run', async () => {
    const controller = new AbortController();
    const stopped = watching('sourceCounts', async () => controller.abort(new Error('stopped')), controller.signal);
    await expect(stopped).rejects.toThrow('stopped');
  });
});

describe('what is written', () => {
  it('is told by namespace, with the document that was written most, and by nothing that is in it', async () => {
    const shop = fixture.client.db('shop');
    const counters = shop.collection<{ _id: string; n: number }>('counters');
    const seen = await watching('sourceWrites', async () => {
      for (let n = 0; n < 5; n += 1) await counters.updateOne({ _id: 'secret' }, { $inc: { n: 1 } });
      await counters.insertOne({ _id: 'other', n: 1 });
      await shop.collection('orders').deleteOne({ n: 1 });
      await shop.collection('orders').updateOne({ n: 2 }, { $set: { n: 4 } });
      await shop.collection('fresh').insertOne({ n: 1 });
      await fixture.client.db('admin').collection('notes').insertOne({ n: 1 });
    });
    expect(seen.sets.unread).toEqual([]);
    expect(seen.sets.read).toEqual([
      {
        name: 'rs0',
        value: {
          seconds: 10,
          namespaces: expect.arrayContaining([
            { namespace: 'shop.counters', writes: 6, documents: 2, hottest: 5 },
            { namespace: 'shop.orders', writes: 2, documents: 2, hottest: 1 },
            { namespace: 'shop.fresh', writes: 1, documents: 1, hottest: 1 },
          ]),
          definitions: [{ command: 'create', namespace: 'shop.fresh', count: 1 }],
        },
      },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/secret|other|admin/);
  });

  it('by a transaction is counted with its documents', async () => {
    const orders = fixture.client.db('shop').collection('orders');
    const seen = await watching('sourceWrites', () =>
      fixture.client.withSession((session) =>
        session.withTransaction(async () => {
          await orders.insertOne({ n: 7 }, { session });
          await orders.insertOne({ n: 8 }, { session });
        }),
      ),
    );
    expect(seen.sets.read[0]?.value.namespaces).toEqual([
      { namespace: 'shop.orders', writes: 2, documents: 2, hottest: 1 },
    ]);
  });

  it('is told of renamings by what was renamed', async () => {
    const shop = fixture.client.db('shop');
    await shop.createCollection('before');
    const seen = await watching('sourceWrites', () => shop.collection('before').rename('after'));
    expect(seen.sets.read[0]?.value.definitions).toEqual([
      { command: 'renameCollection', namespace: 'shop.before', count: 1 },
    ]);
  });
});

describe('who is connected', () => {
  it('is told by driver, version and what the application calls itself', async () => {
    await fixture.connect('writer', { appName: 'billing' });
    const { read, unread } = await survey('sourceDrivers');
    expect(unread).toEqual([]);
    const drivers = read.flatMap(({ value }) => value);
    expect(drivers).toEqual([expect.objectContaining({ name: 'nodejs', version: expect.stringMatching(/^\d+\.\d+/) })]);
    expect(drivers[0]?.applications).toEqual(expect.arrayContaining(['billing']));
  });

  it('that no index is being built is seen', async () => {
    expect(await survey('sourceIndexBuilds')).toEqual([]);
  });
});
