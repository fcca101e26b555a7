import { expect, it } from 'vitest';
import { totalOf } from '../../../../src/verify/documents/total-of.ts';

const result = {
  index: 0,
  source: 10,
  destination: 9,
  compared: 9,
  bytes: 100,
  missing: 1,
  extra: 0,
  different: 2,
  expected: {},
};

it('the figures of a namespace are those of its parts together', () => {
  const other = { ...result, index: 1, expected: { ttl: 2, engine: 1 } };
  expect(totalOf('a.b', [result, other, { ...other, index: 2 }])).toEqual({
    ...{ name: 'a.b', source: 30, destination: 27, compared: 27, bytes: 300, missing: 3, extra: 0, different: 6 },
    expected: { ttl: 4, engine: 2 },
  });
});

it('a sample is as sure as its least sure part', () => {
  const sampled = [0.99, 1].map((confidence, index) => ({ ...result, index, confidence }));
  expect(totalOf('a.b', sampled).confidence).toBe(0.99);
});

it('of no part there is nothing', () => {
  expect(totalOf('a.b', [])).toMatchObject({ source: 0, compared: 0, expected: {} });
});
