import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMigrationFiles } from '../../../src/files/migration-files.ts';
import { identify } from '../../../src/files/process-identity.ts';
import { caught } from '../../support/caught.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { realClock } from '../../support/test-ports.ts';
import { begun } from '../../support/verify-entries.ts';

const now = new Date('2026-11-29T13:06:43.500Z');
const dead = 4_000_001;

async function open(place: string, pid = process.pid) {
  const files = await openMigrationFiles(join(place, '.livemig'), {
    ...{ pid, host: 'here', user: 'ann', uid: process.getuid?.(), clock: { ...realClock, now: () => now } },
    isAlive: (one) => one !== dead,
    warn: () => {},
  });
  return { ...files, store: await files.verifications() };
}

describe('the verifications of a directory', () => {
  it('are none, and nothing is made, before one has begun', async () => {
    const place = await temporaryDirectory();
    const { store, state } = await open(place);
    expect([await store.ids(), await store.lock.heldBy(), await state.load()]).toEqual([[], undefined, undefined]);
    expect(await readdir(place)).toEqual([]);
  });

  it('lie in a migration directory that git does not see, closed to others', async () => {
    const place = await temporaryDirectory();
    const { store, state } = await open(place);
    await store.lock.acquire('verify');
    const { id, journal } = await store.create(now);
    await journal.append(begun(0));
    expect(id).toBe('2026-11-29T13-06-43Z');
    expect(await readFile(join(place, '.livemig/.gitignore'), 'utf8')).toBe('*\n');
    for (const path of ['.livemig', '.livemig/verify', `.livemig/verify/${id}`])
      expect((await stat(join(place, path))).mode & 0o777).toBe(0o700);
    expect(await state.load()).toBeUndefined();
  });

  it('sort by when they began, whatever the clock says', async () => {
    const { store } = await open(await temporaryDirectory());
    await store.lock.acquire('verify');
    const times = [now, now, new Date('2026-11-28T00:00:00Z'), new Date('2026-11-30T00:00:00Z')];
    for (const time of times) await (await store.create(time)).journal.append(begun(0));
    expect(await store.ids()).toEqual([
      ...['2026-11-29T13-06-43Z', '2026-11-29T13-06-43Z-002', '2026-11-29T13-06-43Z-003', '2026-11-30T00-00-00Z'],
    ]);
  });

  it('have a lock of their own, beside that of the migration', async () => {
    const place = await temporaryDirectory();
    const [one, other] = [await open(place), await open(place)];
    await one.lock.acquire('start');
    await one.store.lock.acquire('verify');
    const error = await caught(other.store.lock.acquire('verify'));
    expect(error).toMatchObject({ kind: 'locked', data: { owner: { command: 'verify' } } });
    expect(error.message).toMatch(
      /lock of the verifications in this directory \(process \d+ on here, user ann, since /,
    );
    expect(error.fix).toContain('livemig verify status');
    await one.store.lock.release();
    await other.store.lock.acquire('verify');
    expect((await one.lock.heldBy())?.command).toBe('start');
  });

  it('take over the lock of a run that is dead', async () => {
    const place = await temporaryDirectory();
    const { store } = await open(place);
    await store.lock.acquire('verify');
    const { bootId, pidNamespace } = await identify(process.pid);
    const owner = { pid: dead, host: 'here', user: 'bob', command: 'verify', since: now.toISOString() };
    await writeFile(join(place, '.livemig/verify/lock'), JSON.stringify({ ...owner, bootId, pidNamespace }));
    expect(await store.lock.heldBy()).toBeUndefined();
    await (await open(place)).store.lock.acquire('verify');
  });

  it('write nothing once the lock is lost', async () => {
    const place = await temporaryDirectory();
    const { store } = await open(place);
    await store.lock.acquire('verify');
    const kept = await store.create(now);
    await kept.journal.append(begun(0));
    await rm(join(place, '.livemig/verify/lock'));
    for (const write of [() => kept.journal.append(begun(1)), () => kept.keepResult('{}'), () => kept.forgetStop()])
      expect((await caught(write())).code).toBe('LOCK_LOST');
    expect(await kept.journal.entries()).toEqual([begun(0)]);
  });

  it('can be asked to stop by another run, as often as it likes', async () => {
    const place = await temporaryDirectory();
    const { store } = await open(place);
    await store.lock.acquire('verify');
    const kept = await store.create(now);
    await kept.journal.append(begun(0));
    expect(await kept.isStopWanted()).toBe(false);
    const other = await (await open(place)).store.open(kept.id);
    await other.wantStop();
    await other.wantStop();
    expect(await kept.isStopWanted()).toBe(true);
    await kept.forgetStop();
    expect(await kept.isStopWanted()).toBe(false);
  });

  it.each(['verify', 'verify/2026-11-29T13-06-43Z'])('are not looked for behind a link at %s', async (name) => {
    const place = await temporaryDirectory();
    await mkdir(join(place, 'elsewhere'));
    await mkdir(join(place, '.livemig', name, '..'), { recursive: true });
    await symlink(join(place, 'elsewhere'), join(place, '.livemig', name));
    const opening = async () => (await open(place)).store.open('2026-11-29T13-06-43Z');
    const error = await caught(opening());
    expect(error).toMatchObject({ code: 'DIRECTORY_NOT_USABLE', fix: 'Move the link away.' });
    expect(error.message).toContain('is a symbolic link');
  });
});
