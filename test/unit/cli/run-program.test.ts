import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Prompter } from '../../../src/core/ports.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { type PortsOptions, realClock, runCommand } from '../../support/test-ports.ts';

const everyCommand = `The commands are ${catalogue.map(({ name }) => name).join(', ')}.`;

const run = (...argv: string[]) => runCommand([...argv, '--no-input'], { env: {} });

it.each([
  ['stauts', 'Did you mean `livemig status`?'],
  ['lnk', 'Did you mean `livemig link`?'],
  ['rehersal', 'Did you mean `livemig rehearse`?'],
  ['xylophone', everyCommand],
  ['exit-codes', 'Did you mean `livemig help exit-codes`?'],
])('an unknown command %s gets a hint', async (word, fix) => {
  const { result } = await run(word);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_COMMAND', fix } });
});

it.each(['abort', 'stop', 'undo', 'cancel', 'cutovr', 'cut-over', 'Cutover', 'cutover!'])(
  'nothing that acts is offered for %s',
  async (word) => {
    const { result } = await run(word);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_COMMAND', fix: everyCommand } });
  },
);

it.each([
  ['--help', 'nonsense'],
  ['nonsense', '--help'],
  ['nonsense', '-h'],
  ['nonsense', '--version'],
  ['-V', 'nonsense'],
  ['nonsense', 'link', '--help'],
  ['--dir', 'place', 'nonsense', '--help'],
])('there is no help and no version of a command that does not exist: %s %s', async (...argv) => {
  const { result, out } = await runCommand(argv, { env: {} });
  expect([result.exitCode, result.error?.code, out]).toEqual([2, 'UNKNOWN_COMMAND', '']);
});

it.each([
  ['start', '--drop-destinatoin'],
  ['start', '--drop-destnation'],
  ['start', '--create-agian'],
  ['start', '--cutove', 'auto'],
  ['start', '--adopt-migrtion', 'x'],
  ['provision', '--take-ovr'],
  ['cutover', '--confrim', 'Billing0'],
  ['link', '--accept-migration-agrement'],
])("a person's word is never guessed: %s %s", async (...argv) => {
  const { result } = await run(...argv);
  expect(result).toMatchObject({ exitCode: 2, error: { code: 'USAGE', fix: 'See --help for what can be given.' } });
});

it.each(['never', 'atuo'])("a value that is a person's word is never guessed: --cutover %s", async (value) => {
  const { result } = await run('start', '--cutover', value);
  expect(result.error?.message).toContain(
    'it must be auto. Leave --cutover out, unless a cutover without a question is what you want.',
  );
});

it('every value that is wrong is told, of a sandbox too', async () => {
  const { result } = await run('sandbox', '--manager', 'atlas', '--agent', 'soon');
  expect(result.error).toMatchObject({
    code: 'INPUTS',
    message: expect.stringMatching(/--manager is.*\n.*--agent is/),
  });
  const { result: numbers } = await run('sandbox', '--documents', 'many', '--speed', 'no');
  expect(numbers.error?.message).toMatch(/--documents is.*\n.*--speed is/);
});

it('what stands behind the equals sign of an unknown flag may be a secret, and is not shown', async () => {
  const { events } = await run('start', '--source-password=hunter2');
  expect(JSON.stringify(events)).toContain("'--source-password'");
  expect(JSON.stringify(events)).not.toContain('hunter2');
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
  [['version', 'link'], /too many arguments/i, 'livemig version --help'],
  [['--dir', 'start', 'link', 'now'], /too many arguments/i, 'livemig link --help'],
  [['link', '--', '--help'], /too many arguments/i, 'livemig link --help'],
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
  [['link', '-v'], 'Write --version or --verbose: -v could mean either.'],
  [['--vesion'], 'Did you mean --version?'],
  [['help', 'exitcodes'], 'Did you mean `livemig help exit-codes`?'],
  [['completion', 'zhs'], 'Did you mean `livemig completion zsh`?'],
])('%j gets a hint', async (argv, hint) => {
  const { result } = await run(...argv);
  expect(result.exitCode).toBe(2);
  expect(result.error?.fix).toContain(hint);
});

it.each(['-5m', 'soon', '0', '5 years', '1e9d'])('a duration such as %j is refused', async (timeout) => {
  for (const command of [['status', '--watch'], [], ['sandbox'], ['rehearse']]) {
    const { result } = await run(...command, `--timeout=${timeout}`);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'DURATION' } });
  }
});

it.each([
  ['ENOSPC', 'no space left on device, write', 1, 'SYSTEM'],
  ['EMFILE', "too many open files, open '/home/somebody/.npmrc'", 1, 'SYSTEM'],
  ['ERR_ASSERTION', 'two is not three', 70, 'BUG'],
])('what the system refuses by %s is told as %s', async (code, words, exitCode, told) => {
  const startSandbox = async () =>
    Promise.reject(Object.assign(new Error(`${code}: ${words}`), { code, syscall: 'x' }));
  const { result } = await runCommand(['sandbox'], { env: {}, startSandbox });
  expect(result).toMatchObject({ exitCode, error: { code: told, message: expect.stringContaining(words) } });
});

it.each(['sandbox', 'rehearse'])('%s that does not end when its time is up is not waited for', async (command) => {
  const clock = fakeClock();
  const startSandbox = async () => {
    for (const ms of [60_000, 120_000]) await clock.sleep(ms);
    return new Promise<never>(() => {});
  };
  const { result } = await runCommand([command, '--timeout', '1s'], { env: {}, startSandbox, clock });
  expect(result).toMatchObject({ exitCode: 8, error: { code: 'STILL_IN_PROGRESS' } });
});

