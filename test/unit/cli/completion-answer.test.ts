import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { completionAnswer } from '../../../src/cli/completion-answer.ts';
import { forBash, unquoted } from '../../../src/cli/completion-quoting.ts';
import type { KnownChoices } from '../../../src/core/known-choices.ts';
import { runText } from '../../support/run-text.ts';

const known: KnownChoices = {
  atlasOrg: [
    { value: '64a', name: 'Acme Corp' },
    { value: '64b', name: 'Acme:EU', note: 'second' },
    { value: '64c', name: 'Twin' },
    { value: '64d', name: 'Twin' },
    { value: '64e', name: 'Evil\nlink' },
    { value: '64f', name: '\u001b[31mRed' },
  ],
  migrationHost: [{ value: 'mig01', name: 'mig01' }],
};

const profiles = [
  { tool: 'Atlas CLI', path: '/a', is: 'text', text: '[default]\n[Work]\n', isOpen: false },
  { tool: 'mongocli', path: '/m', is: 'text', text: '[default]\n', isOpen: false },
  { tool: 'mongocli', path: '/x', is: 'unusable', because: 'it is a directory' },
] as const;

async function answer(typed: readonly string[], env: Readonly<Record<string, string>> = {}, dir = '.livemig') {
  const knownChoices = async (directory: string) => (directory === dir ? known : {});
  const place = { env, knownChoices, profileFiles: async () => profiles };
  const [kind, ...lines] = (await completionAnswer(['zsh', ...typed], place)).trimEnd().split('\n');
  return { kind, words: lines.map((line) => line.split('\t')[0]) };
}

