import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  NotOurFile,
  readPrivate,
  replacePrivate,
  requireOurSize,
  whatIsWrong,
  whatToChange,
} from '../../../src/files/private-file.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const largest = 16 * 1024 * 1024;
const noFile = 'is not a regular file (a symbolic link, a directory or a device)';
/** What was thrown, as it is told. */
async function refusalOf(path: string, work: () => Promise<unknown> = () => readPrivate(path)) {
  const thrown: unknown = await work().catch((error: unknown) => error);
  const isOurs = thrown instanceof NotOurFile;
  return [isOurs, isOurs && thrown.message, whatIsWrong(thrown, 'read'), whatToChange(thrown)];
}

describe.runIf(process.platform !== 'win32')(
  'what stands in place of a file of ours is not read, and to be moved away',
  () => {
    it.each<[string, (path: string) => Promise<unknown>, string]>([
      ['a directory', (path) => mkdir(path), noFile],
      [
        'a symbolic link',
        (path) => writeFile(`${path}-behind`, '').then(() => symlink(`${path}-behind`, path)),
        noFile,
      ],
      ['a named pipe, which nobody writes to', (path) => promisify(execFile)('mkfifo', [path]), noFile],
      [
        'what is too large',
        (path) => writeFile(path, '').then(() => truncate(path, largest + 1)),
        'is larger than 16 MiB',
      ],
    ])('%s', async (_, put, what) => {
      const path = join(await temporaryDirectory(), 'file');
      await put(path);
      expect(await refusalOf(path)).toEqual([true, `${path} ${what}`, what, `Move ${path} away`]);
    });

    it.each(['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'])('whichever way a system says so (%s)', async (code) => {
      const path = join(await temporaryDirectory(), 'file');
      await writeFile(path, '');
      const [isOurs, , what] = await refusalOf(path, () => whileRefused(/^open file$/, code, () => readPrivate(path)));
      expect([isOurs, what]).toEqual([true, noFile]);
    });

    it.runIf(process.getuid?.() === 0)('a file of another user', async () => {
      const path = join(await temporaryDirectory(), 'file');
      await writeFile(path, '');
      await chown(path, 4711, 0);
      const what = 'belongs to another user (id 4711; if it says what you expect, `chown 0` takes it over)';
      expect(await refusalOf(path)).toEqual([true, `${path} ${what}`, what, `Move ${path} away`]);
    });

    it('is not replaced either', async () => {
      const path = join(await temporaryDirectory(), 'file');
      await mkdir(path);
      expect((await refusalOf(path, () => replacePrivate(path, '', async () => {})))[2]).toBe(noFile);
    });
  },
);

it('what a system does not let us do is told in its words', async () => {
  const path = join(await temporaryDirectory(), 'file');
  await writeFile(path, '');
  expect(await refusalOf(path, () => whileRefused(/^open file$/, 'EIO', () => readPrivate(path)))).toEqual([
    ...[false, false],
    ...['could not be read: the disk reports an error (EIO)', 'Have the disk checked'],
  ]);
});

it('what is as large as may be is ours', () => {
  expect(() => requireOurSize('file', largest)).not.toThrow();
  expect(() => requireOurSize('file', largest + 1)).toThrow('file is larger than 16 MiB');
});

it('what is read tells its permissions, and what is not there is nothing', async () => {
  const path = join(await temporaryDirectory(), 'file');
  expect(await readPrivate(path)).toBeUndefined();
  await writeFile(path, 'größe', { mode: 0o640 });
  expect(await readPrivate(path)).toEqual({ text: 'größe', mode: (await stat(path)).mode & 0o777 });
});

describe('replacing a file', () => {
  it.each<[string, RegExp, string]>([
    ['the new one cannot be written', /^writeFile file\.tmp$/, 'EDQUOT'],
    ['the new one cannot be synced', /^sync file\.tmp$/, 'EIO'],
    ['the new one cannot be put in place', /^rename file$/, 'EACCES'],
  ])('leaves the old one and nothing else, where %s', async (_, effect, code) => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    const replacing = whileRefused(effect, code, () => replacePrivate(path, 'new', async () => {}));
    await expect(replacing).rejects.toMatchObject({ code });
    expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['old', ['file']]);
  });

  it('is not undone where the name cannot be synced', async () => {
    const path = join(await temporaryDirectory(), 'file');
    await whileRefused(/^sync livemig-/, 'EINVAL', () => replacePrivate(path, 'new', async () => {}));
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('asks whether it may right before the new one is put in place', async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    const mayNot = async () => {
      expect((await readdir(folder)).toSorted()).toEqual(['file', 'file.tmp']);
      throw new Error('the lock is lost');
    };
    await expect(replacePrivate(path, 'new', mayNot)).rejects.toThrow('the lock is lost');
    expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['old', ['file']]);
  });
});
