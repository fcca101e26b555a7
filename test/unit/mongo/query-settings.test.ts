import { expect, it } from 'vitest';
import { settingsIn } from '../../../src/mongo/survey/kept-by-server.ts';

const hint = (db: string, coll: string) => ({ ns: { db, coll }, allowedIndexes: ['a_1'] });

it.each([
  ['a list of hints', { indexHints: [hint('shop', 'orders')] }, 'shop.orders'],
  ['one hint alone', { indexHints: hint('shop', 'orders') }, 'shop.orders'],
  ['hints for a join', { indexHints: [hint('shop', 'a'), hint('shop', 'b'), hint('shop', 'a')] }, 'shop.a, shop.b'],
  ['no hint at all', { reject: true }, ''],
  ['a hint without a namespace', { indexHints: [{ allowedIndexes: [] }] }, ''],
])('a query setting is known by the collections that it is about: %s', (_, settings, namespaces) => {
  expect(settingsIn([{ queryShapeHash: 'A', settings, representativeQuery: { find: 'secret' } }])).toEqual([
    namespaces,
  ]);
});

it('one that says nothing is still one', () => {
  expect(settingsIn([{}])).toEqual(['']);
});
