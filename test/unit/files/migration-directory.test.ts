import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMigrationDirectory } from '../../../src/files/migration-directory.ts';
import { createSecretStore } from '../../../src/files/secret-store.ts';
import { createStateStore } from '../../../src/files/state-file.ts';
import { caught } from '../../support/caught.ts';
import { whileDisturbed, whileRefused } from '../../support/refused-effect.ts';
import { openAt, openFresh, temporaryDirectory } from '../../support/temporary-directory.ts';
import { effectsOf } from './file-effects-of.ts';

const isWindows = process.platform === 'win32';

describe('migration directory', () => {
  it('is not created by opening or reading', async () => {
    const { parent, directory } = await openFresh();
    expect(await createStateStore(directory).load()).toBeUndefined();
    expect(await createSecretStore(directory).get('linkToken')).toBeUndefined();
    await createSecretStore(directory).remove('linkToken');
    expect(await readdir(parent)).toEqual([]);
  });

  it('is created closed to others, and hidden from git, when something is first written', async () => {
    const { directory, warnings } = await openFresh();
    await directory.prepare();
    await directory.prepare();
    expect(await readFile(directory.file('.gitignore'), 'utf8')).toBe('*\n');
    if (!isWindows) expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
    expect(warnings).toEqual([]);
  });

  it('keeps a .gitignore that is there', async () => {
    const { directory } = await openFresh();
    await mkdir(directory.path);
    await writeFile(directory.file('.gitignore'), '# mine\n');
    await directory.prepare();
    expect(await readFile(directory.file('.gitignore'), 'utf8')).toBe('# mine\n');
  });

  it('is refused where a file has its name', async () => {
    const path = join(await temporaryDirectory(), '.livemig');
    await writeFile(path, 'not a folder');
    await expect(openAt(path)).rejects.toMatchObject({ kind: 'state-file', code: 'DIRECTORY_NOT_USABLE' });
  });

  it('is refused where a file takes its name after it was opened', async () => {
    const { directory } = await openFresh();
    await writeFile(directory.path, 'not a folder');
    await expect(directory.prepare()).rejects.toMatchObject({
      kind: 'state-file',
      message: expect.stringContaining('is not a directory'),
    });
  });

  it('is refused where it belongs to another user', async () => {
    const path = await temporaryDirectory();
    const owner = (await stat(path)).uid;
    const opening = openMigrationDirectory(path, { uid: owner + 1, warn: () => undefined });
    await expect(opening).rejects.toMatchObject({
      kind: 'state-file',
      message: `The migration directory ${path} belongs to another user (id ${owner}, you are ${owner + 1}).`,
      fix: `Run livemig as that user, or take it over: chown -R ${owner + 1} -- ${path}`,
    });
  });

  it('may belong to anybody, and have any mode, where neither means anything', async () => {
    const path = await temporaryDirectory();
    await chmod(path, 0o777);
    await openMigrationDirectory(path, { uid: undefined, warn: () => undefined });
    expect((await stat(path)).mode & 0o777).toBe(0o777);
  });

  it('is refused without a name', async () => {
    await expect(openAt('')).rejects.toMatchObject({
      ...{ message: 'The migration directory "" has no name.', fix: 'Name one with --dir.' },
    });
  });

  it.runIf(!isWindows)('is refused where others can write it, and nobody can change that', async () => {
    const path = await temporaryDirectory();
    await chmod(path, 0o777);
    const error = await caught(whileRefused(/^chmod/, 'EROFS', () => openAt(path)));
    expect(error).toMatchObject({
      message: expect.stringMatching(/ can be written by other users, and stays so: .*read-only \(EROFS\)\.$/),
      fix: 'Mount the file system for writing, or choose another place with --dir; then run the same command again.',
    });
  });

  it('is refused where it cannot be looked at, or made', async () => {
    const path = join(await temporaryDirectory(), 'mine');
    const unseen = await caught(whileRefused(/^lstat mine$/, 'EIO', () => openAt(path)));
    const { directory } = await openAt(path);
    const unmade = await caught(whileRefused(/^mkdir mine$/, 'EROFS', () => directory.prepare()));
    expect([unseen.message, unmade.message]).toEqual([
      `The migration directory ${path} could not be looked at: the disk reports an error (EIO).`,
      `The migration directory ${path} cannot be written: the file system is read-only (EROFS).`,
    ]);
    expect(await readdir(dirname(path))).toEqual([]);
  });

  it('has a directory made for it to be in only where that one is missing', async () => {
    const path = join(await temporaryDirectory(), 'mine');
    const { directory } = await openAt(path);
    const effects = await effectsOf(() => caught(whileRefused(/^mkdir mine$/, 'EROFS', () => directory.prepare())));
    expect(effects.filter((effect) => effect.startsWith('mkdir'))).toEqual([]);
  });

  it('is refused where the directory that it is in goes away again and again', async () => {
    const parent = join(await temporaryDirectory(), 'parent');
    const { directory } = await openAt(join(parent, 'mine'));
    const gone = () => rm(parent, { recursive: true, force: true });
    expect(await caught(whileDisturbed(/^mkdir mine$/, gone, () => directory.prepare()))).toMatchObject({
      message: expect.stringContaining('cannot be written: it does not exist (ENOENT)'),
    });
  });

  it.each([
    ['nothing', '', '*\n'],
    ['half of what it is to say, by a run that was killed', '*', '*\n'],
    ['as much, by a person', 'a\n', 'a\n'],
  ])('has a .gitignore that says at least what it has to: %s', async (_, before, after) => {
    const { directory } = await openFresh();
    await mkdir(directory.path);
    await writeFile(directory.file('.gitignore'), before);
    await directory.prepare();
    expect(await readFile(directory.file('.gitignore'), 'utf8')).toBe(after);
  });

  it.each([0o777, 0o770, 0o722])('is closed and warned about where others could write it (mode %o)', async (mode) => {
    const path = await temporaryDirectory();
    await chmod(path, mode);
    const { warnings } = await openAt(path);
    const warning = `${path} could be written by other users (mode ${mode.toString(8)}); its mode is now 700.`;
    expect(warnings).toEqual(isWindows ? [] : [warning]);
    if (!isWindows) expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it.each([0o700, 0o755, 0o711])('is left as it is where others can only read or enter it (mode %o)', async (mode) => {
    const path = await temporaryDirectory();
    await chmod(path, mode);
    const { warnings } = await openAt(path);
    expect(warnings).toEqual([]);
    if (!isWindows) expect((await stat(path)).mode & 0o777).toBe(mode);
  });

  it.each(['', '/', '//', '/.', '/./', '/.//.', '/././'])(
    'is refused where it is a symbolic link, named "link%s"',
    async (end) => {
      const parent = await temporaryDirectory();
      await mkdir(join(parent, 'elsewhere'), { mode: 0o700 });
      await symlink(join(parent, 'elsewhere'), join(parent, 'link'));
      await expect(openAt(`${join(parent, 'link')}${end}`)).rejects.toMatchObject({
        kind: 'state-file',
        code: 'DIRECTORY_NOT_USABLE',
        message: expect.stringContaining('is a symbolic link.'),
        fix: expect.stringContaining('--dir'),
      });
      expect(await readdir(join(parent, 'elsewhere'))).toEqual([]);
    },
  );

  it('is refused where a symbolic link takes its name after it was opened', async () => {
    const { parent, directory } = await openFresh();
    await mkdir(join(parent, 'elsewhere'), { mode: 0o700 });
    await symlink(join(parent, 'elsewhere'), directory.path);
    await expect(directory.prepare()).rejects.toMatchObject({
      message: expect.stringContaining('is a symbolic link.'),
    });
  });

  it.each(['', '/', '/.'])(
    'may be in a directory that is reached through a symbolic link, named "mine%s"',
    async (end) => {
      const parent = await temporaryDirectory();
      await mkdir(join(parent, 'elsewhere'), { mode: 0o700 });
      await symlink(join(parent, 'elsewhere'), join(parent, 'link'));
      const { directory } = await openAt(`${join(parent, 'link', 'mine')}${end}`);
      await directory.prepare();
      expect(await readdir(join(parent, 'elsewhere', 'mine'))).toEqual(['.gitignore']);
    },
  );

  it('is there after a power cut, with each directory above it that was made: their names are synced', async () => {
    const parent = await temporaryDirectory();
    const effects = await effectsOf(async () => {
      const { directory } = await openAt(join(parent, 'a/b/.livemig'));
      await directory.prepare();
    });
    expect(effects.filter((effect) => /^(mkdir|sync)/.test(effect))).toEqual([
      'mkdir .livemig',
      'mkdir b',
      'mkdir a',
      `sync ${basename(parent)}`,
      'mkdir b',
      'sync a',
      'mkdir .livemig',
      'sync b',
    ]);
  });
});