describe('a completion', () => {
  it.each([
    [['st'], ['start', 'status']],
    [['--json', 'rehea'], ['rehearse']],
    [
      ['--dir', 'link', 'sta'],
      ['start', 'status'],
    ],
    [['--vers'], ['--version']],
    [
      ['help', 'e'],
      ['exit-codes', 'environment', 'explain'],
    ],
    [['help', 'exit-codes', ''], ['--help']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [
      ['link', '--manager', ''],
      ['cloud-manager', 'ops-manager'],
    ],
    [['link', '--manager=o'], ['--manager=ops-manager']],
    [
      ['verify', ''],
      ['status', 'stop', 'resume', 'list', 'show', 'merge'],
    ],
    [['verify', 're'], ['resume']],
    [
      ['verify', 'resume', '--w'],
      ['--writes-stopped', '--watch', '--workers'],
    ],
    [['verify', 'status', '--w'], ['--watch']],
    [
      ['verify', '--level', ''],
      ['quick', 'sample', 'hashed', 'full'],
    ],
    [['start', '--cutover', ''], ['auto']],
    [
      ['sandbox', '--agent', ''],
      ['running', 'after-key'],
    ],
    [
      ['link', '--atlas-org', ''],
      ['Acme Corp', 'Acme:EU', '64c', '64d'],
    ],
    [
      ['link', '--atlas-org', 'Acme'],
      ['Acme Corp', 'Acme:EU'],
    ],
    [['link', '--atlas-org=Acme C'], ['--atlas-org=Acme Corp']],
    [['start', '--migration-host', ''], ['mig01']],
    [['link', '--atlas-project', ''], []],
    [['start', '--confirm', ''], []],
    [['xylophone'], []],
    [['link', 'st'], []],
  ])('of %j is %j', async (typed, words) => {
    expect(await answer(typed)).toEqual({ kind: 'words', words });
  });

  it.each([
    [['link', '--dir', ''], 'directories'],
    [['--dir=/tm'], 'directories'],
    [['start', '--sharding', ''], 'files'],
    [['provision', '--manager-ca-file=x'], 'files'],
    [['sandbox', '--scenario', 'a'], 'files'],
    [['report', '-o', ''], 'files'],
    [['plan-users', '-o', ''], 'directories'],
    [['explain', ''], 'files'],
    [['verify', 'merge', ''], 'files'],
    [['verify', 'merge', 'one.json', 't'], 'files'],
    [['--json', 'explain', 'a'], 'files'],
    [['start', '--source-ca-file', ''], 'words'],
  ])('of %j is one of the %s', async (typed, kind) => {
    expect(await answer(typed)).toEqual({ kind, words: [] });
  });

  it('leaves out the flags that are given, and their opposites, unless they can be repeated', async () => {
    const typed = ['start', '--source-tls', '--atlas-org=Acme', '--json', '--'];
    const { words } = await answer(typed);
    expect(words).toEqual(expect.arrayContaining(['--atlas-project', '--dir', '--help']));
    for (const given of ['--source-tls', '--no-source-tls', '--atlas-org', '--json'])
      expect(words).not.toContain(given);
    expect((await answer(['link', '--manager-ip', '203.0.113.7', '--manager-'])).words).toEqual(['--manager-ip']);
    expect((await answer(['report', '-o', 'a.md', '--o'])).words).toEqual([]);
  });

  it.each([
    [{}, ['--dir', 'other']],
    [{}, ['--dir=other']],
    [{ LIVEMIG_DIR: 'other' }, []],
    [{ HOME: '/home/eve' }, ['--dir', '~/other']],
  ])('takes the names of the directory that is meant: %j, %j', async (env, typed) => {
    const dir = 'HOME' in env ? '/home/eve/other' : 'other';
    expect((await answer([...typed, 'link', '--atlas-org', 'Acme'], env, dir)).words).toHaveLength(2);
    expect((await answer([...typed, 'link', '--atlas-org', 'Acme'], env, 'elsewhere')).words).toEqual([]);
  });

  it('has the names of the profiles, each once and as both programs take it', async () => {
    expect((await answer(['status', '--profile', ''])).words).toEqual(['default', 'work']);
    expect((await answer(['--profile=w'])).words).toEqual(['--profile=work']);
  });

  it('has every command, each with what it is', async () => {
    const text = await completionAnswer(['fish', ''], {
      env: {},
      knownChoices: async () => ({}),
      profileFiles: async () => [],
    });
    expect(text).toBe(`words\n${catalogue.map(({ name, summary }) => `${name}\t${summary}\n`).join('')}`);
  });

  it.each([[[]], [['bash']], [['tcsh', 'x']], [['zsh', 'link', '--atlas-org', '']]])(
    'never fails, not even for %j, and needs neither a host nor a readable directory',
    async (args) => {
      const { exitCode, out } = await runText(['completion', 'answer', ...args], { LIVEMIG_DIR: '/dev/null' });
      expect({ exitCode, kind: out.split('\n')[0] }).toEqual({ exitCode: 0, kind: 'words' });
    },
  );
});

describe('the quoting of bash', () => {
  it.each([
    ['plain', 'plain'],
    ['Acme\\ Corp', 'Acme Corp'],
    ["'Acme Corp'", 'Acme Corp'],
    ["'Acme C", 'Acme C'],
    ['"a \\"b\\" \\x', 'a "b" \\x'],
    ['--dir="my dir"', '--dir=my dir'],
    ['end\\', 'end'],
  ])('%s means %s', (raw, word) => {
    expect(unquoted(raw)).toBe(word);
  });

  it.each([
    ['Acme Corp', '', 'Acme', 'Acme\\ Corp'],
    ['Acme Corp', '', '"Ac', 'Acme Corp'],
    ['a$b"c', '', '"a', 'a\\$b\\"c'],
    ["it's", '', '', "it\\'s"],
    ['$(rm) `x` *', '', '', '\\$\\(rm\\)\\ \\`x\\`\\ \\*'],
    ['--atlas-org=Zürich 1', '--atlas-org=', '--atlas-org=Z', 'Zürich\\ 1'],
    ['Acme EU:x', 'Acme\\ EU:', 'Acme\\ EU:', 'x'],
  ])('%s, with %j kept of %j, is inserted as %s', (word, kept, raw, inserted) => {
    expect(forBash(word, kept, raw)).toBe(inserted);
  });
});
