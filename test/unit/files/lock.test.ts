import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createLock } from '../../../src/files/lock.ts';
import { caught } from '../../support/caught.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { claimTo, dead, deadOwner, options, remaining, since, withLock } from './lock-scene.ts';

describe('lock', () => {
  it('says whose it is, to the owner of the directory only, and is gone when released', async () => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig link');
    const content: unknown = JSON.parse(await readFile(directory.file('lock'), 'utf8'));
    expect(content).toMatchObject({ pid: process.pid, host: 'here', user: 'ann', command: 'livemig link', since });
    if (process.platform !== 'win32') expect((await stat(directory.file('lock'))).mode & 0o777).toBe(0o600);
    expect(await remaining(directory)).toEqual(['lock']);
    await lock.release();
    expect(await remaining(directory)).toEqual([]);
  });

  it('refuses a second run and names the first', async () => {
    const { directory } = await openFresh();
    await createLock(directory, options).acquire('livemig start');
    await expect(createLock(directory, { ...options, pid: 77 }).acquire('livemig link')).rejects.toMatchObject({
      kind: 'locked',
      code: 'LOCKED',
      message: `Another run holds the lock of this migration (process ${process.pid} on here, user ann, since ${since}: livemig start).`,
      data: { owner: { pid: process.pid, host: 'here', user: 'ann', command: 'livemig start', since } },
    });
    expect(await remaining(directory)).toEqual(['lock']);
  });

  it.each([
    ['of another host', JSON.stringify({ ...deadOwner, host: 'there' }), 'LOCKED_ELSEWHERE'],
    ['that is empty', '', 'LOCK_UNREADABLE'],
    ['that is half written', '{"pid":12', 'LOCK_UNREADABLE'],
    ['of another shape', '{"owner":"me"}', 'LOCK_UNREADABLE'],
  ])('%s is left to the operator, who is told which file to remove', async (_, content, code) => {
    const directory = await withLock(content);
    await expect(createLock(directory, options).acquire('livemig start')).rejects.toMatchObject({
      kind: 'locked',
      code,
      message: expect.stringMatching(/lock/),
      fix: expect.stringContaining(directory.file('lock')),
    });
    expect(await readFile(directory.file('lock'), 'utf8')).toBe(content);
  });

  it('that cannot be removed is only warned of, so that it does not hide how the run has ended', async () => {
    const { directory, warnings } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    await rm(directory.file('lock'));
    await mkdir(directory.file('lock'));
    await lock.release();
    expect(warnings).toEqual([expect.stringMatching(/lock could not be removed: .*If the next run is refused/)]);
  });

  it('that is still there lets its run go on', async () => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    await expect(lock.verify()).resolves.toBeUndefined();
  });

  it.each<[string, (path: string) => Promise<void>, string]>([
    ['is gone', (path) => rm(path), 'somebody has removed '],
    [
      'is of another run',
      (path) => writeFile(path, JSON.stringify({ ...deadOwner, host: 'there' })),
      `another run has it now (process ${dead} on there, user bob, since ${since}: livemig start)`,
    ],
    ['is of nobody', (path) => writeFile(path, ''), 'somebody has changed '],
    ['is something else', (path) => rm(path).then(() => mkdir(path)), 'somebody has changed '],
  ])('that %s ends the run, which says so', async (_, change, what) => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    await change(directory.file('lock'));
    await expect(lock.verify()).rejects.toMatchObject({
      kind: 'locked',
      code: 'LOCK_LOST',
      message: expect.stringContaining(what),
      fix: expect.stringMatching(/run the same command again/),
    });
  });

  it('that another run has now is told with whose it is, and without what only tells processes apart', async () => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    await writeFile(directory.file('lock'), JSON.stringify({ ...deadOwner, host: 'there' }));
    const owner = { pid: dead, host: 'there', user: 'bob', command: 'livemig start', since };
    expect((await caught(lock.verify())).data).toEqual({ owner });
    expect((await caught(createLock(directory, options).acquire('livemig link'))).data).toEqual({ owner });
    await writeFile(directory.file('lock'), 'nobody');
    expect((await caught(lock.verify())).data).toEqual({});
  });

  it('that somebody has removed is released without a word', async () => {
    const { directory, warnings } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    await rm(directory.file('lock'));
    await lock.release();
    expect(warnings).toEqual([]);
  });

  it('that was never taken, or given back, lets nothing be changed', async () => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await expect(lock.verify()).rejects.toThrow('a run without the lock');
    await lock.acquire('livemig start');
    await lock.release();
    await expect(lock.verify()).rejects.toThrow('a run without the lock');
  });

  it('of a stranger is not removed by release', async () => {
    const { directory } = await openFresh();
    const lock = createLock(directory, options);
    await lock.acquire('livemig start');
    const stranger = JSON.stringify({ ...deadOwner, host: 'there' });
    await writeFile(directory.file('lock'), stranger);
    await lock.release();
    expect(await readFile(directory.file('lock'), 'utf8')).toBe(stranger);
  });
});

