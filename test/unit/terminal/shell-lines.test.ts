import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quotedWord, shellWord } from '../../../src/core/shell-word.ts';
import { widthOf } from '../../../src/terminal/plain-text.ts';
import { shellLines } from '../../../src/terminal/shell-lines.ts';

/** What the shell hands to the command, one argument a line. */
function argumentsOf(command: string): string[] {
  const script = `livemig() { for each in "$@"; do printf '<%s>\\n' "$each"; done; }\n${command}\n`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

const names = [
  'Billing0',
  'two words',
  "it's",
  '$HOME `id` !x',
  'back\\slash\\',
  '"quoted"',
  '--name --x',
  'データ ベース',
  '',
];
const flags = names.map((name, index) => `--flag-${index} ${name === '' ? quotedWord(name) : shellWord(name)}`);
const command = `livemig start ${flags.join(' ')} --no-input`;

describe('a command on several lines', () => {
  it.each([40, 60, 80, 200])('is read by a shell as it stands, at %i columns', (width) => {
    const lines = shellLines(command, width);
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    const expected = ['start', ...names.flatMap((name, index) => [`--flag-${index}`, name]), '--no-input'];
    expect(argumentsOf(lines.join('\n'))).toEqual(expected.map((word) => `<${word}>`));
  });

  it.each<[string, string, number, string[]]>([
    [
      'a flag beside its value',
      'livemig start --cluster Billing0 --no-input',
      32,
      ['  livemig start \\', '    --cluster Billing0 \\', '    --no-input'],
    ],
    [
      'a long value on a line of its own',
      `livemig start --cluster ${'x'.repeat(64)} --no-input`,
      40,
      ['  livemig start --cluster \\', `    ${'x'.repeat(64)} \\`, '    --no-input'],
    ],
    [
      'quotes of every kind whole',
      `livemig $'a \\'b' "c \\"d" 'e f' g\\ h --no-input`,
      20,
      ['  livemig \\', "    $'a \\'b' \\", `    "c \\"d" 'e f' \\`, '    g\\ h \\', '    --no-input'],
    ],
    ['all words though a quote is never closed', "livemig 'a --no-input", 20, ["  livemig 'a \\", '    --no-input']],
  ])('has %s', (_, text, width, expected) => {
    expect(shellLines(text, width)).toEqual(expected);
  });

  it('is one line where nobody looks at a window', () => {
    expect(shellLines(command, Number.POSITIVE_INFINITY)).toEqual([`  ${command}`]);
  });
});
