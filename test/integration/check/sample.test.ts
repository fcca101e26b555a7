import { Timestamp } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';
import { checkedSource } from './checked-source.ts';

describe('a source with documents that the engine does not support', () => {
  const { fixture, check } = checkedSource({ version: '5.0.31' });
  beforeAll(async () => {
    const shop = fixture.client.db('shop');
    await shop
      .collection('orders')
      .insertMany([{ total: { $sum: 1 }, at: [new Timestamp({ t: 0, i: 0 })] }, { ok: 1 }]);
    await shop.collection('replaced').insertOne({ $v: 1 });
  });

  it('is told of them by how many of those looked at have it, and by no value of theirs', async () => {
    const { finding, passed } = await check();
    expect(finding('C13')).toMatchObject({
      result: 'block',
      message: expect.stringMatching(/in a sample of 3 of 3 documents: shop\.orders \(1 of 2 looked at\)/),
      items: ['shop.orders (1 of 2 looked at)', 'shop.replaced (1 of 1 looked at)'],
    });
    expect(finding('C15')?.message).toMatch(/Timestamp\(0, 0\).*shop\.orders/);
    expect(finding('C34')?.message).toMatch(/field \$v.*shop\.replaced/);
    expect(passed).toEqual(expect.arrayContaining(['C10', 'C14', 'C27', 'LM31', 'LM32']));
  });
});

describe('a source that is at work', () => {
  const { fixture, check } = checkedSource({ version: '5.0.31' });
  const work = async () => {
    const shop = fixture.client.db('shop');
    const counters = shop.collection<{ _id: string; n: number }>('counters');
    for (let n = 0; n < 100; n += 1) await counters.updateOne({ _id: 'a' }, { $inc: { n } }, { upsert: true });
    await shop
      .collection('counters')
      .aggregate([{ $out: 'report' }])
      .toArray();
    await shop.collection('report').rename('yesterday');
  };

  it('is not watched unless somebody asks for it, and says so', async () => {
    const { finding } = await check();
    for (const id of ['C24', 'C25', 'C28', 'C35'])
      expect(finding(id)).toMatchObject({
        result: 'not-checked',
        message: expect.stringContaining('--watch-writes 60s'),
      });
  });

  it('is told what it did while it was watched', async () => {
    const clock = fakeClock();
    let begin = (_: Promise<void>) => {};
    const done = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let watching = 0;
    // Counters and oplog are watched side by side: the work begins once both have seen what was there before.
    const sleep = async (ms: number, signal?: AbortSignal) => {
      await clock.sleep(ms, signal);
      if (ms !== 5_000) return;
      watching += 1;
      if (watching === 2) begin(work());
      await done;
    };
    const { finding, passed } = await check(['--watch-writes', '5s'], { watchClock: { now: clock.now, sleep } });
    expect(finding('C25')).toMatchObject({
      result: 'block',
      message: expect.stringMatching(/\$out \(1\).*source of 5\.0\.31/),
    });
    expect(finding('C25')?.items).toEqual(expect.arrayContaining(['renameCollection (1)', 'create shop.counters']));
    expect(finding('C28')?.message).toMatch(/shop\.counters \(\d+ writes\/s to one document/);
    expect(finding('C35')?.message).toMatch(/shop\.report \(1 time\)/);
    expect(passed).toEqual(expect.arrayContaining(['C24', 'C26', 'LM33']));
  });
});