describe.runIf(process.platform === 'linux')('lock, where the system tells one boot and its pids from others', () => {
  it('is taken over from an owner that is dead', async () => {
    const directory = await withLock(JSON.stringify(deadOwner));
    await createLock(directory, options).acquire('livemig start');
    expect(await readFile(directory.file('lock'), 'utf8')).toContain('"user":"ann"');
    expect(await remaining(directory)).toEqual(['lock']);
  });

  it('is taken over by exactly one of many that try at once, and by the next after its release', async () => {
    for (let round = 0; round < 20; round += 1) {
      const directory = await withLock(JSON.stringify(deadOwner));
      const locks = Array.from({ length: 25 }, (_, index) => createLock(directory, { ...options, pid: index + 1 }));
      const attempts = await Promise.allSettled(locks.map((lock) => lock.acquire('livemig start')));
      const winners = locks.filter((_, index) => attempts[index]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const attempt of attempts) {
        if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ kind: 'locked', code: 'LOCKED' });
      }
      await winners[0]?.release();
      expect(await remaining(directory)).toEqual([]);
    }
  });

  it('is held by at most one of many that take and release it without rest', async () => {
    const directory = await withLock(JSON.stringify(deadOwner));
    let holders = 0;
    let most = 0;
    const work = async (pid: number) => {
      for (let turn = 0; turn < 30; turn += 1) {
        const lock = createLock(directory, { ...options, pid });
        const isMine = await lock.acquire('livemig start').then(
          () => true,
          () => false,
        );
        if (!isMine) continue;
        holders += 1;
        most = Math.max(most, holders);
        await stat(directory.path);
        holders -= 1;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => work(index + 1)));
    expect(most).toBe(1);
    expect(await remaining(directory)).toEqual([]);
  });

  it('is taken over also where another taker died half way', async () => {
    const directory = await withLock(JSON.stringify(deadOwner));
    // The claim to the dead owner's lock is named after its content; this one belongs to a dead taker.
    const claim = claimTo(await readFile(directory.file('lock'), 'utf8'));
    await writeFile(directory.file(claim), JSON.stringify({ ...deadOwner, user: 'taker' }));
    await createLock(directory, options).acquire('livemig start');
    expect(await remaining(directory)).toEqual(['lock']);
  });

  it('is taken over when the pid now belongs to a younger process', async () => {
    const directory = await withLock(JSON.stringify({ ...deadOwner, pid: process.pid, startTicks: '1' }));
    await createLock(directory, options).acquire('livemig start');
    expect(await readFile(directory.file('lock'), 'utf8')).toContain('"user":"ann"');
  });

  it.each<[string, { bootId?: string | undefined; pidNamespace?: string | undefined; host?: string }]>([
    ['another boot, or a clone of this machine', { bootId: '00000000-0000-0000-0000-000000000000' }],
    ['a container with pids of its own', { pidNamespace: 'pid:[1]' }],
    ['a boot that nobody knows', { bootId: undefined }],
    ['pids that nobody knows', { pidNamespace: undefined }],
    ['an older version, which told neither', { bootId: undefined, pidNamespace: undefined }],
    ['another host', { host: 'there' }],
  ])('is left to the operator when its owner has the pid of a dead process, but is of %s', async (_, different) => {
    const directory = await withLock(JSON.stringify({ ...deadOwner, ...different }));
    await expect(createLock(directory, options).acquire('livemig start')).rejects.toMatchObject({
      kind: 'locked',
      code: 'LOCKED_ELSEWHERE',
      message: expect.stringContaining(`process ${dead} on ${different.host ?? 'here'}, user bob`),
      fix: expect.stringMatching(`process ${dead}.*remove ${directory.file('lock')} and run`.replaceAll('/', '\\/')),
    });
    expect(await remaining(directory)).toEqual(['lock']);
  });
});
