import { expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { survey } = surveyed();

it.each([
  ['sourceShards', []],
  ['sourceShardedCollections', []],
  ['sourceIndexDifferences', []],
  ['sourceBalancer', { state: 'none', window: null }],
  ['sourceShardingChanges', { underWay: [], lately: [] }],
  ['sourceDataBytes', 0],
] as const)('of a replica set, %s is nothing', async (id, nothing) => {
  expect(await survey(id)).toEqual(nothing);
});
