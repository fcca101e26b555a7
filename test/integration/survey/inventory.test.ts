import { Decimal128, Double, Int32, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { CollectionFacts } from '../../../src/core/facts/inventory.ts';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();

async function collection(name: string): Promise<CollectionFacts | undefined> {
  return (await survey('sourceInventory')).find((one) => one.name === name);
}

describe('the inventory', () => {
  it('has each index with its key in the order of the server, whatever the fields are called', async () => {
    const key = new Map([
      ['b', 1],
      ['7', -1],
    ]);
    const index = { key, name: 'odd', unique: true, expireAfterSeconds: 60 };
    await fixture.client
      .db('shop')
      .command({ createIndexes: 'orders', indexes: [{ ...index, key: new Map([['b', 1]]) }] });
    await fixture.client.db('shop').command({ createIndexes: 'orders', indexes: [{ key, name: 'two' }] });
    const found = await collection('orders');
    expect(found?.indexes).toEqual([
      { name: '_id_', key: [['_id', '1']], options: {} },
      { name: 'odd', key: [['b', '1']], options: { unique: 'true', expireAfterSeconds: '60' } },
      {
        name: 'two',
        key: [
          ['b', '1'],
          ['7', '-1'],
        ],
        options: {},
      },
    ]);
  });

  it('has the kinds of values of a key, as people write them', async () => {
    await fixture.client.db('shop').collection('kinds').createIndex({ a: 'hashed' });
    await fixture.client.db('shop').collection('kinds').createIndex({ place: '2dsphere', b: -1 });
    const keys = (await collection('kinds'))?.indexes.map(({ key }) => key);
    expect(keys).toEqual([
      [['_id', '1']],
      [['a', '"hashed"']],
      [
        ['place', '"2dsphere"'],
        ['b', '-1'],
      ],
    ]);
  });

  it('has numbers of equal value in the same words, whatever their type', async () => {
    const numbers = [new Int32(1), new Double(1), Long.fromNumber(1)];
    const indexes = numbers.map((value, at) => ({
      key: { [`f${at}`]: value },
      name: `n${at}`,
      expireAfterSeconds: value,
    }));
    await fixture.client.db('shop').command({ createIndexes: 'numbers', indexes });
    const found = (await collection('numbers'))?.indexes.slice(1);
    expect(found?.map(({ key, options }) => [key[0]?.[1], options.expireAfterSeconds])).toEqual(
      numbers.map(() => ['1', '1']),
    );
  });

  it('has what JSON has no word for', async () => {
    const key = { half: new Double(0.5), decimal: Decimal128.fromString('1') };
    await fixture.client.db('shop').command({ createIndexes: 'odd', indexes: [{ key, name: 'odd' }] });
    expect((await collection('odd'))?.indexes[1]?.key).toEqual([
      ['half', '0.5'],
      ['decimal', '{"$numberDecimal":"1"}'],
    ]);
  });

  it('has options and types, and no indexes of what has none', async () => {
    const shop = fixture.client.db('shop');
    await shop.createCollection('ring', { capped: true, size: 4096 });
    await shop.createCollection('some', { viewOn: 'orders', pipeline: [{ $match: { paid: true } }] });
    expect(await collection('ring')).toMatchObject({ type: 'collection', options: { capped: 'true', size: '4096' } });
    expect(await collection('some')).toMatchObject({
      type: 'view',
      options: { viewOn: '"orders"', pipeline: '[{"$match":{"paid":true}}]' },
      indexes: [],
    });
  });

  it('leaves out the databases of the server', async () => {
    const databases = (await survey('sourceInventory')).map(({ database }) => database);
    expect([...new Set(databases)]).toEqual(['shop']);
  });
});

it('a user who may not see everything is told what it takes', async () => {
  const roles = [{ role: 'read', db: 'shop' }];
  await fixture.client.db('admin').command({ createUser: 'narrow', pwd: 'narrow', roles });
  await expect(survey('sourceInventory', { name: 'narrow', password: 'narrow' })).rejects.toMatchObject({
    code: 'MONGODB_ROLE',
    message: expect.stringContaining('readAnyDatabase on admin'),
  });
});
