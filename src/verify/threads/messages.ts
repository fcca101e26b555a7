import { z } from 'zod';
import { Difference } from '../../core/verification/difference.ts';
import { Level } from '../../core/verification/level.ts';
import { NamespacePlan, Partition, PartitionResult } from '../../core/verification/partition.ts';
import { VerifyRequest } from '../../core/verification/request.ts';
import { ClusterTime } from '../../core/verification/side.ts';
import { ErrorMessage } from './error-message.ts';

const ofBoth = <Schema extends z.ZodType>(schema: Schema) => z.object({ source: schema, destination: schema });

/** What all parts that a thread compares have in common. */
export const ThreadSetting = z.object({
  level: Level,
  salt: z.string(),
  /** Every read is at least as new as this. */
  times: ofBoth(ClusterTime),
});
export type ThreadSetting = z.infer<typeof ThreadSetting>;

/** One part of a namespace, with what is known of the namespace. */
export const PartMessage = z.object({
  kind: z.literal('part'),
  name: z.string(),
  tells: VerifyRequest.shape.tells,
  expiry: ofBoth(
    z.object({
      rules: z.array(z.object({ field: z.string(), expireAfterSeconds: z.number() })).readonly(),
      now: z.number(),
    }),
  ).exactOptional(),
  capped: ofBoth(z.object({ bytes: z.number(), documents: z.number().exactOptional() })).exactOptional(),
  partition: Partition,
  plan: NamespacePlan.pick({ batchSize: true, estimate: true }),
});
export type PartMessage = z.infer<typeof PartMessage>;

/** What a thread is told. */
export const ToThread = z.discriminatedUnion('kind', [
  PartMessage,
  /** The part goes on: of each `read` the next thing is done only then, so that no thread runs ahead. */
  z.object({ kind: z.literal('next') }),
  /** The oldest wait that it asked for is over. */
  z.object({ kind: z.literal('waited') }),
  z.object({ kind: z.literal('close') }),
]);
export type ToThread = z.infer<typeof ToThread>;

/** What a thread cannot do without a clock, which it does not have. */
const Wait = z.discriminatedUnion('for', [
  /** That a write arrives. */
  z.object({ for: z.literal('writes') }),
  z.object({ for: z.literal('retry'), attempt: z.number().int() }),
]);
export type Wait = z.infer<typeof Wait>;

const Found = z.object({
  difference: Difference,
  partition: z.number().int(),
  identity: z.instanceof(Uint8Array),
});
export type Found = z.infer<typeof Found>;

/** What a thread says. */
export const FromThread = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), documents: z.number(), bytes: z.number() }),
  z.object({ kind: z.literal('found'), found: z.array(Found).readonly() }),
  z.object({ kind: z.literal('wait'), wait: Wait }),
  z.object({ kind: z.literal('done'), result: PartitionResult }),
  /** The part is cut off, or all of the thread's work where it could not begin. */
  z.object({ kind: z.literal('failed'), error: ErrorMessage }),
  z.object({ kind: z.literal('closed') }),
]);
export type FromThread = z.infer<typeof FromThread>;
