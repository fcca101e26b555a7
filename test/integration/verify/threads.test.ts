import { type Document, Int32, Long } from 'mongodb';
import { beforeEach, expect, it } from 'vitest';
import type { VerifyRequest } from '../../../src/core/verification/request.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { threadsOf } from '../../support/threads-of.ts';
import { type Deployment, twoDeployments } from '../../support/two-deployments.ts';
import { verifyTwo } from '../../support/verify-two.ts';

const servers = twoDeployments();
const text = 'x'.repeat(500);
const documents: readonly Document[] = Array.from({ length: 200 }, (_, at) => ({ _id: new Int32(at), v: at, text }));
const different = documents
  .map((document, at) => (at % 50 === 7 ? { ...document, v: Long.fromNumber(at) } : document))
  .filter((_, at) => at % 60 !== 3)
  .concat([{ _id: new Int32(1_000) }, { _id: new Int32(-1) }]);

async function fill({ client, fill }: Deployment, all: readonly Document[]) {
  await fill(all);
  const second = client.db('d').collection<{ _id: string; at?: Date }>('second');
  await second.insertMany([{ _id: 'a' }, { _id: 'b', at: new Date(0) }]);
  // Its time has come: that only one side still has it is expected.
  await second.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
}

beforeEach(async () => {
  await fill(servers.source, documents);
  await fill(servers.destination, different);
  const second = servers.destination.client.db('d').collection('second');
  await second.deleteMany({ at: new Date(0) });
});

const uris = () => ({ source: servers.source.uri, destination: servers.destination.uri });

async function verifiedBy(workers: number, request: Partial<VerifyRequest>) {
  const threads = threadsOf(uris());
  const result = await verifyTwo({
    ...{ ...uris(), ports: { threads } },
    request: { partitionBytes: 12_000, workers, ...request },
  });
  return { lent: threads.lent, result: sorted(result) };
}

/** Parts end in any order. */
function sorted({ differences, startedAt: _, endedAt: __, source: ___, destination: ____, ...result }: Verification) {
  return { ...result, differences: differences.map((one) => JSON.stringify(one)).sort() };
}

it.each([
  ['hashed', 2],
  ['full', 2],
  ['full', 3],
] as const)('level %s finds with %i workers what it finds with one', async (level, workers) => {
  const [one, several] = [await verifiedBy(1, { level }), await verifiedBy(workers, { level })];
  expect(one.result.differencesTotal).toBeGreaterThan(8);
  expect(several.result).toEqual(one.result);
  expect([one.lent, several.lent]).toEqual([[], [workers]]);
});

it.each(['quick', 'sample'] as const)('level %s reads too little for threads', async (level) => {
  const { lent, result } = await verifiedBy(2, { level });
  expect([lent, result.verdict]).toEqual([[], 'different']);
});

it('there are no more threads than parts', async () => {
  const { lent, result } = await verifiedBy(64, { namespaces: ['d.c'], partitionBytes: 60_000 });
  expect([lent, result.differencesTotal]).toEqual([[2], 10]);
});
