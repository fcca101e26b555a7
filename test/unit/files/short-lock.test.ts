import { readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createShortLock, type ShortLockOptions } from '../../../src/files/short-lock.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { claimTo, deadOwner, options as lockOptions, since } from './lock-scene.ts';

/** No time passes but by sleeping, and something may happen with each pause. */
function options(
  meanwhile: (slept: number) => Promise<unknown> = async () => {},
): ShortLockOptions & { slept(): number } {
  let slept = 0;
  const sleep = async (ms: number) => {
    slept += ms;
    await meanwhile(slept);
  };
  return { ...lockOptions, clock: { now: () => new Date(since), sleep }, slept: () => slept };
}

const alive = JSON.stringify({ ...deadOwner, pid: process.pid, user: 'cid', id: 'a' });
const elsewhere = JSON.stringify({ ...deadOwner, host: 'there', id: 'b' });
const dead = JSON.stringify({ ...deadOwner, id: 'c' });

async function place() {
  const folder = await temporaryDirectory();
  return { path: join(folder, 'lock'), names: () => readdir(folder) };
}

describe('a short lock', () => {
  it('is there while a task runs, says whose it is, and is gone afterwards', async () => {
    const { path, names } = await place();
    const alone = createShortLock(path, options());
    const during = await alone(async () => JSON.parse(await readlink(path)));
    expect(during).toMatchObject({ pid: process.pid, host: 'here', user: 'ann' });
    expect(await names()).toEqual([]);
  });

  it('is gone also where the task failed', async () => {
    const { path, names } = await place();
    await expect(createShortLock(path, options())(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await names()).toEqual([]);
  });

  it.each([
    ['a link', symlink],
    ['a file, where there are no links', (text: string, path: string) => writeFile(path, text)],
  ])('of one that lives is waited for (%s)', async (_, put) => {
    const { path, names } = await place();
    await put(alive, path);
    let turns = 0;
    const waiting = options(async () => {
      turns += 1;
      if (turns === 3) await rm(path);
    });
    await createShortLock(path, waiting)(async () => expect(turns).toBe(3));
    expect([await names(), waiting.slept()]).toEqual([[], 30]);
  });

  it('of one that lives for half a minute is named, and left to it', async () => {
    const { path } = await place();
    await symlink(alive, path);
    const waiting = options();
    await expect(createShortLock(path, waiting)(async () => {})).rejects.toThrow(
      `another run is at it all the time (process ${process.pid} on here, user cid, since ${since}: livemig start)`,
    );
    expect([waiting.slept(), await readlink(path)]).toEqual([30_000, alive]);
  });

  it.runIf(process.platform === 'linux')('of one that is dead is taken at once', async () => {
    const { path, names } = await place();
    await symlink(dead, path);
    const waiting = options();
    expect(await createShortLock(path, waiting)(async () => 'done')).toBe('done');
    expect([await names(), waiting.slept()]).toEqual([[], 0]);
  });

  it.runIf(process.platform === 'linux')(
    'of one that is dead is taken also where the one who wanted it died as well',
    async () => {
      const { path, names } = await place();
      await symlink(dead, path);
      await symlink(JSON.stringify({ ...deadOwner, id: 'd' }), `${path}${claimTo(dead).slice('lock'.length)}`);
      const waiting = options();
      await createShortLock(path, waiting)(async () => {});
      expect([await names(), waiting.slept()]).toEqual([[], 0]);
    },
  );

  it.runIf(process.platform === 'linux')(
    'of one that is dead is left to whoever is about to take it away',
    async () => {
      const { path } = await place();
      const claim = `${path}${claimTo(dead).slice('lock'.length)}`;
      await symlink(dead, path);
      await symlink(alive, claim);
      const waiting = options();
      await expect(createShortLock(path, waiting)(async () => {})).rejects.toThrow('another run is at it');
      expect([await readlink(path), await readlink(claim)]).toEqual([dead, alive]);
    },
  );

  it.each([
    ['of another machine, another boot or a container', elsewhere],
    ['that says nothing', '{'],
  ])('%s is taken when it has not changed for five seconds', async (_, text) => {
    const { path, names } = await place();
    await symlink(text, path);
    const waiting = options();
    await createShortLock(path, waiting)(async () => {});
    expect([await names(), waiting.slept()]).toEqual([[], 5_000]);
  });

  it('of others who hand it on is waited for longer', async () => {
    const { path } = await place();
    await symlink(elsewhere, path);
    const waiting = options(async (slept) => {
      if (slept % 2_000 !== 0 || slept > 8_000) return;
      await rm(path);
      await symlink(JSON.stringify({ ...deadOwner, host: 'there', id: String(slept) }), path);
    });
    await createShortLock(path, waiting)(async () => {});
    expect(waiting.slept()).toBe(13_000);
  });

  it.each(['EPERM', 'ENOTSUP'])('is a file where there are no symbolic links (%s)', async (code) => {
    const { path, names } = await place();
    await whileRefused(/^symlink /, code, () =>
      createShortLock(path, options())(async () => expect(await names()).toEqual(['lock'])),
    );
    expect(await names()).toEqual([]);
  });

  it('that could not be removed is used again by the same process, and by nobody else who lives', async () => {
    const { path, names } = await place();
    const alone = createShortLock(path, options());
    await whileRefused(/^rm lock$/, 'EIO', () => alone(async () => {}));
    expect(await names()).toEqual(['lock']);
    await expect(createShortLock(path, options())(async () => {})).rejects.toThrow('another run is at it');
    expect(await alone(async () => 'again')).toBe('again');
    expect(await names()).toEqual([]);
  });

  it.each(['symlink', 'readlink'])('that the system refuses is told with its reason (%s)', async (effect) => {
    const { path } = await place();
    await symlink(alive, path);
    const taking = whileRefused(new RegExp(`^${effect} lock`), 'EACCES', () =>
      createShortLock(path, options())(async () => {}),
    );
    await expect(taking).rejects.toMatchObject({ code: 'EACCES' });
  });

  it.runIf(process.platform === 'linux')('is never had by two, whoever takes away that of the dead', async () => {
    const { path, names } = await place();
    await symlink(dead, path);
    let [holders, most, turns] = [0, 0, 0];
    const task = async () => {
      holders += 1;
      most = Math.max(most, holders);
      await names();
      turns += 1;
      holders -= 1;
    };
    const takers = Array.from({ length: 12 }, () =>
      createShortLock(
        path,
        options(() => names()),
      ),
    );
    await Promise.all(takers.flatMap((alone) => [alone(task), alone(task), alone(task)]));
    expect([most, turns, await names()]).toEqual([1, 36, []]);
  });
});