it.each(['sandbox', 'rehearse'])(
  '%s goes on with nothing once its time is up, as all that it made is gone',
  async (command) => {
    const clock = fakeClock();
    const startSandbox = async () => {
      for (const ms of [60_000, 120_000]) await clock.sleep(ms);
      return new Promise<never>(() => {});
    };
    const { result } = await runCommand([command, '--timeout', '1s'], { env: {}, startSandbox, clock });
    const error = { message: expect.stringContaining('is gone'), fix: expect.stringContaining('begins anew') };
    expect(result).toMatchObject({ status: 'interrupted', error, next: [] });
    expect(result).not.toHaveProperty('see');
  },
);

it.each([
  [['--help'], 'help', /^Live migrates/],
  [['link', '--help'], 'help', /^Stage 1: /],
  [['help', 'exit-codes'], 'help', /^What the exit code/],
  [['--version'], 'version', /^0\.0\.0-test$/],
  [['version'], 'version', /^0\.0\.0-test$/],
  [['completion', 'bash'], 'completion', /^# Completion/],
])('%j ends with a result as well where JSON is asked for, which holds the text', async (argv, command, begins) => {
  for (const args of [
    ['--json', ...argv],
    [...argv, '--json'],
  ]) {
    const { result, events, out } = await runCommand(args, { env: {} });
    expect(result).toMatchObject({ command, status: 'done', exitCode: 0, error: null, next: [] });
    expect(result.data.text).toMatch(begins);
    expect(result.data.text).not.toMatch(/\n$/);
    expect([events.length, out]).toEqual([1, '']);
  }
});

describe('where a program reads, nobody is asked', () => {
  const ask: Prompter['ask'] = async () => {
    throw new LivemigError({ kind: 'interrupted', code: 'PROMPT_INTERRUPTED', message: 'Asked.', fix: 'Do not.' });
  };
  const prompter: Prompter = { ask, askOrBack: ask };

  it.each<[string, readonly string[], string]>([
    ['on a terminal a person is', [], 'PROMPT_INTERRUPTED'],
    ['with --json nobody is', ['--json'], 'INPUTS'],
    ['with --json and --input a person is', ['--json', '--input'], 'PROMPT_INTERRUPTED'],
    ['with --no-input nobody is', ['--no-input'], 'INPUTS'],
    ['the last of the two counts', ['--input', '--no-input'], 'INPUTS'],
  ])('%s', async (_, flags, code) => {
    const dir = await temporaryDirectory();
    const { result } = await runCommand(['link', '--dir', join(dir, 'state'), ...flags], { env: {}, prompter });
    expect(result.error?.code).toBe(code);
  });
});

it.each([
  [[], []],
  [['--verbose'], ['caused by Error: no server', 'caused by RangeError: maximum wire version 8']],
])('%j tells of an error that it was caused by %j', async (more, causes) => {
  const startSandbox = async () => {
    const cause = new Error('no server', { cause: new RangeError('maximum wire version 8') });
    throw new LivemigError({ kind: 'usage', code: 'SOURCE_URI', message: 'It cannot be used.', fix: 'Look.', cause });
  };
  const { events } = await runCommand(['sandbox', ...more], { env: {}, startSandbox });
  const notes = events.flatMap((event) => (event.type === 'note' && event.level === 'debug' ? [event.message] : []));
  expect(notes).toEqual(causes);
});

it('a migration that FAILED in a sandbox is told of where that runs, with the reason', async () => {
  const stop = new AbortController();
  const startFailing: PortsOptions['startSandbox'] = async (options) => {
    const sandbox = await startSandbox({ ...options, clock: realClock });
    options.onMigrationFailed?.({ ...failedMigration, failure: 'no primary\u001b[31m' });
    stop.abort(new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' }));
    return sandbox;
  };
  const options = { env: {}, startSandbox: startFailing, signal: stop.signal };
  const { out } = await runCommand(['sandbox', '--documents', '1'], options);
  expect(out).toContain('The migration 64ee FAILED in the sandbox: no primary\uFFFD[31m\n');
});

it('a sandbox that does not stop in order does not hide what was done in it', async () => {
  const stop = new AbortController();
  const startStuck: PortsOptions['startSandbox'] = async (options) => {
    const sandbox = await startSandbox({ ...options, clock: realClock });
    stop.abort(new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' }));
    const close = async () => {
      await sandbox.close();
      throw new Error('a port is stuck');
    };
    return { ...sandbox, close };
  };
  const options = { env: {}, startSandbox: startStuck, signal: stop.signal };
  const { result, events } = await runCommand(['sandbox', '--documents', '1'], options);
  expect(result).toMatchObject({ exitCode: 0, status: 'done', data: { requests: 0 } });
  expect(events).toContainEqual(
    expect.objectContaining({ level: 'warning', message: 'The sandbox did not stop in order: a port is stuck.' }),
  );
});

const failedMigration = {
  id: '64ee',
  request: {
    source: { clusterName: 'rs0', groupId: '', managedAuthentication: true, ssl: false },
    destination: { clusterName: 'Billing0', groupId: '', hostnameSchemaType: 'PUBLIC' },
    migrationHosts: ['mig01'],
    dropDestinationData: false,
  },
  status: 'FAILED',
  lagTimeSeconds: null,
  readyForCutover: false,
  progress: undefined,
} as const;
