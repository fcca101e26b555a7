import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { SideRead } from '../../core/verification/side-read.ts';
import { Id, identityOf, ifAllowed } from '../survey/identity.ts';
import { whoIsLoggedIn } from '../survey/logged-in.ts';
import { databasesOfSide } from './databases-of-side.ts';
import { sayHello } from './hello.ts';

const BuildInfo = z.looseObject({ version: z.string() });
const OfCluster = z.looseObject({ clusterId: Id });

/**
 * One side before anything of it is compared: which deployment it is, who answers for it, the time there, and what its
 * user may see. Reads only, and what its user may not see of the identity is absent.
 *
 * @param maxTimeMS for each question
 */
export async function readSide(client: MongoClient, maxTimeMS: number): Promise<SideRead> {
  const { greeting, processId, isConfigServer, ...answer } = await sayHello(client, maxTimeMS);
  const { version } = BuildInfo.parse(await client.db('admin').command({ buildInfo: 1, maxTimeMS }));
  const identity = await identityOf(client, greeting, maxTimeMS);
  const partOf = answer.topology === 'replica-set' ? await clusterOf(client, isConfigServer, maxTimeMS) : undefined;
  const login = await whoIsLoggedIn(client, maxTimeMS);
  return {
    ...answer,
    identity: { version, ...identity, ...(partOf !== undefined && { partOf }), ...(processId && { processId }) },
    login,
    ...(await databasesOfSide(client, login, maxTimeMS)),
  };
}

/**
 * A shard keeps in admin.system.version to which cluster it belongs (manual, "Restore a Sharded Cluster"), a config server in
 * config.version.
 */
async function clusterOf(
  client: MongoClient,
  isConfigServer: boolean,
  maxTimeMS: number,
): Promise<string | null | undefined> {
  const kept = isConfigServer
    ? { in: client.db('config').collection('version'), filter: {} }
    : { in: client.db('admin').collection('system.version'), filter: { $expr: { $eq: ['$_id', 'shardIdentity'] } } };
  const found = await ifAllowed(() => kept.in.findOne(kept.filter, { maxTimeMS }));
  return found === undefined || found === null ? found : OfCluster.parse(found).clusterId.toHexString();
}
