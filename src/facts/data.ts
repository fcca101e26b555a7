import { throughSource } from './through-source.ts';

export const dataProbes = {
  sourceInventory: throughSource('sourceInventory'),
  sourceShards: throughSource('sourceShards'),
  sourceShardedCollections: throughSource('sourceShardedCollections'),
  sourceIndexDifferences: throughSource('sourceIndexDifferences'),
  sourceBalancer: throughSource('sourceBalancer'),
  sourceShardingChanges: throughSource('sourceShardingChanges'),
  sourceDataBytes: throughSource('sourceDataBytes'),
  sourceUniqueIndexes: throughSource('sourceUniqueIndexes'),
  sourceOldUniqueIndexes: throughSource('sourceOldUniqueIndexes'),
  sourceQuerySettings: throughSource('sourceQuerySettings'),
  sourceForeignCollections: throughSource('sourceForeignCollections'),
};
