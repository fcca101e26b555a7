import type { MongoClient } from 'mongodb';
import { elements } from '../../core/bson/elements.ts';
import { textOf } from '../../core/bson/value.ts';
import type { ShardKey } from '../../core/verification/definition.ts';
import type { ReadDefinitionsContext } from './definition-failure.ts';
import { rawRows } from './raw-rows.ts';

/** Time series are sharded by the collection of their buckets (manual, "Shard a Time Series Collection"). */
const buckets = '.system.buckets.';

/**
 * The shard keys by namespace, as a mongos tells them. From 8.0 on collections that are not sharded stand there as well, once
 * they were moved (manual, moveCollection): they are `unsplittable`.
 */
export async function shardKeys(
  client: MongoClient,
  context: ReadDefinitionsContext,
): Promise<ReadonlyMap<string, ShardKey>> {
  const projection = { key: 1, unique: 1, dropped: 1, unsplittable: 1 };
  const find = {
    find: 'collections',
    batchSize: 1_000,
    projection,
    maxTimeMS: context.maxTimeMS,
    readConcern: { level: 'majority' },
  };
  const rows = await rawRows(client.db('config'), find);
  return new Map(rows.flatMap(shardKeyIn));
}

function shardKeyIn(row: Uint8Array): [string, ShardKey][] {
  const parts = new Map([...elements(row)].map((element) => [element.name, element.value]));
  const isTrue = (name: string) => parts.get(name)?.[0] === 1;
  const key = parts.get('key');
  if (key === undefined || isTrue('dropped') || isTrue('unsplittable')) return [];
  return [[textOf(parts.get('_id')).text.replace(buckets, '.'), { key, unique: isTrue('unique') }]];
}
