import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { DocumentBatch } from '../../../../src/core/verification/document-side.ts';
import { startsIn } from '../../../../src/mongo/verify/skip-delivered.ts';
import { BatchReader } from '../../../../src/verify/documents/batch-reader.ts';
import { batchOf } from '../../../support/documents-in-memory.ts';

const documents = Array.from({ length: 12 }, (_, at) => Buffer.from(BSON.serialize({ _id: at, x: 'a'.repeat(at) })));

async function* once(batch: DocumentBatch) {
  yield batch;
}

async function readerOf(batch: DocumentBatch): Promise<BatchReader> {
  const reader = new BatchReader(once(batch));
  await reader.fill();
  return reader;
}

/** Each way to go through a batch, by what it says of its documents. */
const walks: Record<string, (batch: DocumentBatch) => Promise<number[]>> = {
  'one by one': async (batch) => {
    const reader = await readerOf(batch);
    const lengths: number[] = [];
    for (; reader.holding; reader.next()) lengths.push(reader.end - reader.start);
    return [lengths.length, lengths.reduce((sum, length) => sum + length, 0)];
  },
  'at once': async (batch) => {
    const { documents: count, bytes } = (await readerOf(batch)).skipBatch();
    return [count, bytes];
  },
  'by their beginnings': async (batch) => {
    const lengths = Array.from(startsIn(batch), (start) => batch.bytes.readInt32LE(start));
    return [lengths.length, lengths.reduce((sum, length) => sum + length, 0)];
  },
};

describe.each(Object.entries(walks))('the documents of a batch, %s', (_, walk) => {
  it('are all that there are', async () => {
    expect(await walk(batchOf(documents))).toEqual([12, Buffer.concat(documents).length]);
  });

  it.each<[string, (batch: DocumentBatch) => DocumentBatch]>([
    ['is longer than it', (batch) => ({ ...batch, end: batch.end - 1 })],
    ['has a negative length', (batch) => spoilt(batch, (bytes) => bytes.writeInt32LE(-3, lastIn(batch)))],
    ['has no length', (batch) => spoilt(batch, (bytes) => bytes.writeInt32LE(0, lastIn(batch)))],
    ['has a name that does not end', (batch) => spoilt(batch, (bytes) => bytes.fill(1, lastIn(batch) - 1, batch.end))],
    ['ends within its length', (batch) => ({ ...batch, bytes: batch.bytes.subarray(0, lastIn(batch) + 2) })],
  ])('are no more once one %s', async (_, spoil) => {
    await expect(walk(spoil(batchOf(documents)))).rejects.toThrow(RangeError);
  });
});

/** Where the last document begins. */
function lastIn({ end }: DocumentBatch): number {
  return end - (documents.at(-1)?.length ?? 0);
}

function spoilt({ bytes, ...batch }: DocumentBatch, change: (bytes: Buffer) => unknown): DocumentBatch {
  const copy = Buffer.from(bytes);
  change(copy);
  return { ...batch, bytes: copy };
}
