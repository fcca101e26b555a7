import { expect, it } from 'vitest';
import { firstNames } from '../../../src/core/first-names.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b and 1 more'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
])('two at most of %j are %j', (names, text) => {
  expect(firstNames(names, 2)).toBe(text);
});
