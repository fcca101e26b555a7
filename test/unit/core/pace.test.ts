import { describe, expect, it } from 'vitest';
import { atIntervals } from '../../../src/core/at-intervals.ts';
import { createPace } from '../../../src/core/pace.ts';

describe('how fast something goes on', () => {
  it.each<[string, readonly (readonly [done: number, total: number | undefined, ms: number])[], unknown]>([
    ['is not known at first', [[0, 100, 5_000]], {}],
    [
      'is not known before anything more is done',
      [
        [7, 100, 0],
        [7, 100, 9_000],
      ],
      {},
    ],
    [
      'is not known after less than a second',
      [
        [0, 100, 0],
        [50, 100, 999],
      ],
      {},
    ],
    [
      'is what was done since the first, and what is left',
      [
        [0, 100, 0],
        [50, 100, 10_000],
      ],
      { rate: 5, secondsLeft: 10 },
    ],
    [
      'does not count what was done before',
      [
        [40, 100, 0],
        [50, 100, 10_000],
      ],
      { rate: 1, secondsLeft: 50 },
    ],
    [
      'tells of no end where nobody knows it',
      [
        [0, undefined, 0],
        [50, undefined, 10_000],
      ],
      { rate: 5 },
    ],
    [
      'has nothing left at more than was thought',
      [
        [0, 10, 0],
        [50, 10, 10_000],
      ],
      { rate: 5, secondsLeft: 0 },
    ],
  ])('%s', (_, told, expected) => {
    const pace = createPace();
    const paces = told.map(([done, total, ms]) =>
      pace({ done, unit: 'documents', ...(total === undefined ? {} : { total }) }, ms),
    );
    expect(paces.at(-1)).toEqual(expected);
  });

  it('begins anew with what counts something else, and with what begins to count again', () => {
    const pace = createPace();
    pace({ done: 0, total: 100, unit: 'documents' }, 0);
    pace({ done: 100, total: 100, unit: 'documents' }, 10_000);
    expect(pace({ done: 3, unit: 'documents looked at again' }, 30_000)).toEqual({});
    expect(pace({ done: 0, unit: 'documents looked at again' }, 40_000)).toEqual({});
    expect(pace({ done: 8, unit: 'documents looked at again' }, 42_000)).toEqual({ rate: 4 });
  });
});

it('at intervals the first comes through at once, and then one in each', () => {
  const may = atIntervals(1_000);
  const times = [5, 6, 1_004, 1_005, 1_500, 2_005, 9_000];
  expect(times.map((ms) => may(ms))).toEqual([true, false, false, true, false, true, true]);
});

it('at intervals another thing comes through at once, and then the first begins anew', () => {
  const may = atIntervals(1_000);
  expect(['a', 'a', 'b', 'b', 'a'].map((of) => may(5, of))).toEqual([true, false, true, false, true]);
});
