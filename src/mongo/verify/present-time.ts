import { type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import { later } from '../../core/verification/cluster-time.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import { clusterTimeOf } from '../cluster-time-of.ts';
import { saysRouter } from '../says-router.ts';

/** `$clusterTime` is absent where the user may not be told of it. */
const Answer = z.looseObject({
  operationTime: z.instanceof(Timestamp).optional(),
  $clusterTime: z.looseObject({ clusterTime: z.instanceof(Timestamp) }).optional(),
});

/**
 * The time of a deployment: every write that has been answered until now is of this time or before. A primary knows it. A
 * mongos has heard only of what went through itself, so it is made to ask every shard, which listing databases does; each
 * shard answers with its own time (manual, "Causal Consistency and Read and Write Concerns").
 */
export async function presentTime(client: MongoClient, maxTimeMS: number): Promise<ClusterTime> {
  const command = (await saysRouter(client))
    ? { listDatabases: 1, nameOnly: true, authorizedDatabases: true, maxTimeMS }
    : { hello: 1, maxTimeMS };
  const { operationTime, $clusterTime } = Answer.parse(await client.db('admin').command(command));
  const own = operationTime && clusterTimeOf(operationTime);
  const heard = $clusterTime && clusterTimeOf($clusterTime.clusterTime);
  const time = 'listDatabases' in command ? later(own, heard) : (own ?? heard);
  if (time === undefined) throw new Error('the server keeps no cluster time');
  return time;
}
