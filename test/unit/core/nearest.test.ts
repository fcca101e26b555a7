import { describe, expect, it } from 'vitest';
import { nearest, slipsBetween } from '../../../src/core/nearest.ts';

describe('nearest', () => {
  it.each([
    ['a letter less', 'lnk', ['link', 'start'], ['link']],
    ['a letter more', 'starrt', ['start', 'status'], ['start']],
    ['another letter', 'sturt', ['start', 'status'], ['start']],
    ['two in the wrong order', 'zhs', ['bash', 'zsh'], ['zsh']],
    ['upper and lower case', 'BILLING0', ['Billing0'], ['Billing0']],
    ['a whole ending', 'shard', ['replica-set', 'sharded'], ['sharded']],
    ['the nearest first', 'billing', ['Billing02', 'Billing0', 'Sales'], ['Billing0', 'Billing02']],
    ['the same letters in another word', 'abort', ['start', 'link'], []],
    ['half a short word', 'no', ['ok'], []],
    ['nothing', '', ['link'], []],
    ['a name that is much longer', 'ab', ['abcdefgh'], []],
    ['four slips in a long word', 'abcdefghijklmnop', ['abcdefghijklWXYZ'], []],
    ['three slips in a long word', 'abcdefghijklmnop', ['abcdefghijklmXYZ'], ['abcdefghijklmXYZ']],
    ['no end of letters', 'x'.repeat(10_000), [`${'x'.repeat(9_999)}y`], []],
  ])('%s', (_, word, names, expected) => {
    expect(nearest(word, names)).toEqual(expected);
  });
});

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['ab', 'ba', 1],
  ['abcd', 'acbd', 1],
  ['ab', 'ca', 2],
  ['ba', 'xab', 2],
  ['aab', 'abb', 1],
  ['abc', 'cab', 2],
  ['kitten', 'sitting', 3],
  ['x'.repeat(100), 'x'.repeat(99), 1],
  ['x'.repeat(101), 'x', Number.POSITIVE_INFINITY],
  ['x', 'x'.repeat(101), Number.POSITIVE_INFINITY],
])('between %j and %j there are %d slips', (one, other, slips) => {
  expect(slipsBetween(one, other)).toBe(slips);
});
