import { expect, it } from 'vitest';
import type { Oplog } from '../../../src/core/facts/health.ts';
import { smallestWindow, windowsOf, windowText } from '../../../src/core/oplog-window.ts';

const hour = 3_600_000;
const oplog: Oplog = { spanMs: 31 * hour, bytes: 950, maxBytes: 1_000, minHours: 0, written: { bytes: 0, ms: 1_000 } };

it.each<[string, Partial<Oplog>, { ms: number | undefined; basis: string }]>([
  ['a full one tells by itself', {}, { ms: 31 * hour, basis: 'seen' }],
  ['its entries stay as long as they have to', { minHours: 48 }, { ms: 48 * hour, basis: 'seen' }],
  ['a day tells of those to come', { bytes: 500 }, { ms: 62 * hour, basis: 'expected' }],
  [
    'before, what is written now does',
    { bytes: 500, spanMs: 2 * hour, written: { bytes: 100, ms: hour } },
    { ms: 10 * hour, basis: 'expected' },
  ],
  [
    'and what it has held it holds',
    { bytes: 500, spanMs: 20 * hour, written: { bytes: 100, ms: hour } },
    { ms: 20 * hour, basis: 'expected' },
  ],
  ['or nothing, where nothing is written', { bytes: 500, spanMs: hour }, { ms: undefined, basis: 'expected' }],
  ['or nobody can add it up', { bytes: 500, spanMs: hour, written: null }, { ms: undefined, basis: 'expected' }],
  ['but how long entries have to stay', { bytes: 500, spanMs: hour, minHours: 24 }, { ms: 24 * hour, basis: 'seen' }],
  ['where the server does not tell that, it is nothing', { minHours: null }, { ms: 31 * hour, basis: 'seen' }],
])('the window: %s', (_, change, window) => {
  expect(windowsOf({ read: [{ name: 'a', value: { ...oplog, ...change } }], unread: [] })).toEqual([
    { set: 'a', ...window },
  ]);
});

it('the smallest decides, of those that are known', () => {
  const windows = windowsOf({
    read: [
      { name: 'a', value: oplog },
      { name: 'b', value: { ...oplog, spanMs: 3 * hour } },
      { name: 'c', value: { ...oplog, bytes: 1, spanMs: hour } },
    ],
    unread: [],
  });
  expect(smallestWindow(windows)).toEqual({ set: 'b', ms: 3 * hour, basis: 'seen' });
  expect(smallestWindow([])).toBeUndefined();
});

it.each([
  [31.9 * hour, '31 h'],
  [10 * hour, '10 h'],
  [9.5 * hour, '9 h 30 min'],
  [239 * hour, '239 h'],
  [240 * hour, '10 d'],
])('%d ms are %s', (ms, text) => {
  expect(windowText(ms)).toBe(text);
});
