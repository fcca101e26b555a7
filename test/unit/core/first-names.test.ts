import { expect, it } from 'vitest';
import { firstNames } from '../../../src/core/first-names.ts';

it.each<[string, readonly string[], string | RegExp]>([
  ['none', [], ''],
  ['all five', ['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
  ['five and how many more there are', [...'abcdefgh'], 'a, b, c, d, e and 3 more'],
  ['a name without end as its beginning and end', ['x'.repeat(10_000)], /^x{150} … x{50}$/],
])('names are told so that a message can bear them: %s', (_, names, text) => {
  expect(firstNames(names)).toMatch(text instanceof RegExp ? text : new RegExp(`^${text}$`));
});

it('names of which one is to be chosen', () => {
  expect(firstNames(['a', 'b'], ' or ')).toBe('a or b');
});
