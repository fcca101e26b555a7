import { expect, it } from 'vitest';
import { quotedWord, shellWord } from '../../../src/core/shell-word.ts';

// What a shell makes of them is tried in test/laws.
it.each([
  ['Billing0', 'Billing0'],
  ['./a/b-c.d_e', './a/b-c.d_e'],
  ['', "''"],
  ['-rf', "'-rf'"],
  ['~', "'~'"],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['$(x) `y` "z" \\', '\'$(x) `y` "z" \\\''],
  ['größe', "'größe'"],
  ['a\nb', "$'a\\012b'"],
  ["\u001B'\\", "$'\\033\\047\\134'"],
  ['a\u202Eb', "$'a\\342\\200\\256b'"],
  ['a  b', "$'a \\040b'"],
  ['a\n\0', "$'a\\012\uFFFD'"],
])('%j is the word %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('quotes what needs no quotes where they are wanted', () => {
  expect(quotedWord('Billing0')).toBe("'Billing0'");
});
