import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rules } from '../../src/checks/index.ts';
import { ownWord } from '../../src/cli/own-word.ts';
import { docsOf } from '../../src/core/rule.ts';
import { readDocument } from '../support/documents.ts';
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
  ['a rule, pasted with its finding', '✖ T01 The source is a standalone.', 'T01', /a replica set or a sharded cluster/],
  ['a rule by its id', 'T02', 'T02', /The topologies fit/],
  ['an error, by its code', 'MONGODB_LOGIN', 'MONGODB_LOGIN', /wants a login/],
  [
    'an error with what it says',
    '✖ It is refused. [API_UNAUTHORIZED]',
    'API_UNAUTHORIZED',
    /does not know these credentials/,
  ],
])('of what livemig says itself: %s', async (_, text, family, means) => {
  const piped = await runCommand(['explain', '-'], { env: {}, stdin: text, stdinIsText: true });
  expect(piped.result.data).toMatchObject({ matches: [{ family, means: expect.stringMatching(means) }] });
});

it.each(['T02', 't02', 'FACTS_FILE'])('%s needs no file around it', async (code) => {
  const { result } = await runCommand(['explain', code], { env: {} });
  expect(result.data).toMatchObject({ matches: [{ family: code.toUpperCase(), line: 1, count: 1 }] });
});

it.each(rules.map(({ id }) => id))('the rule %s is known', async (id) => {
  expect(ownWord(id)?.advice).toContain(`livemig check --explain ${id}`);
  expect(ownWord(id)?.advice).toContain(docsOf(id));
});

it('the codes that docs/recovery.md tells of are known, and lead there', () => {
  const codes = [...readDocument('docs/recovery.md').matchAll(/^\| `([A-Z_]+)` \(\d\) \|/gm)].map(
    ([, code = '']) => code,
  );
  expect(codes).toContain('CREATE_OUTCOME_UNKNOWN');
  expect(codes.filter((code) => ownWord(code)?.advice.includes('docs/recovery.md') !== true)).toEqual([]);
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
