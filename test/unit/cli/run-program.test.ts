import { expect, it } from 'vitest';
import { runCommand } from '../../support/test-host.ts';

const run = (...argv: string[]) => runCommand([...argv, '--no-input'], { env: {} });

it.each([
  ['stauts', 'Did you mean `livemig status`?'],
  ['lnk', 'Did you mean `livemig link`?'],
  ['rehersal', 'Did you mean `livemig rehearse`?'],
  ['xylophone', 'The commands are link, provision, start, cutover, status, sandbox, rehearse, help, completion.'],
])('an unknown command %s gets a hint', async (word, fix) => {
  const { result } = await run(word);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_COMMAND', fix } });
});

it.each([
  [['link', '--frobnicate'], /unknown option '--frobnicate'/i, 'livemig link --help'],
  [['--json', 'link', '--frobnicate'], /unknown option '--frobnicate'/i, 'livemig link --help'],
  [['link', 'now'], /too many arguments/i, 'livemig link --help'],
  [['link', '--atlas-org'], /argument missing/i, 'livemig link --help'],
  [['sandbox', '--manager', 'atlas'], /cloud-manager, ops-manager/, 'livemig sandbox --help'],
  [['sandbox', '--documents', 'many'], /--documents/, 'livemig sandbox --help'],
  [['help', 'weather'], /no help about "weather"/, 'livemig help --help'],
  [['completion', 'tcsh'], /no completion for the shell "tcsh"/, 'livemig completion --help'],
  [['completion'], /no shell was named/i, 'livemig completion --help'],
])('%j is wrong usage, and says why and where to look', async (argv, says, next) => {
  const { result } = await run(...argv);
  expect(result.exitCode).toBe(2);
  expect(result.error?.message).toMatch(says);
  expect(result.next[0]?.command).toBe(next);
});

it.each([
  [['link', '--atlas-og', 'Acme'], 'Did you mean --atlas-org?'],
  [['--jso'], 'Did you mean --json?'],
  [['sandbox', '--source-topology', 'shard'], 'Did you mean --source-topology sharded?'],
  [['provision', '--agent=scrpt'], 'Did you mean --agent script?'],
  [['start', '--cutover', 'never'], 'Give one of them, such as --cutover auto.'],
  [['help', 'exitcodes'], 'Did you mean `livemig help exit-codes`?'],
  [['completion', 'zhs'], 'Did you mean `livemig completion zsh`?'],
])('%j gets a hint', async (argv, hint) => {
  const { result } = await run(...argv);
  expect(result.exitCode).toBe(2);
  expect(result.error?.fix).toContain(hint);
});

it.each(['-5m', 'soon', '0', '5 years', '1e9d'])('a duration such as %j is refused', async (timeout) => {
  const { result } = await run('status', '--watch', `--timeout=${timeout}`);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'DURATION' } });
});
