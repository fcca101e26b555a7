import { describe, expect, it } from 'vitest';
import { notIdentical } from '../../../../src/core/verification/not-identical.ts';
import { aVerification } from '../../../support/a-verification.ts';
import { oneDifference } from '../../../support/verify-entries.ts';

const differing = (count: number) =>
  aVerification({
    ...{ verdict: 'different', differencesTotal: count },
    differences: Array.from({ length: count }, () => oneDifference),
  });

describe('what a verification says that is not identical', () => {
  it.each([
    [2, 10, 'differ in 2 places:\n  - a.b: document: 1: differs\n  - a.b: document: 1: differs'],
    [1_500, 1, 'differ in 1,500 places:\n  - a.b: document: 1: differs\n  … and 1,499 more'],
    [4, 0, 'differ in 4 places.'],
  ])('of %s differences names %s', (count, told, message) => {
    expect(notIdentical(differing(count), 'meanwhile', told).message).toBe(`Source and destination ${message}`);
  });

  it.each([
    [10, false],
    [11, true],
  ])(
    'of %s after a cutover, which keeps no list, says where all of them can be seen only where some are not named',
    (count, says) => {
      expect(notIdentical(differing(count), 'after the cutover').fix.includes('`livemig verify` lists all')).toBe(says);
      expect(notIdentical(differing(count), 'meanwhile').fix).not.toContain('livemig verify');
    },
  );

  it('does not call what a migration has still to copy a reason to keep the source, nor to mend anything', () => {
    const { fix } = notIdentical(differing(1), 'before the cutover');
    expect(fix).toMatch(/^The migration has not been cut over, .* Change nothing on the destination\./);
  });

  it.each([
    ['meanwhile', true],
    ['after the cutover', false],
  ] as const)('advises to say that a migration synchronizes where its engine was seen %s: %s', (when, says) => {
    const expected = [{ class: 'engine', count: 1, why: 'left by the engine' }] as const;
    const { fix } = notIdentical({ ...differing(1), expected }, when);
    expect(fix.includes('`livemig verify --during-sync` leaves out')).toBe(says);
    expect(notIdentical(differing(1), when).fix).not.toContain('--during-sync');
  });
});
