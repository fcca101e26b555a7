import { z } from 'zod';
import { documentCounts } from './document-counts.ts';

/**
 * A part of a collection: the documents whose `_id` is at least `from` and less than `to` in the order of its own `_id`
 * index, which knows no brackets of types and follows the collation. Half-open, so that no document is in two of them
 * (domain notes 7.3, 14). A plain value: it can be kept, and handed to a worker.
 */
export const Partition = z.object({
  /** Its place among those of its namespace, from 0. */
  index: z.number().int(),
  /** `id` by the `_id` index; `natural` as the server keeps them, which only a capped collection has. */
  order: z.enum(['id', 'natural']),
  /** Identities (`core/bson/identity.ts`) in base64; open at that end where left out. */
  from: z.base64().optional(),
  to: z.base64().optional(),
});
export type Partition = z.infer<typeof Partition>;

/** How a namespace is taken apart; kept, so that a run that goes on has the same parts. */
export const NamespacePlan = z.object({
  /** `database.collection` */
  name: z.string(),
  partitions: z.array(Partition).readonly(),
  /** As far as the servers keep count of them, both sides together. */
  estimate: z.object({ documents: z.number().int(), bytes: z.number() }),
  /** Documents in one batch, so that a batch is a few MB. */
  batchSize: z.number().int().positive(),
});
export type NamespacePlan = z.infer<typeof NamespacePlan>;

/** What came of one partition. */
export const PartitionResult = z.object({
  index: z.number().int(),
  ...documentCounts,
  /** Documents that differed when they were read and not when they were looked at again; absent where there is none. */
  unsteady: z.number().int().exactOptional(),
});
export type PartitionResult = z.infer<typeof PartitionResult>;
