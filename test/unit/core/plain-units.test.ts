import { describe, expect, it } from 'vitest';
import { amount, durationText, momentText, sizeText } from '../../../src/core/plain-units.ts';

const [kib, mib, gib, tib] = [1024, 1024 ** 2, 1024 ** 3, 1024 ** 4];

it.each([
  [0, '0 bytes'],
  [1, '1 bytes'],
  [kib - 1, '1023 bytes'],
  [kib, '1 KiB'],
  [1.5 * kib, '1.5 KiB'],
  [9.94 * kib, '9.9 KiB'],
  [10 * kib, '10 KiB'],
  [10.5 * kib, '11 KiB'],
  [mib, '1 MiB'],
  [700 * mib, '700 MiB'],
  [gib, '1 GiB'],
  [1.5 * tib, '1.5 TiB'],
  [2048 * tib, '2048 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it('a moment is told to the second, with its zone', () => {
  expect(momentText('2026-11-28T09:00:07.123Z')).toBe('2026-11-28 09:00:07 UTC');
});

describe('a duration in its two largest units', () => {
  const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
  it.each([
    [-5_000, '0 s'],
    [0, '0 s'],
    [499, '0 s'],
    [500, '1 s'],
    [59 * second, '59 s'],
    [minute, '1 min'],
    [minute + 59 * second, '1 min'],
    [hour, '1 h'],
    [hour + 59 * second, '1 h'],
    [3 * hour + 5 * minute, '3 h 5 min'],
    [23 * hour + 59 * minute, '23 h 59 min'],
    [day, '1 d'],
    [4 * day + 11 * hour + 30 * minute, '4 d 11 h'],
    [2 * day + 30 * minute, '2 d'],
  ])('%d ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});

it.each([
  [0, '0 indexes'],
  [1, '1 index'],
  [2, '2 indexes'],
  [412_118_204, '412,118,204 indexes'],
])('%d is told as %s', (count, text) => {
  expect(amount(count, 'index', 'indexes')).toBe(text);
});

it('most words have an s in the plural', () => {
  expect([amount(1, 'document'), amount(2, 'document')]).toEqual(['1 document', '2 documents']);
});
