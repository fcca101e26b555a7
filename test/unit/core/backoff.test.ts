import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryDelay } from '../../../src/core/backoff.ts';

const lost = { dropped: true };
const limited = { status: 429, dropped: false };

describe('retryDelay', () => {
  it.each([
    ['a lost connection waits half a second, the later half of it by chance', 1, lost, 0, 0, 250],
    ['the longest of the first delay', 1, lost, 0, 0.999, 500],
    ['doubles', 2, lost, 0, 0.999, 1000],
    ['doubles again', 3, { status: 503, dropped: false }, 0, 0.999, 1999],
    ['waits as long as it was asked, and a little', 1, { ...limited, retryAfterSeconds: 7 }, 0, 0, 7250],
    ['waits ten seconds where it is limited without a figure', 1, limited, 0, 0.999, 9995],
    ['Retry-After counts for 503 as well', 1, { status: 503, dropped: false, retryAfterSeconds: 2 }, 0, 0, 2250],
  ])('%s', (_rule, attempt, failure, elapsed, random, expected) => {
    expect(retryDelay(attempt, failure, elapsed, random)).toBe(expected);
  });

  it.each([
    ['the fourth try was the last', 4, lost, 0],
    ['a refusal stays one', 1, { status: 400, dropped: false }, 0],
    ['401 is not passing', 1, { status: 401, dropped: false }, 0],
    ['an answer of the wrong shape is not passing', 1, { status: 200, dropped: false }, 0],
    ['no connection at all is said at once', 1, { dropped: false }, 0],
    ['the whole would take longer than two minutes', 1, { ...limited, retryAfterSeconds: 300 }, 0],
    ['two minutes are over', 2, lost, 119_900],
  ])('gives up: %s', (_rule, attempt, failure, elapsed) => {
    expect(retryDelay(attempt, failure, elapsed, 0)).toBeUndefined();
  });
});

describe('parseRetryAfter', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s seconds', (header, seconds) => {
    expect(parseRetryAfter(header, now)).toBe(seconds);
  });
});
