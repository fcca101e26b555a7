import { expect, it } from 'vitest';
import { kept } from '../../../src/cli/remember-failure.ts';
import { wayAfter } from '../../../src/cli/ways-on.ts';
import { errorCodes } from '../../../src/core/error-codes.ts';

const isCounted = (way: string) => way === 'retry' || way === 'mend';

it('what is followed only so many times is written down, so that the times can be counted', () => {
  const uncounted = Object.entries(errorCodes).flatMap(([code, { kinds }]) => {
    const way = Object.entries(wayAfter).find(([one]) => one === code)?.[1] ?? 'missing';
    return isCounted(way) ? kinds.filter((kind) => !kept.includes(kind)).map((kind) => `${code} as ${kind}`) : [];
  });
  expect(uncounted).toEqual([]);
});
