import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/core/nearest.ts';

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
    ['no end of letters', 'x'.repeat(10_000), [`${'x'.repeat(9_999)}y`], []],
  ])('%s', (_, word, names, expected) => {
    expect(nearest(word, names)).toEqual(expected);
  });
});
