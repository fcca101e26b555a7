import { type Document, Int32 } from 'mongodb';
import { expect, it } from 'vitest';
import { sampledSide } from '../../../src/mongo/verify/sampled-side.ts';
import { compareSample } from '../../../src/verify/compare-sample.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { foundByBytes } from './found-by-bytes.ts';

const servers = twoDeployments();
const all = { namespace: 'd.c', partition: { index: 0, order: 'id' } } as const;
const documents = Array.from({ length: 60 }, (_, at) => ({ _id: new Int32(at), n: new Int32(at) }));

async function sampled(source: readonly Document[], destination: readonly Document[], goal = everything) {
  await servers.source.fill(source);
  await servers.destination.fill(destination);
  const found = foundByBytes(servers);
  const sides = {
    source: sampledSide(servers.source.asking()),
    destination: sampledSide(servers.destination.asking()),
    documents: found,
  };
  const counts = { source: source.length, destination: destination.length };
  return { drawn: await compareSample(sides, all, counts, goal), differing: found.differing(), ids: found.asked.ids };
}

/** So strict that every document is drawn. */
const everything = { share: 0, confidence: 1 };

it('draws from both sides, and so finds what is missing and what is extra', async () => {
  const destination = [...documents.slice(1), { _id: new Int32(99), n: new Int32(1) }];
  const { differing, drawn } = await sampled(documents, destination);
  expect(differing).toEqual(['0', '99']);
  expect(drawn).toEqual({
    source: { wanted: 60, drawn: 60, confidence: 1 },
    destination: { wanted: 60, drawn: 60, confidence: 1 },
  });
});

it('finds what differs', async () => {
  const destination = documents.with(7, { _id: new Int32(7), n: new Int32(0) });
  expect((await sampled(documents, destination)).differing).toEqual(['7']);
});

it('draws as many as the goal wants, and says what they prove', async () => {
  const { drawn, ids } = await sampled(documents, documents, { share: 0.1, confidence: 0.9 });
  // 7 of 60 are more than a tenth.
  expect(drawn.source.wanted).toBe(16);
  expect(drawn.source.drawn).toBe(16);
  expect(drawn.source.confidence).toBeGreaterThanOrEqual(0.9);
  expect(ids).toBe(32);
});

it('draws nothing where there is nothing, which proves all that there is', async () => {
  const { drawn } = await sampled([], documents.slice(0, 1));
  expect(drawn.source).toEqual({ wanted: 0, drawn: 0, confidence: 1 });
  expect(drawn.destination).toMatchObject({ wanted: 1, drawn: 1 });
});
