import { readDataBytes } from './data-bytes.ts';
import { readIndexDifferences } from './index-differences.ts';
import { readInventory } from './inventory.ts';
import { keptByServerSurveys } from './kept-by-server.ts';
import { shardingSurveys } from './sharding.ts';
import type { Surveys } from './survey.ts';
import { uniqueIndexSurveys } from './unique-indexes.ts';

/** What the source holds. */
export const dataSurveys = {
  sourceInventory: {
    sends: ['listDatabases', 'listCollections in each database', 'listIndexes on each collection'],
    grant: 'readAnyDatabase on admin',
    read: readInventory,
  },
  ...shardingSurveys,
  ...uniqueIndexSurveys,
  ...keptByServerSurveys,
  sourceIndexDifferences: {
    sends: ['hello', 'find in config.collections', '$indexStats on each sharded collection'],
    grant: 'clusterMonitor on admin',
    read: readIndexDifferences,
  },
  sourceDataBytes: {
    sends: ['listDatabases', 'dbStats in each database'],
    grant: 'readAnyDatabase on admin',
    read: readDataBytes,
  },
} as const satisfies Partial<Surveys>;
