import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import { indexesOf } from './align-indexes.ts';
import { isRouter } from './server-facts.ts';
import { beginsWith } from './shard-key.ts';

/** Shard keys of the destination's collections, by namespace: `shop.orders` has `{ customer: 1, _id: 1 }`. */
export type ShardPlan = ReadonlyMap<string, Document>;

const Sharding = z.object({
  createSupportingIndexes: z.boolean(),
  shardingEntries: z.array(
    z.object({
      database: z.string(),
      collection: z.string(),
      shardCollection: z.object({ key: z.array(z.record(z.string(), z.unknown())) }),
    }),
  ),
});

const Sharded = z.object({ _id: z.string(), key: z.record(z.string(), z.unknown()) });

/** From a sharded cluster as it is there, from a replica set as the request has it. */
export async function shardPlanOf(source: MongoClient, sharding: unknown): Promise<ShardPlan> {
  if (await isRouter(source)) return shardKeysOf(source);
  return new Map(entriesOf(sharding).map(({ namespace, key }) => [namespace, key]));
}

export async function shardKeysOf(router: MongoClient): Promise<ShardPlan> {
  const collections = await router.db('config').collection('collections').find().toArray();
  const sharded = collections.map((one) => Sharded.parse(one)).filter(({ _id }) => !_id.startsWith('config.'));
  return new Map(sharded.map(({ _id, key }) => [_id, key]));
}

/** What speaks against bringing this source into this destination, sharded as asked for; `undefined` where nothing does. */
export async function shardingObjection(
  source: MongoClient,
  destination: MongoClient,
  sharding: unknown,
): Promise<string | undefined> {
  const [isSharded, willBe] = await Promise.all([isRouter(source), isRouter(destination)]);
  // Domain notes, T02.
  if (isSharded && !willBe) return 'A sharded cluster cannot be migrated to a replica set.';
  if (sharding === undefined || sharding === null) return undefined;
  if (isSharded) return 'Sharding parameters are only for a source that is a replica set.';
  if (!willBe) return 'Sharding parameters are only for a destination that is a sharded cluster.';
  return keyObjection(source, sharding);
}

async function keyObjection(source: MongoClient, sharding: unknown): Promise<string | undefined> {
  const { createSupportingIndexes } = Sharding.parse(sharding);
  for (const { namespace, db, name, key } of entriesOf(sharding)) {
    const indexes = await indexesOf(source, { db, name });
    const clash = indexes.find((index) => index.unique === true && !beginsWith(index.key, key));
    if (clash !== undefined) {
      return `The unique index ${clash.name} of ${namespace} is incompatible with the shard key ${JSON.stringify(key)}, which must be a prefix of it.`;
    }
    if (!createSupportingIndexes && !isSupported(indexes, key)) {
      return `${namespace} must have an index compatible with the proposed shard key ${JSON.stringify(key)}; create one, or let the migration create supporting indexes.`;
    }
  }
  return undefined;
}

function entriesOf(sharding: unknown) {
  if (sharding === undefined || sharding === null) return [];
  return Sharding.parse(sharding).shardingEntries.map(({ database, collection, shardCollection }) => ({
    namespace: `${database}.${collection}`,
    db: database,
    name: collection,
    key: Object.assign({}, ...shardCollection.key.map((field) => ({ ...field }))),
  }));
}

/** Whether an index of the collection serves the shard key; `_id` always has one. */
export function isSupported(indexes: readonly Document[], key: Document): boolean {
  return isIdKey(key) || indexes.some((index) => isPlain(index) && beginsWith(index.key, key));
}

function isIdKey(key: Document): boolean {
  return Object.keys(key).join() === '_id' && key._id !== 'hashed';
}

/** An index that leaves documents out does not serve. */
function isPlain({ sparse, partialFilterExpression }: Document): boolean {
  return sparse !== true && partialFilterExpression === undefined;
}
