import { Timestamp } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
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
