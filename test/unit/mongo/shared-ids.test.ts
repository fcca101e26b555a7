import { BSON, Double, Int32 } from 'mongodb';
import { expect, it } from 'vitest';
import { repeated } from '../../../src/mongo/survey/shared-ids.ts';

const row = (_id: unknown) => BSON.serialize({ _id });

it.each<[string, unknown[], number]>([
  ['each once', [1, 2, 'x'], 0],
  ['one of them twice', [1, 2, 1], 1],
  ['one three times, another twice', [1, 1, 1, { a: 2 }, { a: 2 }], 2],
  ['the same number of two types, which a shard key may part', [new Int32(1), new Double(1)], 0],
])('of %s', (_, ids, shared) => {
  expect(repeated(ids.map(row))).toBe(shared);
});
