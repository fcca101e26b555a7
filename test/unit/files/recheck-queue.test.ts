import { appendFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { identityAt } from '../../../src/core/bson/identity.ts';
import type { QueuedDocument, QueuedGeneration, RecheckQueue } from '../../../src/core/verification/recheck-queue.ts';
import { createRecheckQueue } from '../../../src/files/recheck-queue.ts';
import { field, oddIds, rawDocument } from '../../support/raw-bson.ts';
import { openAt, openFresh } from '../../support/temporary-directory.ts';

const queued = (id: number, more: Partial<QueuedDocument> = {}): QueuedDocument => ({
  namespace: 'shop.orders',
  identity: identityAt(rawDocument(field('_id', id)), 0),
  after: { seconds: 1_764_422_000, increment: 4 },
  ...more,
});
const differs = { since: 1_700_000_000_123, unchangedSince: 1_700_000_000_456, source: 2 ** 53 - 1 };

async function fresh(): Promise<{ queue: RecheckQueue; path: string }> {
  const { directory } = await openFresh();
  const queue = createRecheckQueue(directory, 'changed');
  onTestFinished(() => queue.close());
  return { queue, path: directory.path };
}

async function again(path: string): Promise<RecheckQueue> {
  const queue = createRecheckQueue((await openAt(path)).directory, 'changed');
  onTestFinished(() => queue.close());
  return queue;
}

async function all(generation: QueuedGeneration, limit = { documents: 1_000, bytes: 1_000_000 }) {
  const chunks: (readonly QueuedDocument[])[] = [];
  for await (const chunk of generation.chunks(limit)) chunks.push(chunk);
  return { chunks, documents: chunks.flat() };
}

const filesIn = async (path: string) => (await readdir(path)).filter((name) => name.endsWith('.queue')).sort();

describe('a recheck queue on disk', () => {
  it('gives back what was appended, in its order, as often as it came', async () => {
    const { queue } = await fresh();
    const documents = [
      queued(1),
      queued(2, { after: { seconds: 2 ** 32 - 1, increment: 2 ** 32 - 1 }, differs }),
      queued(1, { namespace: 'läden.größe' }),
      queued(3, { differs: { ...differs, source: Number.NaN } }),
      ...Object.values(oddIds).map((id) => queued(0, { identity: identityAt(rawDocument(id), 0) })),
      queued(0, { identity: identityAt(rawDocument(field('a', 1)), 0) }),
      queued(1),
    ];
    await queue.append(documents.slice(0, 3));
    await queue.append(documents.slice(3));
    expect(await queue.count()).toBe(documents.length);
    const generation = await queue.cut();
    expect([generation.count, await queue.count()]).toEqual([documents.length, documents.length]);
    expect((await all(generation)).documents).toEqual(documents);
    expect((await all(generation)).documents).toEqual(documents);
  });

  it('gives chunks as large as they may be', async () => {
    const { queue } = await fresh();
    const large = identityAt(rawDocument(field('_id', 'x'.repeat(3_000_000))), 0);
    await queue.append([
      ...Array.from({ length: 25 }, (_, at) => queued(at)),
      queued(99, { identity: large }),
      queued(26),
    ]);
    const { chunks } = await all(await queue.cut(), { documents: 10, bytes: 1_000_000 });
    expect(chunks.map(({ length }) => length)).toEqual([10, 10, 6, 1]);
    expect(Buffer.from(large).equals(chunks[2]?.[5]?.identity ?? Buffer.alloc(0))).toBe(true);
  });

  it('has in a generation what came before, and after it what came later', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1)]);
    const first = await queue.cut();
    await queue.append([queued(2)]);
    expect((await all(first)).documents).toEqual([queued(1)]);
    await first.drop();
    const second = await queue.cut();
    expect((await all(second)).documents).toEqual([queued(2)]);
    await second.drop();
    expect(await filesIn(path)).toEqual([]);
    expect((await queue.cut()).count).toBe(0);
  });

  it('gives again what was not dropped', async () => {
    const { queue } = await fresh();
    await queue.append([queued(1)]);
    await queue.cut();
    await queue.append([queued(2)]);
    const both = await queue.cut();
    expect((await all(both)).documents).toEqual([queued(1), queued(2)]);
    await both.drop();
    expect((await queue.cut()).count).toBe(0);
  });

  it('gives what a run that was killed has left, without what it has half written', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1), queued(2, { differs }), queued(3)]);
    await queue.flush();
    const [file = ''] = await filesIn(path);
    const whole = (await stat(join(path, file))).size;
    for (const length of [whole - 1, whole - 20, whole - 49]) {
      await truncate(join(path, file), length);
      const next = await again(path);
      await next.append([queued(4)]);
      const generation = await next.cut();
      expect((await all(generation)).documents).toEqual([queued(1), queued(2, { differs }), queued(4)]);
      expect(generation.count).toBe(3);
      // The next one finds the file as it was.
      const [, added = ''] = await filesIn(path);
      await rm(join(path, added));
    }
  });

  it('takes zeros at the end, which a power cut leaves, for the end', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1)]);
    await queue.close();
    const [file = ''] = await filesIn(path);
    await appendFile(join(path, file), Buffer.alloc(3_000_000));
    expect((await all(await (await again(path)).cut())).documents).toEqual([queued(1)]);
  });

  it('refuses what no kill can have left', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1), queued(2)]);
    await queue.close();
    const [file = ''] = await filesIn(path);
    const bytes = await readFile(join(path, file));
    for (const [at, value] of [
      [0, 5],
      [36, 4_000],
      [36, -1],
    ] as const) {
      const broken = Buffer.from(bytes);
      broken.writeInt32LE(value, at);
      await writeFile(join(path, file), broken);
      await expect((await again(path)).cut()).rejects.toMatchObject({ code: 'QUEUE_NOT_READABLE', kind: 'state-file' });
    }
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read it', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1)]);
    const [file = ''] = await filesIn(path);
    expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
  });

  it('makes nothing before something is appended', async () => {
    const { queue, path } = await fresh();
    expect((await queue.cut()).count).toBe(0);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says which file cannot be written', async () => {
    const { queue, path } = await fresh();
    await queue.append([queued(1)]);
    await (await queue.cut()).drop();
    await writeFile(join(path, 'changed-00000002.queue'), '');
    await expect(queue.append([queued(2)])).rejects.toMatchObject({ code: 'QUEUE_NOT_WRITTEN' });
  });
});
