import { describe, expect, it } from 'vitest';
import { cut, oneLine, plainText, wrap } from '../../../src/terminal/plain-text.ts';

describe('text from elsewhere', () => {
  it.each([
    ['plain', 'Billing0', 'Billing0'],
    ['letters of any script', 'größe 数据 🚀', 'größe 数据 🚀'],
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['a title', 'a\u001B]0;owned\u0007b', 'ab'],
    ['a link', '\u001B]8;;http://x\u001B\\here\u001B]8;;\u001B\\', 'here'],
    ['a cleared screen', 'a\u001B[2J\u001B[Hb', 'ab'],
    ['an unfinished sequence', 'a\u001Bb', 'ab'],
    ['C1 controls', 'a\u009B31mb\u0085c', 'abc'],
    ['bells, zeros and backspaces', 'a\u0007\0\b\u007Fb', 'ab'],
    ['turned direction', 'a\u202Egpj.exe\u2066', 'agpj.exe'],
    ['a carriage return that would write over the line', 'good\rbad', 'good\nbad'],
    ['line breaks', 'a\r\nb\u2028c', 'a\nb\nc'],
  ])('keeps of %s only what is harmless', (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('is put on one line where one line is meant', () => {
    expect(oneLine('  a\r\n\tb  ')).toBe('a b');
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['a longer text', 8, 'a longe…'],
    ['a longer text', 10, 'a longer…'],
    ['🚀🚀🚀🚀', 3, '🚀…'],
    ['データベース', 7, 'データ…'],
    ['👩‍👩‍👧‍👦 family', 4, '👩‍👩‍👧‍👦…'],
    ['abc', 0, '…'],
  ])('%j cut to %i is %j', (text, width, expected) => {
    expect(cut(text, width, '…')).toBe(expected);
  });

  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one\ntwo', 80, ['one', 'two']],
    ['see https://example.com/a/long/address now', 10, ['see', 'https://example.com/a/long/address', 'now']],
    ['', 10, ['']],
    ['名前 データベース x', 8, ['名前', 'データベ', 'ース x']],
    ['as is', Number.POSITIVE_INFINITY, ['as is']],
    ['type\n    a long command', 6, ['type', '    a long command']],
  ])('%j wrapped at %d is %j', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });
});
