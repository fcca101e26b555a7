import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { SourceIdentity } from '../../core/facts/identity.ts';
import type { SurveyContext, Surveys } from './survey.ts';

/** Which deployment it is. */
export const identitySurveys = {
  sourceIdentity: {
    sends: ['hello', 'replSetGetConfig on a replica set', 'listShards and find on config.version through a mongos'],
    grant: 'clusterMonitor on admin',
    read: readIdentity,
  },
} as const satisfies Partial<Surveys>;

const Hello = z.looseObject({
  msg: z.string().optional(),
  me: z.string().optional(),
  setName: z.string().optional(),
  hosts: z.array(z.string()).optional(),
});
/** What `hello` says of a deployment. */
export type Greeting = z.infer<typeof Hello>;

/** An ObjectId, in hexadecimal digits. */
export const Id = z.custom<{ toHexString(): string }>((value) => hasHex(value));
const Config = z.looseObject({ config: z.looseObject({ settings: z.looseObject({ replicaSetId: Id }) }) });
const Version = z.looseObject({ clusterId: Id });
const Shards = z.looseObject({ shards: z.array(z.looseObject({ host: z.string() })) });

async function readIdentity(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<SourceIdentity> {
  return identityOf(client, Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS })), maxTimeMS);
}

/**
 * `settings.replicaSetId` of a replica set, `clusterId` in config.version of a sharded cluster (manual: replica set
 * configuration, config database). A user who may not see them is told apart by names and hosts alone.
 */
export async function identityOf(
  client: MongoClient,
  { msg, me, setName, hosts = [] }: Greeting,
  maxTimeMS: number,
): Promise<SourceIdentity> {
  const admin = client.db('admin');
  // Only a mongos says "isdbgrid".
  if (msg !== 'isdbgrid') {
    const config = await ifAllowed(() => admin.command({ replSetGetConfig: 1, maxTimeMS }));
    const id = Config.safeParse(config).data?.config.settings.replicaSetId;
    const own = hosts.length > 0 || me === undefined ? hosts : [me];
    return { ...(setName !== undefined && { setName }), ...idOf(id), hosts: own.toSorted() };
  }
  const version = await ifAllowed(() => client.db('config').collection('version').findOne({}, { maxTimeMS }));
  const { shards = [] } =
    Shards.safeParse(await ifAllowed(() => admin.command({ listShards: 1, maxTimeMS }))).data ?? {};
  return {
    ...idOf(Version.safeParse(version).data?.clusterId),
    // `shard0/db1:27017,db2:27017`
    hosts: shards.flatMap(({ host }) => host.replace(/^[^/]*\//, '').split(',')).toSorted(),
  };
}

function idOf(id: { toHexString(): string } | undefined) {
  return id === undefined ? {} : { id: id.toHexString() };
}

function hasHex(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'toHexString' in value && typeof value.toHexString === 'function'
  );
}

/** Not authorized (13), or a command that this server does not know (59, CommandNotFound). */
export async function ifAllowed<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 13 || error.code === 59)) return undefined;
    throw error;
  }
}
