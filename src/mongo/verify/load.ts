import { z } from 'zod';
import { type Reading, readOn } from './read-on.ts';

const maxTimeMS = 30_000;

/**
 * Rows of `$currentOp` that are operations of others: what a driver has asked for, and not us, under whose name all our
 * clients connect (`clientSettings`). Left out are the threads of a server, which no driver has begun, what servers ask
 * each other, and connections that only wait to hear of an election. A change stream that waits is one that runs.
 *
 * The fields are those of the manual ("$currentOp", output fields). UNVERIFIED: that what comes to a shard through a mongos
 * has the metadata of the client there on every version; what has none is not counted.
 */
export const runsForOthers = {
  active: true,
  'clientMetadata.driver.name': { $type: 'string', $not: /^(?:NetworkInterfaceTL|MongoDB Internal Client)/ },
  'clientMetadata.application.name': { $ne: 'livemig' },
  'command.hello': { $exists: false },
  'command.isMaster': { $exists: false },
  'command.ismaster': { $exists: false },
};

const Counted = z.looseObject({ operations: z.coerce.number() });

/**
 * How many operations of others a deployment is at: of a replica set those of its primary, of a sharded cluster those of
 * all shards together. `$currentOp`, because both have it and it tells whose an operation is; `connections.active` of
 * serverStatus counts also ours and those that wait, and a mongos has no `globalLock`. They are counted there, so that
 * nothing of them is read here. Takes the privilege `inprog` on the cluster, which clusterMonitor has; without it
 * MONGODB_ROLE.
 */
export async function operationsOfOthers(reading: Reading): Promise<number> {
  const pipeline = [{ $currentOp: { allUsers: true } }, { $match: runsForOthers }, { $count: 'operations' }];
  let operations = 0;
  const rows = readOn(
    reading,
    () => false,
    (client) => {
      operations = 0;
      return client.db('admin').aggregate(pipeline, { maxTimeMS });
    },
  );
  for await (const row of rows) ({ operations } = Counted.parse(row));
  return operations;
}
