import { describe, expect, it } from 'vitest';
import { Comparison, collectDifferences, type Namespace, namespaceDifferences } from '../../../src/core/comparison.ts';

const orders: Namespace = {
  name: 'shop.orders',
  type: 'collection',
  options: { capped: 'true', size: '4096' },
  indexes: { _id_: '{"key":{"_id":1}}', n_1: '{"key":{"n":1}}' },
};

describe('namespaceDifferences', () => {
  it.each<[string, readonly Namespace[], readonly Namespace[], readonly string[]]>([
    ['nothing between empty deployments', [], [], []],
    ['nothing between equal namespaces', [orders], [{ ...orders }], []],
    [
      'nothing where options and indexes only come in another order',
      [orders],
      [
        {
          ...orders,
          options: { size: '4096', capped: 'true' },
          indexes: { n_1: '{"key":{"n":1}}', _id_: '{"key":{"_id":1}}' },
        },
      ],
      [],
    ],
    ['a namespace of the source only', [orders], [], ['missing-namespace not in the destination']],
    ['a namespace of the destination only', [], [orders], ['extra-namespace not in the source']],
    [
      'both where a name differs in case',
      [orders],
      [{ ...orders, name: 'shop.Orders' }],
      ['missing-namespace not in the destination', 'extra-namespace not in the source'],
    ],
    [
      'another type, and nothing that follows from it',
      [orders],
      [{ ...orders, type: 'view', options: {}, indexes: {} }],
      ['type collection in the source, view in the destination'],
    ],
    [
      'each option by itself',
      [orders],
      [{ ...orders, options: { size: '8192', max: '5' } }],
      [
        'options capped: true in the source, absent in the destination',
        'options size: 4096 in the source, 8192 in the destination',
        'options max: absent in the source, 5 in the destination',
      ],
    ],
    [
      'each index by its name',
      [orders],
      [{ ...orders, indexes: { _id_: '{"key":{"_id":1}}', n_1: '{"key":{"n":-1}}', extra: '{"key":{"x":1}}' } }],
      [
        'index n_1: {"key":{"n":1}} in the source, {"key":{"n":-1}} in the destination',
        'index extra: absent in the source, {"key":{"x":1}} in the destination',
      ],
    ],
  ])('finds %s', (_, source, destination, expected) => {
    const found = namespaceDifferences(source, destination);
    expect(found.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(expected);
  });
});

describe('collectDifferences', () => {
  it.each([
    [0, 0, true],
    [1, 1, false],
    [100, 100, false],
    [101, 100, false],
    [100_000, 100, false],
  ])('of %i differences lists %i, counts all, and calls it identical: %s', (added, listed, identical) => {
    const { add, result } = collectDifferences();
    for (let n = 0; n < added; n++) add({ namespace: 'a.b', kind: 'document', detail: String(n) });
    const { differences, ...rest } = result();
    expect(rest).toEqual({ differencesTotal: added, identical });
    expect(differences.map(({ detail }) => Number(detail))).toEqual(Array.from({ length: listed }, (_, n) => n));
  });
});

it.each([
  [0, 2, 2, 2],
  [99, 3, 102, 100],
  [100, 3, 103, 100],
  [0, 150, 150, 100],
])('with %i differences, %i that were collected elsewhere make %i, and %i are listed', (added, more, total, listed) => {
  const { add, addAll, result } = collectDifferences();
  for (let n = 0; n < added; n++) add({ namespace: 'a.b', kind: 'document', detail: String(n) });
  const differences = Array.from({ length: more }, (_, n) => ({
    ...{ namespace: 'c.d', kind: 'document' as const, detail: String(added + n) },
  }));
  addAll({ differences, differencesTotal: more });
  expect(result().differencesTotal).toBe(total);
  expect(result().differences.map(({ detail }) => Number(detail))).toEqual(Array.from({ length: listed }, (_, n) => n));
});

describe('the schema of a comparison', () => {
  const comparison: Comparison = {
    identical: false,
    namespaces: 1,
    documents: { source: 1, destination: 0 },
    differences: [{ namespace: 'a.b', kind: 'missing-document', detail: '1' }],
    differencesTotal: 1,
  };

  it('takes what comparing gives', () => {
    expect(Comparison.parse(comparison)).toEqual(comparison);
  });

  it.each([
    ['a kind that nobody knows', { differences: [{ namespace: 'a.b', kind: 'other', detail: '' }] }],
    ['half a document', { documents: { source: 0.5, destination: 0 } }],
    ['no verdict', { identical: undefined }],
  ])('refuses %s', (_, change) => {
    expect(Comparison.safeParse({ ...comparison, ...change }).success).toBe(false);
  });
});
