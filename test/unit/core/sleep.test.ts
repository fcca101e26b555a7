import { describe, expect, it } from 'vitest';
import { createSleep } from '../../../src/core/sleep.ts';

/** Rings at once, and notes for how long it was asked; the eleventh time not any more. */
function eagerTimer() {
  const asked: number[] = [];
  let cancelled = 0;
  const sleep = createSleep((ms, ring) => {
    asked.push(ms);
    if (asked.length <= 10) queueMicrotask(ring);
    return () => {
      cancelled += 1;
    };
  });
  return { asked, sleep, cancelled: () => cancelled };
}

const most = 2 ** 31 - 1;

describe('sleep', () => {
  it.each([
    ['a second', 1000, [1000]],
    ['nothing', 0, [0]],
    ['less than nothing', -5, [0]],
    ['the longest timer', most, [most]],
    ['one more', most + 1, [most, 1]],
    ['ninety days', 90 * 86_400_000, [most, most, most, 90 * 86_400_000 - 3 * most]],
  ])('%s takes as many timers as it needs', async (_case, ms, timers) => {
    const { asked, sleep } = eagerTimer();
    await sleep(ms);
    expect(asked).toEqual(timers);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])('%s lasts until it is interrupted', async (ms) => {
    const { asked, sleep, cancelled } = eagerTimer();
    const controller = new AbortController();
    const sleeping = sleep(ms, controller.signal);
    while (asked.length <= 10) await Promise.resolve();
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect([new Set(asked), cancelled()]).toEqual([new Set([most]), 1]);
  });

  it('does not begin once it is interrupted', async () => {
    const { asked, sleep } = eagerTimer();
    await expect(sleep(1, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
    expect(asked).toEqual([]);
  });
});
