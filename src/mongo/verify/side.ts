import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { SideRead } from '../../core/verification/side-read.ts';
import { Id, identityOf, ifAllowed } from '../survey/identity.ts';
import { whoIsLoggedIn } from '../survey/logged-in.ts';
import { sayHello } from './hello.ts';
import { visibleDatabases } from './visible-databases.ts';

const BuildInfo = z.looseObject({ version: z.string() });
const ShardIdentity = z.looseObject({ clusterId: Id });

/**
 * One side before anything of it is compared: which deployment it is, who answers for it, the time there, and what its
 * user may see. Reads only, and what its user may not see of the identity is absent.
 *
 * @param maxTimeMS for each question
 */
export async function readSide(client: MongoClient, maxTimeMS: number): Promise<SideRead> {
  const { greeting, processId, ...answer } = await sayHello(client, maxTimeMS);
  const { version } = BuildInfo.parse(await client.db('admin').command({ buildInfo: 1, maxTimeMS }));
  const identity = await identityOf(client, greeting, maxTimeMS);
  const shardOf = answer.topology === 'replica-set' ? await clusterOf(client, maxTimeMS) : undefined;
  const login = await whoIsLoggedIn(client, maxTimeMS);
  return {
    ...answer,
    identity: { version, ...identity, ...(shardOf !== undefined && { shardOf }), ...(processId && { processId }) },
    login,
    ...(await visibleDatabases(client, login, maxTimeMS)),
  };
}

/** A shard keeps in admin.system.version to which cluster it belongs (manual, "Restore a Sharded Cluster"). */
async function clusterOf(client: MongoClient, maxTimeMS: number): Promise<string | null | undefined> {
  const versions = client.db('admin').collection('system.version');
  const found = await ifAllowed(() => versions.findOne({ $expr: { $eq: ['$_id', 'shardIdentity'] } }, { maxTimeMS }));
  return found === undefined || found === null ? found : ShardIdentity.parse(found).clusterId.toHexString();
}
