import { z } from 'zod';

/** Only `1` and `"hashed"` are directions of a shard key. */
const ShardKeyField = z.record(z.string().min(1), z.union([z.literal(1), z.literal('hashed')]));

/** How collections are sharded on the way into a sharded cluster (Atlas API notes 6.1). */
export const Sharding = z.strictObject({
  createSupportingIndexes: z.boolean(),
  shardingEntries: z.array(
    z.strictObject({
      database: z.string().min(1),
      collection: z.string().min(1),
      shardCollection: z.strictObject({ key: z.array(ShardKeyField).min(1) }),
    }),
  ),
});
export type Sharding = z.infer<typeof Sharding>;
