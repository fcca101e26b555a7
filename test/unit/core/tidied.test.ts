import { expect, it } from 'vitest';
import { isQuoted, tidied, withoutLineEnds } from '../../../src/core/tidied.ts';

it.each([
  ['', ''],
  [' \n\u00a0\u200b', ''],
  ['a', 'a'],
  ['\ufeff a b \r\n', 'a b'],
  ['\u0085a\u0085', 'a'],
])('%j is, without what stands unseen at its ends, %j', (text, plain) => {
  expect(tidied(text)).toBe(plain);
});

it.each([
  ['', ''],
  ['\r\n', ''],
  ['\n a \r\n', ' a '],
  ['a\nb', 'a\nb'],
  ['\na', 'a'],
])('%j is, without line ends around it, %j', (text, plain) => {
  expect(withoutLineEnds(text)).toBe(plain);
});

it.each([
  ['"a"', true],
  ["'a'", true],
  ['`a`', true],
  ['""', true],
  ['"', false],
  ['"a', false],
  ['a"', false],
  ['"a\'', false],
  ['a', false],
])('%j stands in quotes: %j', (text, quoted) => {
  expect(isQuoted(text)).toBe(quoted);
});
