import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from '../../core/engine-databases.ts';
import type { ShardingChanges, SourceBalancer } from '../../core/facts/sharding.ts';
import { saysRouter } from '../says-router.ts';
import type { SurveyContext, Surveys } from './survey.ts';

type Limits = Pick<SurveyContext, 'maxTimeMS'>;

const Shard = z.looseObject({ _id: z.string(), draining: z.boolean().default(false) });

async function shardsOf(client: MongoClient, limits: Limits): Promise<z.infer<typeof Shard>[]> {
  return z.array(Shard).parse(await fromConfig(client, 'shards', {}, limits));
}

/** From 8.0 on collections that are not sharded stand there as well, once they were moved (manual, moveCollection). */
const Sharded = z.looseObject({
  _id: z.string(),
  dropped: z.boolean().default(false),
  unsplittable: z.boolean().default(false),
});

/** The namespaces of users that are sharded; none where no mongos answers. */
export async function shardedCollections(client: MongoClient, limits: Limits): Promise<string[]> {
  if (!(await saysRouter(client))) return [];
  const rows = z.array(Sharded).parse(await fromConfig(client, 'collections', {}, limits));
  return rows
    .filter(({ _id, dropped, unsplittable }) => !dropped && !unsplittable && isOfUser(_id))
    .map(({ _id }) => _id)
    .sort();
}

function isOfUser(namespace: string): boolean {
  return isUserDatabase(namespace.slice(0, namespace.indexOf('.')));
}

const BalancerStatus = z.looseObject({ mode: z.string() });
const Settings = z.looseObject({
  activeWindow: z.looseObject({ start: z.string(), stop: z.string() }).optional(),
});

async function readBalancer(client: MongoClient, limits: Limits): Promise<SourceBalancer> {
  if (!(await saysRouter(client))) return { state: 'none', window: null };
  const { maxTimeMS } = limits;
  const { mode } = BalancerStatus.parse(await client.db('admin').command({ balancerStatus: 1, maxTimeMS }));
  const [settings] = z.array(Settings).parse(await fromConfig(client, 'settings', { _id: 'balancer' }, limits));
  const window = settings?.activeWindow;
  return {
    state: mode === 'off' ? 'stopped' : 'running',
    window: window === undefined ? null : `${window.start} to ${window.stop}`,
  };
}

/** What a person or a job does, as the changelog calls it before the dot and its phase; not what the balancer does. */
const byPeople =
  /^(?:addShard|moveCollection|movePrimary|refineCollectionShardKey|removeShard|reshardCollection|shardCollection|transition\w*DedicatedConfigServer|unshardCollection)/;
const lately = 7 * 24 * 60 * 60 * 1_000;

const Hello = z.looseObject({ localTime: z.date() });
const Resharding = z.looseObject({ ns: z.string() });
const Logged = z.looseObject({ what: z.string() });

async function readChanges(client: MongoClient, limits: Limits): Promise<ShardingChanges> {
  if (!(await saysRouter(client))) return { underWay: [], lately: [] };
  const { localTime } = Hello.parse(await client.db('admin').command({ hello: 1 }));
  const recent = { time: { $gte: new Date(localTime.getTime() - lately) }, what: byPeople };
  const [shards, resharding, logged] = await Promise.all([
    shardsOf(client, limits),
    fromConfig(client, 'reshardingOperations', {}, limits),
    fromConfig(client, 'changelog', recent, limits),
  ]);
  const draining = shards.filter((shard) => shard.draining).map(({ _id }) => `shard ${_id} is being removed`);
  const moving = z
    .array(Resharding)
    .parse(resharding)
    .map(({ ns }) => `${ns} is being resharded`);
  const names = z
    .array(Logged)
    .parse(logged)
    .map(({ what }) => what.split('.')[0] ?? what);
  return { underWay: [...draining, ...moving], lately: [...new Set(names)].sort() };
}

function fromConfig(client: MongoClient, collection: string, filter: Document, { maxTimeMS }: Limits) {
  const projection = { _id: 1, draining: 1, dropped: 1, unsplittable: 1, activeWindow: 1, ns: 1, what: 1 };
  const config = client.db('config').collection(collection, { readPreference: 'secondaryPreferred' });
  return config.find(filter, { projection, maxTimeMS }).toArray();
}

const grant = 'clusterMonitor on admin';

/** How the source is sharded. */
export const shardingSurveys = {
  sourceShards: {
    sends: ['hello', 'find in config.shards'],
    grant,
    read: async (client, limits) =>
      (await saysRouter(client)) ? (await shardsOf(client, limits)).map(({ _id }) => _id) : [],
  },
  sourceShardedCollections: { sends: ['hello', 'find in config.collections'], grant, read: shardedCollections },
  sourceBalancer: { sends: ['hello', 'balancerStatus', 'find in config.settings'], grant, read: readBalancer },
  sourceShardingChanges: {
    sends: ['hello', 'find in config.shards, config.reshardingOperations and config.changelog'],
    grant,
    read: readChanges,
  },
} as const satisfies Partial<Surveys>;
