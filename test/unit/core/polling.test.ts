import { expect, it } from 'vitest';
import { pollDelay } from '../../../src/core/polling.ts';

it.each([
  [0, 1_000],
  [1, 1_300],
  [2, 1_690],
  [10, 13_786],
  [11, 15_000],
  [1_000, 15_000],
])('after %d looks the next one comes in %d ms', (looks, ms) => {
  expect(pollDelay(looks)).toBe(ms);
  expect([pollDelay(looks, 5), pollDelay(looks, 0)]).toEqual([5, 0]);
});
