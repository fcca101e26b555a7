import type { dataFacts } from '../../../src/core/facts/data.ts';
import type { GoodFacts } from './good-facts.ts';

export const data: GoodFacts<typeof dataFacts> = {
  sourceInventory: [
    {
      database: 'shop',
      name: 'orders',
      type: 'collection',
      options: {},
      indexes: [{ name: '_id_', key: [['_id', '1']], options: {} }],
    },
  ],
  sourceShards: [],
  sourceShardedCollections: [],
  sourceIndexDifferences: [],
  sourceBalancer: { state: 'none', window: null },
  sourceShardingChanges: { underWay: [], lately: [] },
  sourceDataBytes: 1024 ** 3,
  sourceUniqueIndexes: [],
  sourceOldUniqueIndexes: [],
  sourceQuerySettings: [],
  sourceForeignCollections: [],
};
