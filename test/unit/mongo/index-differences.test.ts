import { expect, it } from 'vitest';
import { indexDifferences } from '../../../src/mongo/survey/index-differences.ts';

const spec = { v: 2, key: { a: 1 }, name: 'a_1' };
const id = { name: '_id_', spec: { v: 2, key: { _id: 1 }, name: '_id_' } };
const on = (shard: string, ...specs: readonly object[]) => [
  { shard, host: `${shard}.example:27018`, ...id },
  ...specs.map((one) => ({ shard, host: `${shard}.example:27018`, name: 'a_1', spec: one })),
];

it.each<[string, ReturnType<typeof on>, readonly object[]]>([
  ['the same everywhere', [...on('one', spec), ...on('two', spec)], []],
  ['one shard alone', on('one', spec), []],
  ['none at all', [], []],
  ['missing on a shard', [...on('one', spec), ...on('two')], [{ missingFrom: ['two'], differing: [] }]],
  [
    'with other options',
    [...on('one', spec), ...on('two', { ...spec, unique: true, expireAfterSeconds: 5 })],
    [{ missingFrom: [], differing: ['expireAfterSeconds', 'unique'] }],
  ],
  [
    'missing here, and other there',
    [...on('one', spec), ...on('three', { ...spec, sparse: true }), ...on('two')],
    [{ missingFrom: ['two'], differing: ['sparse'] }],
  ],
  [
    'with the fields of its key in another order',
    [...on('one', { ...spec, key: { a: 1, b: 1 } }), ...on('two', { ...spec, key: { b: 1, a: 1 } })],
    [{ missingFrom: [], differing: ['key'] }],
  ],
  ['with what says nothing', [...on('one', { ...spec, background: true, ns: 'x' }), ...on('two', spec)], []],
  [
    'with the order of other fields',
    [
      ...on('one', { ...spec, collation: { locale: 'en', strength: 1 } }),
      ...on('two', { ...spec, collation: { strength: 1, locale: 'en' } }),
    ],
    [],
  ],
])('%s', (_, rows, differences) => {
  expect(indexDifferences(rows)).toEqual(differences.map((one) => ({ index: 'a_1', ...one })));
});

it('tells servers apart that name no shard', () => {
  const rows = [...on('one', spec), ...on('two')].map(({ shard: _, ...row }) => row);
  expect(indexDifferences(rows)).toEqual([{ index: 'a_1', missingFrom: ['two.example:27018'], differing: [] }]);
});
