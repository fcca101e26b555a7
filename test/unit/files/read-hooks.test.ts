import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableAt, readHooks } from '../../../src/files/read-hooks.ts';
import { caught } from '../../support/caught.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function directoryWith(files: Readonly<Record<string, number>>): Promise<string> {
  const place = await temporaryDirectory();
  for (const [name, mode] of Object.entries(files)) {
    await writeFile(join(place, name), '#!/bin/sh\n');
    await chmod(join(place, name), mode);
  }
  return place;
}

describe('the hooks of a directory', () => {
  it('are read, with the path to run them by', async () => {
    const place = await directoryWith({ 'on-ready': 0o755, 'before-cutover.repeatable': 0o700, '.gitignore': 0o644 });
    await mkdir(join(place, 'lib'));
    await symlink('on-ready', join(place, 'on-deadline'));
    expect(await readHooks(place)).toEqual([
      { name: 'before-cutover', file: join(place, 'before-cutover.repeatable'), isRepeatable: true },
      { name: 'on-deadline', file: join(place, 'on-deadline'), isRepeatable: false },
      { name: 'on-ready', file: join(place, 'on-ready'), isRepeatable: false },
    ]);
  });

  it('are refused where one may not be run, or leads nowhere', async () => {
    const place = await directoryWith({ 'on-ready': 0o644 });
    await symlink('nowhere', join(place, 'on-deadline'));
    expect(await caught(readHooks(place))).toMatchObject({
      ...{ kind: 'usage', code: 'HOOKS_NOT_USABLE' },
      message: `The hooks in ${place} cannot be used: on-deadline is not a file; on-ready is not executable: chmod +x ${join(place, 'on-ready')}.`,
    });
  });

  it('are refused where there is no such directory', async () => {
    const place = join(await directoryWith({ file: 0o755 }), 'file');
    for (const path of [place, `${place}-not`])
      expect(await caught(readHooks(path))).toMatchObject({ kind: 'usage', code: 'HOOKS_NOT_USABLE' });
  });
});

describe('a command', () => {
  it('that can be run is run by a path with a slash, for which nobody looks in PATH', async () => {
    const path = join(await directoryWith({ tell: 0o755 }), 'tell');
    expect(await executableAt(path)).toBe(path);
    const here = relative(process.cwd(), path);
    expect(await executableAt(here)).toBe(here);
  });

  it.each([
    ['that may not be run', 'tell', 'is not executable', /^chmod \+x /],
    ['that is a directory', '', 'is not a file', /executable file/],
    ['that does not exist', 'other', 'does not exist', /executable file/],
    ['that has arguments', 'tell --loud', 'does not exist', /without arguments/],
  ])('%s is refused', async (_, name, why, fix) => {
    const path = join(await directoryWith({ tell: 0o644 }), name);
    expect(await caught(executableAt(path))).toMatchObject({
      ...{ kind: 'usage', code: 'COMMAND_NOT_USABLE', message: `The command ${path} ${why}.` },
      fix: expect.stringMatching(fix),
    });
  });
});
