import { describe, expect, it } from 'vitest';
import { beginning, harmless, shortened, shown, withoutUser } from '../../../src/core/harmless.ts';

describe('harmless', () => {
  it.each([
    ['letters of any script', 'größe 数据 🚀 👩‍💻 می‌خواهم', 'größe 数据 🚀 👩‍💻 می‌خواهم'],
    ['a line break that could begin a line of ours', 'Billing0\r\nNext: rm', 'Billing0 Next: rm'],
    ['other line breaks and tabs', 'a\u2028b\u0085c\td', 'a b c d'],
    ['an escape sequence', 'a\u001B[2Jb', 'a\uFFFD[2Jb'],
    ['zeros and C1 controls', 'a\0b\u009B', 'a\uFFFDb\uFFFD'],
    ['half a letter', 'a\uD800b', 'a\uFFFDb'],
    ['marks that turn the direction', 'a\u202Eb\u2066c', 'a\uFFFDb\uFFFDc'],
    ['letters of no width, so that a twin is seen', 'Bill\u200Bing\uFEFF0', 'Bill\uFFFDing\uFFFD0'],
  ])('shows of %s what is harmless', (_, text, expected) => {
    expect(harmless(text)).toBe(expected);
  });
});

it('shortens in the middle', () => {
  expect(shortened('x'.repeat(200))).toBe('x'.repeat(200));
  expect(shortened(`begin${'x'.repeat(10_000)}end`)).toMatch(/^beginx{145} … x{47}end$/);
});

it.each([0, 1])('cuts no character in two, neither at its beginning nor at its end (%i)', (at) => {
  const text = `${'x'.repeat(at)}${'🚀'.repeat(200)}${'x'.repeat(at)}`;
  expect(shortened(text)).not.toMatch(/\p{Surrogate}/u);
  expect(beginning(text, 151)).toMatch(/^x?(?:🚀){75}$/u);
});

it.each([
  ['text', '"text"'],
  [['a', 'b'], '["a","b"]'],
  [undefined, 'undefined'],
  ['a\n\u009B', '"a\\n\uFFFD"'],
  ['https://me:secret@om.example:8443/x', '"https://********@om.example:8443/x"'],
])('quotes %j as %s', (value, expected) => {
  expect(shown(value)).toBe(expected);
});

it.each([
  ['mongodb://ana:geheim@h1:27017/', 'mongodb://********@h1:27017/'],
  ['mongodb://ana:ge/heim@h1/?x=y', 'mongodb://********@h1/?x=y'],
  ['mongodb://ana:ge@heim@h1/', 'mongodb://********@h1/'],
  ['from mongodb://a:geheim@h1/ to mongodb://b:geheim@h2/', 'from mongodb://********@h1/ to mongodb://********@h2/'],
  ['no address, ana@corp.example or https://h1/path', 'no address, ana@corp.example or https://h1/path'],
])('nothing of a password is left of %s', (text, expected) => {
  expect(withoutUser(text)).toBe(expected);
});
