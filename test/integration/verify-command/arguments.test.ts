import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { runCommand } from '../../support/test-ports.ts';

/** Nobody answers there; nothing that is refused gets so far. */
const env = { LIVEMIG_SOURCE_URI: 'mongodb://u:p@192.0.2.1/', LIVEMIG_DESTINATION_URI: 'mongodb://u:p@192.0.2.2/' };

async function refused(words: readonly string[], variables: Readonly<Record<string, string>> = env) {
  const directory = join(await temporaryDirectory(), 'state');
  return runCommand(['verify', ...words, '--no-input', '--dir', directory], { env: variables });
}

describe('what cannot be meant', () => {
  it.each<[readonly string[], string, RegExp, RegExp]>([
    [['stauts'], 'USAGE', /^There is no `livemig verify stauts`\.$/, /^Did you mean `livemig verify status`\?$/],
    [['resum'], 'USAGE', /no `livemig verify resum`/, /`livemig verify resume`/],
    [['frobnicate'], 'USAGE', /no `livemig verify frobnicate`/, /one of status, stop, resume, list, show, merge/],
    [['status', 'now'], 'USAGE', /`livemig verify status` takes no "now" behind it/, /Leave it out/],
    [['show', 'last', 'two'], 'USAGE', /takes no "two"/, /Leave it out/],
    [['merge'], 'USAGE', /wants <file\.\.\.> behind it/, /livemig verify merge <file\.\.\.>/],
    [['list', '--level', 'full'], 'USAGE', /`livemig verify list` takes no --level/, /it goes with livemig verify\.$/],
    [['resume', '--namespace', 'a.b'], 'USAGE', /takes no --namespace/, /goes with livemig verify\.$/],
    [
      ['stop', '--watch'],
      'USAGE',
      /takes no --watch/,
      /livemig verify or livemig verify resume or livemig verify status/,
    ],
    [['--level', 'ful'], 'CHOICE', /--level is "ful"/, /Did you mean --level full\?/],
    [['--namespace', '.orders'], 'PATTERN', /--namespace is ".orders", which names no namespace/, /"shop\.tmp_\*"/],
    [['--namespace', 'shop.'], 'PATTERN', /--namespace is "shop\.", which names no namespace/, /"shop\.tmp_\*"/],
    [['--skip', ''], 'PATTERN', /--skip is ""/, /--skip "shop/],
    [['--partition', '9/8'], 'NUMBER', /--partition is "9\/8", which is no share/, /3\/8/],
    [['--partition', '0/8'], 'NUMBER', /no share/, /3\/8/],
    [['--partition', 'half'], 'NUMBER', /no share/, /3\/8/],
    [['--nice', '91'], 'NUMBER', /--nice is "91", which is no whole number from 0 to 90/, /--nice 1/],
    [['--workers', '0'], 'NUMBER', /from 1 to 64/, /--workers 1/],
    [['--max-load', '1.5'], 'NUMBER', /--max-load is "1\.5"/, /--max-load 1/],
    [['--report-rows', '-1'], 'NUMBER', /--report-rows is "-1"/, /--report-rows 1/],
    [['--max-duration', 'soon'], 'DURATION', /--max-duration is "soon"/, /2h/],
    [['--min-age', '0s'], 'DURATION', /--min-age is "0s"/, /90s/],
    [['--timeout', 'x'], 'DURATION', /--timeout is "x"/, /90s/],
    [['--ids-only', '--show-values'], 'CONTRADICTION', /--ids-only and --show-values contradict/, /Leave one/],
    [['--watch', '--writes-stopped'], 'CONTRADICTION', /--watch and --writes-stopped contradict/, /Leave one/],
    [['--watch', '--level', 'quick'], 'CONTRADICTION', /--watch and --level quick contradict/, /Leave one/],
    [['--watch', '--partition', '1/2'], 'CONTRADICTION', /--watch and --partition contradict/, /Leave one/],
    [['--dry-run'], 'USAGE', /--dry-run/, /there is no dry run of it; leave --dry-run out/],
    [['--levle', 'full'], 'USAGE', /--levle/, /Did you mean --level\?/],
  ])('%j is refused as %s', async (words, code, message, fix) => {
    const { exitCode, result } = await refused(words);
    expect([exitCode, result.error?.code]).toEqual([2, code]);
    expect([result.error?.message, result.error?.fix]).toEqual([
      expect.stringMatching(message),
      expect.stringMatching(fix),
    ]);
    expect(result.next[0]?.command).toMatch(/^livemig verify .*--help/);
  });
});

describe('all that is wrong', () => {
  it('is told at once, with what is missing', async () => {
    const words = ['--nice', 'x', '--workers', 'y', '--partition', 'z', '--ids-only', '--show-values'];
    const { result } = await refused(words, {});
    expect(result.error?.code).toBe('INPUTS');
    for (const one of [
      '--nice',
      '--workers',
      '--partition',
      '--ids-only',
      'LIVEMIG_SOURCE_URI',
      'LIVEMIG_DESTINATION_URI',
    ])
      expect(result.error?.message).toContain(one);
  });

  it('names every flag that does not go with a word', async () => {
    const { result } = await refused(['list', '--level', 'full', '--workers', '2']);
    for (const one of ['--level', '--workers']) expect(result.error?.message).toContain(one);
  });

  it('never repeats a connection string', async () => {
    const { result } = await refused([], { ...env, LIVEMIG_SOURCE_URI: 'mongodb:/u:hush-hush@x' });
    expect([result.exitCode, JSON.stringify(result)]).toEqual([2, expect.not.stringContaining('hush')]);
  });
});

it('where somebody can be asked, both connection strings are, and nothing else', async () => {
  const asked: string[] = [];
  const stop = new AbortController();
  const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: 'Again.' });
  const ask = async ({ message }: { readonly message: string }) => {
    asked.push(message);
    if (asked.length === 2) stop.abort(stopped);
    return env.LIVEMIG_SOURCE_URI;
  };
  const directory = join(await temporaryDirectory(), 'state');
  await runCommand(['verify', '--dir', directory], { env: {}, prompter: { ask, askOrBack: ask }, signal: stop.signal });
  expect(asked).toEqual([
    'Connection string of the source, for the comparison',
    'Connection string of the destination, for the comparison',
  ]);
});
