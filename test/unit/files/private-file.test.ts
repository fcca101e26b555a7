import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A file of `src` with what it imports, so that a process of its own can run it on any Node. */
async function built(file: string): Promise<string> {
  const path = join(await temporaryDirectory(), 'built.mjs');
  const input = join(import.meta.dirname, '../../../src', file);
  const build = await rolldown({ input, platform: 'node', transform: { target: 'node20.19' } });
  await build.write({ file: path });
  await build.close();
  return path;
}

/** In a process whose files may not grow over 8 KiB: the kernel then writes short, as a full disk does. */
function replaceWithLimit(module: string, path: string, length: number): Promise<string> {
  const script = `
    process.on('SIGXFSZ', () => undefined);
    const { replacePrivate } = await import(${JSON.stringify(module)});
    await replacePrivate(${JSON.stringify(path)}, 'x'.repeat(${length}), async () => {}).then(
      () => console.log('written'),
      (error) => console.log('refused', error.code),
    );`;
  const command = `ulimit -f 8 && exec '${process.execPath}' --input-type=module -e "$1"`;
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', command, 'bash', script], (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(error),
    );
  });
}

describe.runIf(process.platform === 'linux')('replacing a file on a full disk', () => {
  it.each([
    { length: 20_000, answer: 'refused EFBIG', left: 'old' },
    { length: 4_000, answer: 'written', left: 'x'.repeat(4_000) },
  ])('with $length bytes ends with "$answer", and never with a part', async ({ length, answer, left }) => {
    const module = await built('files/private-file.ts');
    const folder = await temporaryDirectory();
    const path = join(folder, 'state.json');
    await writeFile(path, 'old');
    expect(await replaceWithLimit(module, path, length)).toBe(answer);
    expect(await readFile(path, 'utf8')).toBe(left);
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});
