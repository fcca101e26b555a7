import { Int32 } from 'mongodb';
import { beforeEach, expect, it } from 'vitest';
import type { VerifyRequest } from '../../../src/core/verification/request.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { verifyTwo } from '../../support/verify-two.ts';

const servers = twoDeployments();

const verified = (request: Partial<VerifyRequest>) =>
  verifyTwo({ source: servers.source.uri, destination: servers.destination.uri, request });

beforeEach(async () => {
  for (const { client, fill } of [servers.source, servers.destination]) {
    await fill([{ _id: new Int32(1) }, { _id: new Int32(2) }]);
    await client
      .db('d')
      .collection('logs')
      .insertMany([{ text: 'one' }]);
  }
  await servers.destination.client.db('d').collection('logs').deleteMany({});
  await servers.destination.client.db('d').createCollection('only');
});

it('what is not wanted is not compared, and the result says so', async () => {
  expect(await verified({ namespaces: ['d.c'] })).toMatchObject({
    ...{ verdict: 'identical', namespaces: 1, documents: { source: 2, destination: 2 } },
    scope: { namespaces: ['d.c'], skip: [], leftOut: 2 },
  });
});

it('what is skipped is left out, definitions as well', async () => {
  const { differences, scope } = await verified({ skip: ['d.logs'] });
  expect(differences).toMatchObject([{ kind: 'extra-namespace', namespace: 'd.only' }]);
  expect(scope).toEqual({ namespaces: [], skip: ['d.logs'], leftOut: 1 });
});

it('a pattern that nothing fits compares nothing', async () => {
  expect(await verified({ namespaces: ['nobody.*'] })).toMatchObject({ verdict: 'nothing-compared', namespaces: 0 });
});

it('one pattern of several that nothing fits is named, and keeps the rest from being all', async () => {
  expect(await verified({ namespaces: ['d.c', 'd.lgos', 'nobody.*'] })).toMatchObject({
    ...{ verdict: 'not-all-compared', namespaces: 1, differences: [] },
    notCompared: [
      { what: '--namespace "d.lgos"', why: expect.stringContaining('spelled') },
      { what: '--namespace "nobody.*"' },
    ],
  });
});

it('shares compare everything once between them, and tell which parts of what', async () => {
  const shares = await Promise.all([1, 2].map((number) => verified({ share: { number, of: 2 } })));
  const found = shares.flatMap(({ differences }) => differences.map(({ kind, namespace }) => `${kind} ${namespace}`));
  expect(found.sort()).toEqual(['extra-namespace d.only', 'missing-document d.logs']);
  expect(shares.reduce((total, { documents }) => total + documents.source, 0)).toBe(3);
  for (const { scope } of shares)
    expect(scope?.parts?.map(({ name, of }) => [name, of])).toEqual([
      ['d.c', 1],
      ['d.logs', 1],
    ]);
  const compared = shares.flatMap(({ scope }) =>
    scope?.parts?.flatMap(({ name, compared }) => compared.map(() => name)),
  );
  expect(compared.sort()).toEqual(['d.c', 'd.logs']);
});

it('a namespace whose time is up is named, with how far it has come', async () => {
  const text = 'x'.repeat(1_000);
  for (const { fill } of [servers.source, servers.destination])
    await fill(Array.from({ length: 40 }, (_, at) => ({ _id: new Int32(at), text })));
  let elapsed = 0;
  const ports = {
    elapsed: () => {
      elapsed += 1_000;
      return elapsed;
    },
  };
  const { source, destination } = servers;
  const request = { maxDurationMs: 1_500, namespaces: ['d.c'], partitionBytes: 4_000 };
  const result = await verifyTwo({ source: source.uri, destination: destination.uri, request, ports });
  expect(result).toMatchObject({ verdict: 'not-all-compared', differences: [] });
  expect(result.notCompared).toEqual([
    { what: 'the rest of d.c', why: expect.stringMatching(/time for one namespace \(2 s\) was up; 2 of \d+ parts/) },
  ]);
});
