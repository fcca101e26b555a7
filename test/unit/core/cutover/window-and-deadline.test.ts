import { expect, it } from 'vitest';
import { endsTooLate } from '../../../../src/core/cutover/window-and-deadline.ts';
import type { Deadline } from '../../../../src/core/following/deadline.ts';

const window = {
  ...{ from: '2026-12-05T01:00:00.000Z', until: '2026-12-05T03:00:00.000Z', zone: 'UTC' },
  words: 'Sat 5 Dec 2026, 01:00 to 03:00 UTC',
};
const at = '2026-11-30T00:30:40.000Z';
const following = (deadline: Omit<Deadline, 'isOver'>) => ({
  ...{ phase: 'ready' as const, clocks: { answer: at, change: at, progress: at } },
  deadline: { ...deadline, isOver: false },
});

it.each<[string, Omit<Deadline, 'isOver'>, string | undefined]>([
  [
    'begins after the earliest end',
    { earliest: '2026-12-05T00:30:40.000Z', latest: '2026-12-05T00:31:00.000Z' },
    'The window begins when the time to cut over may be over: that ends 2026-12-05 00:30:40 UTC at the earliest, and the migration expires then.',
  ],
  [
    'ends after the latest end, where no earliest is known',
    { latest: '2026-12-05T02:00:00.000Z' },
    'The window ends when the time to cut over may be over: that ends 2026-12-05 02:00:00 UTC at the latest, and the migration expires then.',
  ],
  ['is over by then', { earliest: '2026-12-05T03:00:00.000Z', latest: '2026-12-05T03:10:00.000Z' }, undefined],
])('a window that %s', (_, deadline, words) => {
  expect(endsTooLate(window, following(deadline))).toBe(words);
});

it('says nothing where the end is not known', () => {
  expect(endsTooLate(window, undefined)).toBeUndefined();
});
