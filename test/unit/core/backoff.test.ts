import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryDelay } from '../../../src/core/backoff.ts';

const lost = { write: false, dropped: true };
const limited = { write: false, status: 429, dropped: false };
const status = (code: number) => ({ write: false, status: code, dropped: false });

describe('retryDelay', () => {
  it.each([
    ['a lost connection waits half a second, the later half of it by chance', 1, lost, 0, 0, 250],
    ['the longest of the first delay', 1, lost, 0, 0.999, 500],
    ['doubles', 2, lost, 0, 0.999, 1000],
    ['doubles again', 3, status(503), 0, 0.999, 1999],
    ['waits as long as it was asked, and a little', 1, { ...limited, retryAfterSeconds: 7 }, 0, 0, 7250],
    ['waits ten seconds where it is limited without a figure', 1, limited, 0, 0.999, 9995],
    ['a write that was limited waits as a read does', 2, { ...limited, write: true }, 0, 0.999, 19990],
    ['Retry-After counts for 503 as well', 1, { ...status(503), retryAfterSeconds: 2 }, 0, 0, 2250],
  ])('%s', (_rule, attempt, failure, elapsed, random, expected) => {
    expect(retryDelay(attempt, failure, elapsed, random)).toBe(expected);
  });

  it.each([
    ['the fourth try was the last', 4, lost, 0],
    ['a refusal stays one', 1, status(400), 0],
    ['401 is not passing', 1, status(401), 0],
    ['an answer of the wrong shape is not passing', 1, status(200), 0],
    ['no connection at all is said at once', 1, { write: false, dropped: false }, 0],
    ['the whole would take longer than two minutes', 1, { ...limited, retryAfterSeconds: 300 }, 0],
    ['two minutes are over', 2, lost, 119_900],
    ['no figure at all', 1, { ...limited, retryAfterSeconds: Number.NaN }, 0],
    ['a status that is none', 1, status(999), 0],
    ['a write that may have been carried out', 1, { ...status(503), write: true }, 0],
    ['a write whose answer was lost', 1, { ...lost, write: true }, 0],
    ['a write that was limited too often', 4, { ...limited, write: true }, 0],
    ['a write that would have to wait too long', 1, { ...limited, write: true, retryAfterSeconds: 86_400 }, 0],
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
    ['Monday, 23-Nov-26 12:00:30 GMT', 30],
    ['Mon Nov 23 12:00:30 2026 GMT', 30],
    ['Mon, 23 Nov 2099 12:00:30 GMT', 86_400],
    ['99999999999', 86_400],
    ['9'.repeat(400), 86_400],
    ['1.5', 2],
    ['-5', undefined],
    ['1e99', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
    ['2026', 2026],
    ['Mon, 99 Foo 2026 12:00:30 GMT', undefined],
    ['3, 7', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s seconds', (header, seconds) => {
    expect(parseRetryAfter(header, now)).toBe(seconds);
  });
});
