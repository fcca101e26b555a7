import { expect, it } from 'vitest';
import { brokenAt, withCursorAt } from '../../../src/terminal/styled-text.ts';

const red = (text: string) => `\u001B[31m${text}\u001B[39m`;
const inverse = (text: string) => `\u001B[7m${text}\u001B[27m`;

it.each([
  ['over a letter', 'abc', 1, `a${inverse('b')}c`],
  ['over a painted one', red('abc'), 2, red(`ab${inverse('c')}`)],
  ['over one that is two columns wide', '漢字', 3, `漢${inverse('字')}`],
  ['behind the last', 'abc', 3, `abc${inverse(' ')}`],
  ['further on', red('a'), 3, `${red('a')}  ${inverse(' ')}`],
])('draws the cursor %s', (_, text, column, drawn) => {
  expect(withCursorAt(text, column)).toBe(drawn);
});

it.each<[string, number, string[]]>([
  ['short', 10, ['short']],
  ['exactly it', 10, ['exactly it']],
  ['one two three', 8, ['one two ', 'three']],
  ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['ab cdefghij', 4, ['ab c', 'defg', 'hij']],
  ['a bcde fg', 4, ['a ', 'bcde', ' fg']],
  [red('one two'), 4, ['\u001B[31mone ', 'two\u001B[39m']],
  ['漢字漢', 3, ['漢', '字', '漢']],
])('breaks %j at %i columns', (text, columns, lines) => {
  expect(brokenAt(text, columns)).toEqual(lines);
});
