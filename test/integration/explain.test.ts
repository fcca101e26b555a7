import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { runCommand } from '../support/test-ports.ts';

const message = 'Available disk space on the destination needs to be increased.';

it.each([
  ['a file', async () => ({ file: await kept(message) })],
  ['standard input', async () => ({ file: '-', stdin: message, stdinIsText: true as const })],
])('an error is explained from %s', async (_, given) => {
  const { file, ...options } = await given();
  const { exitCode, result } = await runCommand(['explain', file], { env: {}, ...options });
  expect(exitCode).toBe(0);
  expect(result.data).toMatchObject({ matches: [{ family: 'disk-space', line: 1, said: message, rules: ['T10'] }] });
});

it('what is not known is said to be so', async () => {
  const { exitCode, result } = await runCommand(['explain', '-'], { env: {}, stdin: 'The moon.', stdinIsText: true });
  expect([exitCode, result.data]).toEqual([0, { matches: [] }]);
});

it.each([
  ['an empty text', ['-'], 'NOTHING_TO_EXPLAIN'],
  ['no file', [], 'USAGE'],
  ['a file that is not there', ['/nowhere/a.log'], 'FILE_MISSING'],
])('%s is refused', async (_, args, code) => {
  const { exitCode, result } = await runCommand(['explain', ...args], { env: {}, stdin: ' \n' });
  expect([exitCode, result.error?.code]).toEqual([2, code]);
});

async function kept(text: string): Promise<string> {
  const file = join(await temporaryDirectory(), 'error.txt');
  await writeFile(file, text);
  return file;
}
