import { expect, it } from 'vitest';
import { usualWorkers } from '../../../../src/core/verification/usual-workers.ts';

it.each([
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 3],
  [5, 4],
  [64, 4],
])('with %i cores there are %i workers', (cores, workers) => {
  expect(usualWorkers(cores)).toBe(workers);
});
