import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyJournal } from '../../../src/core/journal.ts';
import { lookAtDirectory } from '../../../src/files/look-at-directory.ts';
import { openMigrationFiles } from '../../../src/files/migration-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';

const uid = process.getuid?.();
const opener = {
  ...{ pid: process.pid, host: 'here', user: 'tester', uid, clock: realClock, isAlive: () => true },
  warn: (message: string) => {
    throw new Error(message);
  },
};

/** A directory in which a run has begun and goes on. */
async function used(): Promise<string> {
  const path = join(await temporaryDirectory(), 'migration');
  const files = await openMigrationFiles(path, opener);
  await files.lock.acquire('start');
  await files.state.save(emptyJournal(realClock.now()));
  return path;
}

it('of a directory that is in use all is seen, and nothing changed', async () => {
  const path = await used();
  const before = await readdir(path);
  expect(await lookAtDirectory(path, opener)).toMatchObject({
    mode: { value: 0o700 },
    open: { value: [] },
    journal: { value: { steps: {} } },
    audit: { value: { lines: 0 } },
    lock: { value: { command: 'start', pid: process.pid, host: 'here' } },
    freeBytes: { is: 'seen', value: expect.any(Number) },
  });
  expect(await readdir(path)).toEqual(before);
});

it('what others may write to is told, and left as it is', async () => {
  const path = await used();
  await chmod(join(path, 'state.json'), 0o666);
  await writeFile(join(path, 'secrets.json'), '{}');
  await chmod(join(path, 'secrets.json'), 0o640);
  await chmod(path, 0o777);
  const look = await lookAtDirectory(path, opener);
  expect(look).toMatchObject({ mode: { value: 0o777 }, open: { value: ['secrets.json', 'state.json'] } });
  expect([(await stat(path)).mode & 0o777, (await stat(join(path, 'state.json'))).mode & 0o777]).toEqual([
    0o777, 0o666,
  ]);
});

it('where there is none, the disk is that of the nearest directory above, and none is made', async () => {
  const parent = await temporaryDirectory();
  const look = await lookAtDirectory(join(parent, 'a', 'b'), opener);
  expect(look).toMatchObject({ mode: { is: 'seen', value: 'missing' }, freeBytes: { is: 'seen' } });
  expect(look.journal).toEqual({ is: 'unlooked', because: 'there is no directory yet' });
  expect(await readdir(parent)).toEqual([]);
});

it('where the system has no modes, nothing is said of them', async () => {
  const { mode, open } = await lookAtDirectory(await used(), { ...opener, uid: undefined });
  expect([mode, open]).toEqual([{ is: 'seen', value: 'no modes' }, expect.objectContaining({ is: 'unlooked' })]);
});

it('a journal that cannot be read is trouble, with what to do', async () => {
  const path = await used();
  await writeFile(join(path, 'state.json'), '{"schemaVersion": 1,');
  expect((await lookAtDirectory(path, opener)).journal).toMatchObject({
    is: 'trouble',
    what: expect.stringContaining('is not complete JSON'),
    fix: expect.stringContaining('events.ndjson'),
  });
});

it.each([
  ['a file', (path: string) => writeFile(path, ''), 'is not a directory'],
  ['a link', (path: string) => symlink('/tmp', path), 'is a symbolic link'],
])('%s in its place is told as every command tells it', async (_, make, what) => {
  const path = join(await temporaryDirectory(), 'x');
  await make(path);
  const { mode, journal } = await lookAtDirectory(path, opener);
  expect(mode).toMatchObject({ is: 'trouble', what: expect.stringContaining(what) });
  expect(journal).toEqual({ is: 'unlooked', because: 'the directory cannot be used' });
});

it.skipIf(uid === undefined)('that of another user is told', async () => {
  const path = join(await temporaryDirectory(), 'x');
  await mkdir(path);
  const { mode } = await lookAtDirectory(path, { ...opener, uid: (uid ?? 0) + 1 });
  expect(mode).toMatchObject({ is: 'trouble', what: expect.stringContaining('belongs to another user') });
});
