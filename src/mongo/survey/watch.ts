import { indexBuilds } from './arrival.ts';
import { readCounts } from './counts.ts';
import { readDrivers } from './drivers.ts';
import { readLatestWrites } from './latest-writes.ts';
import type { Surveys } from './survey.ts';
import { openTransactions } from './transactions.ts';
import { readWrites } from './writes.ts';

const grant = 'the roles backup and clusterMonitor on admin';
const oplogs = 'on each set, only with --watch-writes: find and aggregate in local.oplog.rs';

/** What goes on in a deployment while it is watched; who is connected to it. */
export const watchSurveys = {
  sourceCounts: {
    sends: ['hello', 'only with --watch-writes: serverStatus, ping'],
    grant: 'the role clusterMonitor on admin',
    read: readCounts,
  },
  sourceWrites: { sends: ['hello, find in config.shards', oplogs, 'ping'], grant, read: readWrites },
  sourceLatestWrites: {
    sends: ['hello, find in config.shards', 'on each set: hello, find and aggregate in local.oplog.rs'],
    grant,
    read: readLatestWrites,
  },
  sourceTransactions: {
    sends: ['$currentOp with idle sessions'],
    grant: 'the role clusterMonitor on admin',
    read: openTransactions,
  },
  sourceIndexBuilds: { sends: ['currentOp'], grant: 'the role clusterMonitor on admin', read: indexBuilds },
  sourceDrivers: {
    sends: ['hello, find in config.shards', '$currentOp on each server, or on the mongos that answers'],
    grant: 'the role clusterMonitor on admin',
    read: readDrivers,
  },
  destinationWrites: { sends: ['hello', oplogs, 'ping'], grant, read: readWrites },
} as const satisfies Partial<Surveys>;
