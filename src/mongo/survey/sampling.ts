import { readIds } from './ids.ts';
import { readSample } from './sample.ts';
import { readSharedIds } from './shared-ids.ts';
import type { Surveys } from './survey.ts';

const sizes = ['listDatabases', 'listCollections in each database', '$collStats on each collection'];

/** What some of the documents of the source are like. */
export const sampleSurveys = {
  sourceSample: {
    sends: [...sizes, 'ping', '$sample of up to 1,000 documents of each collection, on a secondary where there is one'],
    grant: 'readAnyDatabase and clusterMonitor on admin',
    read: (client, context) => readSample(client, context),
  },
  sourceIds: {
    sends: [...sizes, 'find of the 500 first and last _id of each collection of 20 GiB or more'],
    grant: 'readAnyDatabase and clusterMonitor on admin',
    read: (client, context) => readIds(client, context),
  },
  sourceSharedIds: {
    sends: [
      'hello',
      'find in config.collections',
      ...sizes,
      '$sample and find of up to 500 _id of each collection that is sharded by something else',
    ],
    grant: 'readAnyDatabase and clusterMonitor on admin',
    read: readSharedIds,
  },
} as const satisfies Partial<Surveys>;
