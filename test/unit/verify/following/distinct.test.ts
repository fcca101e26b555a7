import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { QueuedDocument } from '../../../../src/core/verification/recheck-queue.ts';
import { distinct } from '../../../../src/verify/following/distinct.ts';
import { queueInMemory } from '../../../support/queue-in-memory.ts';

const queued = (id: number, more: Partial<QueuedDocument> = {}): QueuedDocument => ({
  namespace: `shop.n${id % 3}`,
  identity: BSON.serialize({ _id: id }),
  after: { seconds: 3, increment: 0 },
  ...more,
});

async function all(documents: readonly QueuedDocument[], most: { documents: number; bytes: number }) {
  const generation = await queueInMemory(documents).cut();
  const found: QueuedDocument[] = [];
  for await (const chunk of distinct(generation, { documents: 10, bytes: 1_000 }, most)) {
    expect(chunk.length).toBeLessThanOrEqual(10);
    found.push(...chunk);
  }
  return found;
}

describe('distinct', () => {
  it.each([
    ['at once', { documents: 1_000, bytes: 1_000_000 }],
    ['in passes, by their number', { documents: 20, bytes: 1_000_000 }],
    ['in passes, by their size', { documents: 1_000, bytes: 400 }],
  ])('gives each document once, however far apart it was queued: %s', async (_, most) => {
    const ids = Array.from({ length: 300 }, (_unused, at) => (at * 7) % 100);
    const found = await all(
      ids.map((id) => queued(id)),
      most,
    );
    const names = found.map(({ namespace, identity }) => `${namespace} ${BSON.deserialize(identity)._id}`);
    expect(names.sort()).toEqual(Array.from({ length: 100 }, (_unused, id) => `shop.n${id % 3} ${id}`).sort());
  });

  it('keeps of several the longest that one has waited, and what is known last of it', async () => {
    const differs = (since: number, unchangedSince: number, source: number) => ({ since, unchangedSince, source });
    const documents = [
      queued(1, { after: { seconds: 2, increment: 0 }, differs: differs(50, 60, 7) }),
      queued(1, { after: { seconds: 5, increment: 0 } }),
      queued(1, { after: { seconds: 1, increment: 9 }, differs: differs(40, 70, 8) }),
    ];
    const most = { documents: 1_000, bytes: 1_000_000 };
    for (const order of [documents, documents.toReversed()])
      expect(await all(order, most)).toMatchObject([
        { after: { seconds: 1, increment: 9 }, differs: differs(40, 70, 8) },
      ]);
  });
});
