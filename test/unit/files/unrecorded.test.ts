import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { done, emptyJournal, started, submitted } from '../../../src/core/journal.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openMigrationFiles } from '../../../src/files/migration-files.ts';
import { caught } from '../../support/caught.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const empty = emptyJournal(at(0));
const id = 'start.create-migration';

/** The files of a run that has lost its lock. */
async function afterLosingTheLock() {
  const place = join(await temporaryDirectory(), '.livemig');
  const files = await openMigrationFiles(place, {
    ...{
      pid: process.pid,
      host: 'here',
      user: 'ann',
      uid: process.getuid?.(),
      clock: { ...realClock, now: () => at(0) },
    },
    ...{ isAlive: () => true, warn: () => {} },
  });
  await files.lock.acquire('livemig start');
  await files.secrets.set('linkToken', new Secret('a'));
  await rm(join(place, 'lock'));
  return { place, files };
}

type Files = Awaited<ReturnType<typeof afterLosingTheLock>>['files'];

it.each<[string, string, (files: Files) => Promise<unknown>]>([
  ['the inputs', 'the inputs of this run', ({ state }) => state.save(empty)],
  ['a beginning', `${id} started`, ({ state }) => state.save(started(empty, id, at(1)))],
  [
    'a receipt',
    `${id} submitted with {"id":"m1"}`,
    ({ state }) => state.save(submitted(started(empty, id, at(1)), id, { id: 'm1' }, at(2))),
  ],
  ['an end without a receipt', `${id} done`, ({ state }) => state.save(done(empty, id, undefined, at(3)))],
  [
    'the newest of several, by when it came to what it is',
    `${id} done with {"id":"m1"}`,
    ({ state }) => {
      const first = submitted(started(empty, 'link.first', at(1)), 'link.first', { id: 'f' }, at(4));
      return state.save(started(done(first, id, { id: 'm1' }, at(5)), 'start.z-last', at(3)));
    },
  ],
  ['a decision', 'decision approved', ({ audit }) => audit.append({ kind: 'decision', decision: 'approved' })],
  [
    'a step with its receipt',
    `step ${id} submitted {"id":"m1"}`,
    ({ audit }) => audit.append({ kind: 'step', step: id, state: 'submitted', receipt: { id: 'm1' } }),
  ],
])('a run that has lost its lock says what it could not keep: %s', async (_, what, keep) => {
  const { place, files } = await afterLosingTheLock();
  const before = await readdir(place);
  expect(await caught(keep(files))).toMatchObject({
    ...{ kind: 'locked', code: 'LOCK_LOST' },
    message: expect.stringMatching(/^This run has lost the lock .* nothing more\. Not recorded: /),
    fix: expect.stringMatching(/^Keep this message\. When no other run/),
  });
  expect((await caught(keep(files))).message).toContain(` Not recorded: ${what}.`);
  expect(await readdir(place)).toEqual(before);
});

it.each<[string, (files: Files) => Promise<unknown>]>([
  ['a script', ({ scripts }) => scripts.write('a.sh', '')],
  ['a secret', ({ secrets }) => secrets.set('agentKey', new Secret('b'))],
  ['that a secret is gone', ({ secrets }) => secrets.remove('linkToken')],
])('a run that has lost its lock writes nothing else either: %s', async (_, keep) => {
  const { place, files } = await afterLosingTheLock();
  const before = await readdir(place);
  expect(await caught(keep(files))).toMatchObject({ kind: 'locked', code: 'LOCK_LOST' });
  expect(await readdir(place)).toEqual(before);
});

it('a run that never took the lock makes no directory', async () => {
  const place = join(await temporaryDirectory(), '.livemig');
  const files = await openMigrationFiles(place, {
    ...{
      pid: process.pid,
      host: 'here',
      user: 'ann',
      uid: process.getuid?.(),
      clock: { ...realClock, now: () => at(0) },
    },
    ...{ isAlive: () => true, warn: () => {} },
  });
  await expect(files.state.save(empty)).rejects.toThrow();
  await expect(readdir(place)).rejects.toMatchObject({ code: 'ENOENT' });
});
