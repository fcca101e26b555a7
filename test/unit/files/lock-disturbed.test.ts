import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLock } from '../../../src/files/lock.ts';
import type { MigrationDirectory } from '../../../src/files/migration-directory.ts';
import { caught } from '../../support/caught.ts';
import { whileDisturbed, whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { claimTo, deadOwner, options, remaining, withLock } from './lock-scene.ts';

describe('whether another run holds the lock', () => {
  const held = async (directory: MigrationDirectory) => {
    const before = await readdir(dirname(directory.path), { recursive: true });
    const isHeld = (await createLock(directory, options).heldBy()) !== undefined;
    // Whoever only looks takes and changes nothing.
    expect(await readdir(dirname(directory.path), { recursive: true })).toEqual(before);
    return isHeld;
  };

  it('is not so where there is none, nor where what is there says nothing of a run', async () => {
    expect(await held((await openFresh()).directory)).toBe(false);
    expect(await held(await withLock('nobody'))).toBe(false);
    const { directory } = await openFresh();
    await mkdir(directory.file('lock'), { recursive: true });
    expect(await held(directory)).toBe(false);
  });

  it('is so where its owner may live, on another machine', async () => {
    expect(await held(await withLock(JSON.stringify({ ...deadOwner, host: 'there' })))).toBe(true);
  });

  it.runIf(process.platform === 'linux').each<[string, object, boolean]>([
    ['lives', { pid: process.pid }, true],
    ['is dead', {}, false],
  ])('is so where its owner lives: here, where it %s', async (_, different, isHeld) => {
    expect(await held(await withLock(JSON.stringify({ ...deadOwner, ...different })))).toBe(isHeld);
  });
});

describe('where the file system has no hard links, the lock', () => {
  const codes = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
  const taking = (directory: MigrationDirectory, effect: RegExp, code: string) =>
    whileRefused(effect, code, () => createLock(directory, { ...options, pid: 77 }).acquire('livemig start'));

  it.each(codes)('is taken all the same (%s)', async (code) => {
    const { directory } = await openFresh();
    await taking(directory, /^link lock$/, code);
    expect(await remaining(directory)).toEqual(['lock']);
    expect(await readFile(directory.file('lock'), 'utf8')).toContain('"pid":77');
  });

  it('is refused where another run has it', async () => {
    const { directory } = await openFresh();
    await createLock(directory, options).acquire('livemig start');
    const error = await caught(taking(directory, /^link lock$/, 'ENOTSUP'));
    expect(error).toMatchObject({ kind: 'locked', message: expect.stringContaining('user ann') });
  });

  it.each([
    ['the way without a link is refused as well', /^(link|open) lock$/, 'ENOTSUP'],
    ['a link is refused for another reason', /^link lock$/, 'EDQUOT'],
    ['a link is refused for a reason without a code', /^link lock$/, ''],
  ])('is not taken where %s', async (_, effect, code) => {
    const { directory } = await openFresh();
    expect(await caught(taking(directory, effect, code))).toMatchObject({
      ...{ kind: 'state-file', code: 'LOCK_NOT_WRITTEN' },
      message: expect.stringMatching(/lock could not be taken: /),
    });
    expect(await remaining(directory)).toEqual([]);
  });
});

it('a lock that something else stands in place of is not taken, and nobody is told to remove it unseen', async () => {
  const { directory } = await openFresh();
  await mkdir(directory.file('lock'), { recursive: true });
  const path = directory.file('lock');
  expect(await caught(createLock(directory, options).acquire('livemig start'))).toMatchObject({
    message: expect.stringContaining(`${path} is not a regular file`),
    fix: `Make sure that no other livemig works on this migration. Move ${path} away, then run the same command again.`,
  });
});

it('a lock that cannot be looked at ends the run, which cannot know whether it is its own', async () => {
  const { directory } = await openFresh();
  const lock = createLock(directory, options);
  await lock.acquire('livemig start');
  expect(await caught(whileRefused(/^open lock$/, 'EIO', () => lock.verify()))).toMatchObject({
    ...{ kind: 'state-file', code: 'LOCK_NOT_READABLE' },
    message: expect.stringMatching(/lock could not be read: .*; this run writes and sends nothing more\.$/),
    fix: 'Have the disk checked, then run the same command again.',
  });
});

describe('while others take it, a lock', () => {
  it('that goes away between two looks is taken', async () => {
    const directory = await withLock(JSON.stringify({ ...deadOwner, host: 'there' }));
    const gone = () => rm(directory.file('lock'), { force: true });
    await whileDisturbed(/^open lock$/, gone, () => createLock(directory, options).acquire('livemig start'));
    expect(await remaining(directory)).toEqual(['lock']);
    expect(await readFile(directory.file('lock'), 'utf8')).toContain('"user":"ann"');
  });
});

describe.runIf(process.platform === 'linux')('while others take it, the lock of a dead owner', () => {
  it('goes to whoever holds the claim to it, who is named', async () => {
    const directory = await withLock(JSON.stringify(deadOwner));
    const claim = directory.file(claimTo(await readFile(directory.file('lock'), 'utf8')));
    await writeFile(claim, JSON.stringify({ ...deadOwner, pid: process.pid, user: 'taker' }));
    expect(await caught(createLock(directory, options).acquire('livemig start'))).toMatchObject({
      ...{ kind: 'locked', message: expect.stringContaining('user taker') },
    });
    await rm(claim);
    expect(await remaining(directory)).toEqual(['lock']);
  });

  const claimed = /^link lock\.[0-9a-f]{16}$/;
  it.each<[string, RegExp]>([
    ['before there is a claim', claimed],
    ['while somebody else has the claim', /^open lock\.[0-9a-f]{16}$/],
  ])('is looked at anew where it has changed hands %s', async (_, effect) => {
    const directory = await withLock(JSON.stringify(deadOwner));
    const path = directory.file('lock');
    const claim = directory.file(claimTo(await readFile(path, 'utf8')));
    if (effect !== claimed) await writeFile(claim, JSON.stringify({ ...deadOwner, pid: process.pid, user: 'taker' }));
    const other = JSON.stringify({ ...deadOwner, host: 'there', user: 'cleo' });
    const taking = whileDisturbed(
      effect,
      () => writeFile(path, other),
      () => createLock(directory, options).acquire('livemig start'),
    );
    expect(await caught(taking)).toMatchObject({ kind: 'locked', message: expect.stringContaining('user cleo') });
    expect(await readFile(path, 'utf8')).toBe(other);
  });

  it.each<[string, RegExp]>([
    ['before there is a claim', claimed],
    ['while somebody else has the claim', /^open lock\.[0-9a-f]{16}$/],
  ])('is taken where its owner has gone %s', async (_, effect) => {
    const directory = await withLock(JSON.stringify(deadOwner));
    const claim = directory.file(claimTo(await readFile(directory.file('lock'), 'utf8')));
    if (effect !== claimed) await writeFile(claim, JSON.stringify({ ...deadOwner, pid: process.pid, user: 'taker' }));
    await whileDisturbed(
      effect,
      () => rm(directory.file('lock'), { force: true }),
      () => createLock(directory, options).acquire('livemig start'),
    );
    expect(await readFile(directory.file('lock'), 'utf8')).toContain('"user":"ann"');
  });
});
