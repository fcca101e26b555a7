import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTextFile } from '../../../src/files/read-file.ts';
import { caught } from '../../support/caught.ts';
import { whileRefused } from '../../support/refused-effect.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const mebibyte = 1024 * 1024;

describe('reading a file that the user named', () => {
  it.each([
    ['text', Buffer.from('shardKey: größe\n'), 'shardKey: größe\n'],
    ['text with a byte order mark', Buffer.from('\uFEFF{}'), '{}'],
    ['nothing', Buffer.alloc(0), ''],
    ['exactly 1 MiB', Buffer.alloc(mebibyte, 'x'), 'x'.repeat(mebibyte)],
  ])('gives back %s', async (_, content, expected) => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, content);
    expect(await readTextFile(path)).toBe(expected);
  });

  it.each([
    ['more than 1 MiB', Buffer.alloc(mebibyte + 1, 'x'), 'FILE_TOO_LARGE'],
    ['what is not text', Buffer.from([0x30, 0x82, 0xff, 0xfe]), 'FILE_NOT_TEXT'],
  ])('refuses %s', async (_, content, code) => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, content);
    await expect(readTextFile(path)).rejects.toMatchObject({
      kind: 'usage',
      code,
      message: expect.stringContaining(path),
    });
  });

  it('refuses a missing file and a directory', async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'ca.pem'));
    await expect(readTextFile(join(folder, 'none.pem'))).rejects.toMatchObject({ kind: 'usage', code: 'FILE_MISSING' });
    await expect(readTextFile(join(folder, 'ca.pem'))).rejects.toMatchObject({
      ...{ code: 'FILE_IS_DIRECTORY', message: `The file ${join(folder, 'ca.pem')} is a directory.` },
      fix: 'Check the path that was given; it is read on this machine, relative to the current directory.',
    });
  });

  it('says why the system does not let it be read, and what to change', async () => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, '');
    expect(await caught(whileRefused(/^open file$/, 'EACCES', () => readTextFile(path)))).toMatchObject({
      ...{ kind: 'usage', code: 'FILE_UNREADABLE' },
      message: `The file ${path} cannot be read: permission denied (EACCES).`,
      fix: expect.stringMatching(/^Give yourself read and write access there\. Check the path/),
    });
  });
});
