import { appendFile, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { replacePrivate } from '../../../src/files/private-file.ts';
import { createSampleStore } from '../../../src/files/sample-store.ts';
import { openFresh } from '../../support/temporary-directory.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 9, 0, second)).toISOString();
const sample = (second: number) => ({ at: at(second), status: 'WORKING', ready: false, lagSeconds: second });

async function fresh(now = new Date(Date.UTC(2026, 10, 26, 10))) {
  const { directory } = await openFresh();
  const store = () => createSampleStore(directory, { now: () => now });
  return { directory, store, path: directory.file('samples.ndjson') };
}

it('keeps samples for the next run, for their owner alone', async () => {
  const { store, path } = await fresh();
  expect(await store().load()).toEqual([]);
  await store().add(sample(1));
  await store().add(sample(2));
  expect(await store().load()).toEqual([sample(1), sample(2)]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('knows what another process has added, and what is left once that has thinned the file out', async () => {
  const { store, path } = await fresh();
  const [mine, others] = [store(), store()];
  await mine.add(sample(1));
  expect(await mine.load()).toEqual([sample(1)]);
  await others.add(sample(2));
  expect(await mine.load()).toEqual([sample(1), sample(2)]);
  await replacePrivate(path, `${JSON.stringify(sample(2))}\n${JSON.stringify(sample(3))}\n`, async () => {});
  expect(await mine.load()).toEqual([sample(2), sample(3)]);
});

it('loses nothing of what two add at once', async () => {
  const { store } = await fresh();
  const [one, other] = [store(), store()];
  await Promise.all(Array.from({ length: 50 }, (_, second) => (second % 2 === 0 ? one : other).add(sample(second))));
  expect(await one.load()).toEqual(Array.from({ length: 50 }, (_, second) => sample(second)));
});

it('gives them in the order of their times, though the clock was set back', async () => {
  const { store } = await fresh();
  for (const second of [5, 9, 2]) await store().add(sample(second));
  expect((await store().load()).map(({ lagSeconds }) => lagSeconds)).toEqual([2, 5, 9]);
});

it.each([
  ['half a line that a crash has left', '{"at":"2026-11-26T09:0'],
  ['a line of something else', '{"lag":3}\n'],
  ['what is no JSON', '\u0000\u0000\n'],
])('leaves out %s, and goes on in a line of its own', async (_, rubbish) => {
  const { store, path } = await fresh();
  await store().add(sample(1));
  await appendFile(path, rubbish);
  await store().add(sample(2));
  expect(await store().load()).toEqual([sample(1), sample(2)]);
});

it('thins the file out before it becomes large', async () => {
  const { store, path } = await fresh(new Date(Date.UTC(2026, 11, 26)));
  const lines = Array.from({ length: 16_000 }, (_, second) => `${JSON.stringify(sample(second))}\n`);
  await store().add(sample(0));
  await writeFile(path, lines.join(''));
  await store().add(sample(16_000));
  expect((await stat(path)).size).toBeLessThan(10_000);
  const kept = await store().load();
  expect([kept[0], kept.at(-1)]).toEqual([sample(0), sample(16_000)]);
});

it('is in nobody’s way where it cannot be kept', async () => {
  const { store, path, directory } = await fresh();
  await store().add(sample(1));
  const elsewhere = directory.file('elsewhere');
  await writeFile(elsewhere, 'mine');
  const { directory: second } = await openFresh();
  await second.prepare();
  await symlink(elsewhere, second.file('samples.ndjson'));
  const linked = createSampleStore(second, { now: () => new Date() });
  await linked.add(sample(2));
  expect([await linked.load(), await readFile(elsewhere, 'utf8')]).toEqual([[], 'mine']);
  expect(await readFile(path, 'utf8')).toContain(at(1));
});
