import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceOf, sampleGoal, sampleSize } from '../../../src/verify/sample-size.ts';

describe('the size of a sample', () => {
  it('of very many documents is ln(1 - confidence) / ln(1 - share), rounded up', () => {
    for (const goal of [sampleGoal, { share: 0.01, confidence: 0.95 }, { share: 0.0001, confidence: 0.999 }]) {
      const formula = Math.log(1 - goal.confidence) / Math.log(1 - goal.share);
      expect(sampleSize(2 ** 40, goal)).toBe(Math.ceil(formula));
    }
  });

  it.each([
    [0, 0],
    [1, 1],
    [10, 10],
    // None may differ, so that all but the last hundredth have to be seen.
    [999, 990],
    [10_000, 3_419],
    [1_000_000, 4_588],
  ])('of %s documents is %s, for one in a thousand and 99 %%', (count, size) => {
    expect(sampleSize(count, sampleGoal)).toBe(size);
  });

  it('is the least that reaches the confidence', () => {
    const goals = fc.record({
      share: fc.double({ min: 0, max: 0.5, noNaN: true }),
      confidence: fc.double({ min: 0.5, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), goals, (count, goal) => {
        const size = sampleSize(count, goal);
        // As far as sums of logarithms are exact.
        expect(confidenceOf(count, size, goal.share)).toBeGreaterThanOrEqual(goal.confidence - 1e-12);
        if (size > 1) expect(confidenceOf(count, size - 1, goal.share)).toBeLessThan(goal.confidence + 1e-12);
      }),
    );
  });

  it('rests on the chance to draw none of those that differ', () => {
    // 3 of 10 differ; 2 are drawn: 7/10 * 6/9.
    expect(confidenceOf(10, 2, 0.2)).toBeCloseTo(1 - 42 / 90, 12);
  });

  it('all of them are certainty, and none are nothing', () => {
    expect(confidenceOf(500, 500, 0.001)).toBe(1);
    expect(confidenceOf(500, 0, 0.001)).toBe(0);
    expect(confidenceOf(0, 0, 0.001)).toBe(1);
  });
});
