import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryDirectory } from '../../../src/files/temporary-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('a temporary directory', () => {
  it('is for its owner only, and gone when it is removed', async () => {
    const parent = await temporaryDirectory();
    const made = await makeTemporaryDirectory(parent);
    if (process.platform !== 'win32') expect((await stat(made.path)).mode & 0o777).toBe(0o700);
    await writeFile(join(made.path, 'file'), '');
    await made.remove();
    expect(await readdir(parent)).toEqual([]);
  });

  it.each(['/nonexistent', '/dev/null'])('that cannot be made in %s is told of, with what to set', async (parent) => {
    await expect(makeTemporaryDirectory(parent)).rejects.toMatchObject({
      kind: 'usage',
      code: 'NO_TEMPORARY_DIRECTORY',
      message: expect.stringContaining(parent),
      fix: expect.stringContaining('TMPDIR'),
    });
  });
});
