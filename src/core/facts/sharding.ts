import { z } from 'zod';

/** An index that is not the same on every shard that has its collection. */
const IndexDifference = z.object({
  namespace: z.string(),
  index: z.string(),
  /** The shards that do not have it. */
  missingFrom: z.array(z.string()).readonly(),
  /** The properties in which it differs from one shard to another. */
  differing: z.array(z.string()).readonly(),
});
export type IndexDifference = z.infer<typeof IndexDifference>;

const Balancer = z.object({
  state: z.enum(['none', 'running', 'stopped']),
  /** The times of the day in which it may work, such as `02:00 to 06:00`; `null` where it always may. */
  window: z.string().nullable(),
});
export type SourceBalancer = z.infer<typeof Balancer>;

const ShardingChanges = z.object({
  /** What is on its way now: `shard sh1 is being removed`. */
  underWay: z.array(z.string()).readonly(),
  /** What somebody did in the last seven days, by its name in `config.changelog`: `shardCollection`. */
  lately: z.array(z.string()).readonly(),
});
export type ShardingChanges = z.infer<typeof ShardingChanges>;

/** How the source is sharded, through a mongos; everything is empty where it is not. */
export const shardingFacts = {
  /** By name. */
  sourceShards: z.array(z.string()).readonly(),
  /** The namespaces of users that are sharded. */
  sourceShardedCollections: z.array(z.string()).readonly(),
  sourceIndexDifferences: z.array(IndexDifference).readonly(),
  sourceBalancer: Balancer,
  sourceShardingChanges: ShardingChanges,
} as const;
