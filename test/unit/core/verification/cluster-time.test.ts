import { describe, expect, it } from 'vitest';
import { clusterTimeText, isBefore, later } from '../../../../src/core/verification/cluster-time.ts';

const at = (seconds: number, increment: number) => ({ seconds, increment });

describe('cluster times', () => {
  it.each([
    ['by the second', at(9, 7), at(10, 1), true],
    ['by the count within it', at(10, 1), at(10, 2), true],
    ['not where they are equal', at(10, 2), at(10, 2), false],
    ['not by a smaller count in a later second', at(11, 1), at(10, 2), false],
  ])('come before each other %s', (_, one, other, is) => {
    expect(isBefore(one, other)).toBe(is);
  });

  it.each([
    ['is the later one', at(10, 1), at(10, 2), at(10, 2)],
    ['in either order', at(10, 2), at(10, 1), at(10, 2)],
    ['is the one that is known', undefined, at(10, 1), at(10, 1)],
    ['on either side', at(10, 1), undefined, at(10, 1)],
    ['is not known where none is', undefined, undefined, undefined],
  ])('the later of two %s', (_, one, other, expected) => {
    expect(later(one, other)).toEqual(expected);
  });

  it('are told as people read times', () => {
    expect(clusterTimeText(at(1_700_000_000, 4))).toBe('2023-11-14T22:13:20Z, 4');
  });
});
