import { expect, it } from 'vitest';
import { runCommand } from '../../support/test-host.ts';

const run = (...argv: string[]) => runCommand([...argv, '--no-input'], { env: {} });

it.each([
  ['stauts', 'Did you mean `livemig status`?'],
  ['lnk', 'Did you mean `livemig link`?'],
  ['rehersal', 'Did you mean `livemig rehearse`?'],
  ['xylophone', 'The commands are link, provision, start, cutover, status, sandbox, rehearse.'],
])('an unknown command %s gets a hint', async (word, fix) => {
  const { result } = await run(word);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_COMMAND', fix } });
});

it.each([
  [['link', '--frobnicate'], /unknown option '--frobnicate'/i],
  [['link', '--atlas-og', 'Acme'], /--atlas-org/],
  [['link', 'now'], /too many arguments/i],
  [['sandbox', '--manager', 'atlas'], /cloud-manager, ops-manager/],
  [['sandbox', '--documents', 'many'], /--documents/],
])('%j is wrong usage, and says why', async (argv, says) => {
  const { result } = await run(...argv);
  expect(result.exitCode).toBe(2);
  expect(result.error?.message).toMatch(says);
  expect(result.next[0]?.command).toContain('--help');
});

it.each(['-5m', 'soon', '0', '5 years', '1e9d'])('a duration such as %j is refused', async (timeout) => {
  const { result } = await run('status', '--watch', `--timeout=${timeout}`);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'DURATION' } });
});
