import { describe, expect, it } from 'vitest';
import { watchMsOf } from '../../../src/cli/watch-time.ts';

describe('--watch-writes', () => {
  it.each([
    ['60s', 60_000],
    ['1h', 3_600_000],
    [undefined, undefined],
  ])('%s is %s ms', (watchWrites, ms) => {
    expect(watchMsOf({ watchWrites })).toBe(ms);
  });

  it.each([
    ['61m', /which is more than an hour/],
    ['soon', /not a duration/],
  ])('%s is refused: %s', (watchWrites, message) => {
    expect(() => watchMsOf({ watchWrites })).toThrow(
      expect.objectContaining({ code: 'DURATION', message: expect.stringMatching(message) }),
    );
  });
});
