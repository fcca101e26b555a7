import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScripts } from '../../src/cli/completion-scripts.ts';
import { testedProgram } from '../support/tested-program.ts';

/** The scripts in the shells themselves, with the built program, in a directory that knows a few names. */
describe('the script for', () => {
  let place: string;
  const file = (name: string) => join(place, name);
  const run = (shell: string, ...args: string[]) =>
    execFileSync(shell, args, {
      cwd: place,
      encoding: 'utf8',
      env: { HOME: place, PATH: [place, process.env.PATH].join(delimiter) },
    }).trimEnd();

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'livemig-completion-'));
    symlinkSync(testedProgram, file('livemig'));
    mkdirSync(file('.livemig'));
    const orgs = ['Acme Corp', 'Acme:EU', '$(touch pwned)'].map((name) => ({ value: name, name }));
    writeFileSync(file('.livemig/choices.json'), JSON.stringify({ atlasOrg: orgs }));
    for (const [shell, script] of Object.entries(completionScripts)) writeFileSync(file(shell), script);
  });
  afterAll(() => rmSync(place, { recursive: true }));

  it.each(Object.entries(completionScripts))('%s is what the program prints', (shell, script) => {
    expect(run(process.execPath, testedProgram, 'completion', shell)).toBe(script.trimEnd());
  });

  describe.skipIf(!isInstalled('bash'))(title('bash'), () => {
    const ask = ([line, words]: readonly [string, readonly string[]]) =>
      [
        `COMP_LINE=${quoted(line)} COMP_POINT=${line.length} COMP_CWORD=${words.length - 1}`,
        `COMP_WORDS=(${words.map(quoted).join(' ')})`,
        `_livemig; printf '[%s]' "\${COMPREPLY[@]}"; echo`,
      ].join('\n');

    it('completes what bash has broken into words, quoted as bash wants it', () => {
      const asked = [
        ['livemig st', ['livemig', 'st'], '[start][status]'],
        ['livemig link --atlas-org Acme\\ C', ['livemig', 'link', '--atlas-org', 'Acme\\ C'], '[Acme\\ Corp]'],
        ['livemig link --atlas-org "Acme C', ['livemig', 'link', '--atlas-org', '"Acme C'], '[Acme Corp]'],
        ['livemig link --atlas-org=Acme:', ['livemig', 'link', '--atlas-org', '=', 'Acme', ':'], '[EU]'],
        ['livemig link --atlas-org $', ['livemig', 'link', '--atlas-org', '$'], '[\\$\\(touch\\ pwned\\)]'],
      ] as const;
      const script = ['source ./bash', ...asked.map(([line, words]) => ask([line, words]))].join('\n');
      expect(run('bash', '-u', '-c', script).split('\n')).toEqual(asked.map(([, , reply]) => reply));
      expect(readdirSync(place)).not.toContain('pwned');
    });
  });

  describe.skipIf(!isInstalled('zsh'))(title('zsh'), () => {
    it('hands what fits to compadd, each with what it is', () => {
      const script = `
        compdef() { :; }; source ./zsh
        compadd() { print -rl -- "\${words_found[@]}" "\${shown[@]}"; }
        words=(livemig link --atlas-org 'Acme\\ ') CURRENT=4 PREFIX='Acme\\ '; _livemig
        words=(livemig stat) CURRENT=2 PREFIX=stat; _livemig`;
      const [status] = ['status  -- show where the migration stands; changes nothing'];
      expect(run('zsh', '-f', '-c', script).split('\n')).toEqual(['Acme Corp', 'Acme Corp', 'status', status]);
    });
  });

  describe.skipIf(!isInstalled('fish'))(title('fish'), () => {
    const complete = (line: string) =>
      run('fish', '-N', '-c', `source ./fish; complete -C ${quoted(line)}`).split('\n');

    it('completes names with spaces and colons, and says what each command is', () => {
      expect(complete('livemig link --atlas-org Acme')).toEqual(['Acme Corp', 'Acme:EU']);
      expect(complete('livemig link --atlas-org=Acme')).toEqual(['--atlas-org=Acme Corp', '--atlas-org=Acme:EU']);
      expect(complete('livemig stat')).toEqual(['status\tshow where the migration stands; changes nothing']);
    });
  });
});

function title(shell: string): string {
  return isInstalled(shell) ? shell : `${shell} (skipped, because it is not installed)`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${shell}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
