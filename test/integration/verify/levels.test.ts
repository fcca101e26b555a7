import { type Document, Double, Int32, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { VerifyRequest } from '../../../src/core/verification/request.ts';
import { caught } from '../../support/caught.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { type VerifyTwo, verifyTwo } from '../../support/verify-two.ts';

const servers = twoDeployments();
const documents: readonly Document[] = Array.from({ length: 40 }, (_, at) => ({
  _id: new Int32(at),
  v: new Int32(at),
}));

async function verified(
  source: readonly Document[],
  destination: readonly Document[],
  request: Partial<VerifyRequest>,
) {
  await servers.source.fill(source);
  await servers.destination.fill(destination);
  return verifyTwo({ source: servers.source.uri, destination: servers.destination.uri, request });
}

const missing = documents.toSpliced(7, 1);
const changed = documents.with(7, { _id: new Int32(7), v: new Int32(-1) });
const swapped = missing.concat({ _id: new Int32(99), v: new Int32(1) });
const retyped = documents.with(7, { _id: new Int32(7), v: new Double(7) });
const longer = documents.with(7, { _id: new Int32(7), v: Long.fromNumber(7) });

describe.each([
  ['quick', 'a document is missing', missing, [['count', undefined]]],
  ['quick', 'a document differs, which it cannot see', changed, []],
  ['quick', 'another document is there instead, which it cannot see', swapped, []],
  ['hashed', 'a document is missing', missing, [['missing-document', '{"$numberInt":"7"}']]],
  ['hashed', 'a document differs', changed, [['document', '{"$numberInt":"7"}']]],
  ['hashed', 'a number has become another type and longer', longer, [['document', '{"$numberInt":"7"}']]],
  ['full', 'a number has become another type', retyped, [['document', '{"$numberInt":"7"}']]],
  [
    'sample',
    'another document is there instead',
    swapped,
    [
      ['missing-document', '{"$numberInt":"7"}'],
      ['extra-document', '{"$numberInt":"99"}'],
    ],
  ],
] as const)('level %s, where %s', (level, _, destination, expected) => {
  it('finds exactly that, and says of which level it is', async () => {
    const { differences, differencesTotal, ...result } = await verified(documents, destination, { level });
    expect(differences.map(({ kind, id }) => [kind, id])).toEqual(expected);
    expect(differencesTotal).toBe(expected.length);
    expect(result).toMatchObject({ level, identical: expected.length === 0 });
  });
});

it('a level names what it cannot see, beside its verdict', async () => {
  const { verdict, doesNotCover } = await verified(documents, changed, { level: 'quick' });
  expect([verdict, doesNotCover.includes('what the documents hold')]).toEqual(['identical', true]);
});

it.each(['quick', 'sample'] as const)('level %s counts once more where the counts differ', async (level) => {
  await verified(documents, missing, { level });
  const { source, destination } = servers;
  const arrives = () =>
    servers.destination.client
      .db('d')
      .collection<{ _id: unknown; v: unknown }>('c')
      .insertOne({ _id: new Int32(7), v: new Int32(7) });
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    documentsSince: (time) => {
      const reads = side.documentsSince(time);
      if (name !== 'destination') return reads;
      const measure: typeof reads.measure = (namespace) => ({
        ...reads.measure(namespace),
        count: async () => {
          const count = await reads.measure(namespace).count();
          if (count < documents.length) await arrives();
          return count;
        },
      });
      return { ...reads, measure };
    },
  });
  const result = await verifyTwo({ source: source.uri, destination: destination.uri, request: { level }, mutate });
  expect(result).toMatchObject({ verdict: 'identical', documents: { source: 40, destination: 40 } });
});

it('a sample says what it proves', async () => {
  const { sample, perNamespace } = await verified(documents, documents, { level: 'sample' });
  // So few that all of them were drawn.
  expect(sample).toEqual({ share: 0.001, confidence: 1, documents: 40 });
  expect(perNamespace).toMatchObject([{ name: 'd.c', source: 40, destination: 40, compared: 40, confidence: 1 }]);
});

const shifted = (by: number, Type: typeof Int32 | typeof Double) =>
  documents.map(({ v }, at) => ({ _id: new Type(at + by), v }));

it.each<[string, readonly Document[], number]>([
  ['extra', [...documents, { _id: new Int32(99) }, { _id: new Int32(100) }], 40],
  ['under another _id of the same value twice', shifted(0, Double), 40],
  ['under another _id', shifted(1_000, Int32), 0],
])('a sample does not count as compared what is %s', async (_, destination, compared) => {
  const { perNamespace } = await verified(documents, destination, { level: 'sample' });
  expect(perNamespace).toMatchObject([{ compared }]);
});

it('hashes are refused, and another level is named, where a server does not compute them', async () => {
  await servers.source.fill(documents);
  await servers.destination.fill(documents);
  const refused = verifyTwo({
    ...{ source: servers.source.uri, destination: servers.destination.uri, request: { level: 'hashed' } },
    mutate: (side, name) => ({
      ...side,
      documentsSince: (time) => {
        const documents = side.documentsSince(time);
        const hashed = (salt: string) => ({
          ...documents.hashed(salt),
          probe: async () => ({ refused: 'it does not know $_internalKeyStringValue' }),
        });
        return name === 'source' ? documents : { ...documents, hashed };
      },
    }),
  });
  expect(await caught(refused)).toMatchObject({
    code: 'HASHES_REFUSED',
    message: expect.stringContaining('the destination does not compute hashes'),
    fix: expect.stringContaining('--level full'),
  });
});

it('where a server deletes by itself, other counts alone are no difference, and no proof either', async () => {
  await verified(documents, missing, { level: 'quick' });
  await servers.source.client.db('d').collection('c').createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await servers.destination.client.db('d').collection('c').createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const { source, destination } = servers;
  const result = await verifyTwo({ source: source.uri, destination: destination.uri, request: { level: 'quick' } });
  expect(result).toMatchObject({ verdict: 'not-all-compared', differences: [] });
  expect(result.notCompared).toMatchObject([
    { what: 'how many documents are in d.c', why: expect.stringMatching(/40/) },
  ]);
});

it.each([
  ['ids', { detail: 'differs' }],
  ['paths', { detail: 'differs in v, w', paths: ['v', 'w'] }],
  [
    'values',
    {
      paths: ['v', 'w'],
      values: [
        { path: 'v', source: '{"$numberInt":"7"}', destination: '{"$numberDouble":"7.0"}' },
        { path: 'w', destination: '"new"' },
      ],
    },
  ],
] as const)('a document that differs is told by its %s, and nothing more of it', async (tells, told) => {
  const other = documents.with(7, { _id: new Int32(7), v: new Double(7), w: 'new' });
  const { differences } = await verified(documents, other, { tells });
  expect(differences).toMatchObject([{ id: '{"$numberInt":"7"}', ...told }]);
  const keys = ['detail', 'id', 'kind', 'namespace', ...(tells === 'ids' ? [] : ['paths'])];
  expect(Object.keys(differences[0] ?? {}).sort()).toEqual([...keys, ...(tells === 'values' ? ['values'] : [])]);
});
