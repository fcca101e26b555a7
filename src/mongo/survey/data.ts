import { readInventory } from './inventory.ts';
import type { Surveys } from './survey.ts';

/** What the source holds. */
export const dataSurveys = {
  sourceInventory: {
    sends: ['listDatabases', 'listCollections in each database', 'listIndexes on each collection'],
    grant: 'readAnyDatabase on admin',
    read: readInventory,
  },
} as const satisfies Partial<Surveys>;
