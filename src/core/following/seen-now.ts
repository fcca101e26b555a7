import { z } from 'zod';
import type { FactValues } from '../facts.ts';

const PartOf = z.object({ done: z.number(), total: z.number() });

/** What the engine has written down of itself on the destination: approximate, and in words of its own. */
export const EngineRecords = z.object({
  /** As the engine calls it: `collection copy`, `change event application`. */
  phase: z.string(),
  /** Parts of collections that are copied. */
  partitions: PartOf.exactOptional(),
  /** Indexes that are built. */
  indexes: PartOf.exactOptional(),
});
export type EngineRecords = z.infer<typeof EngineRecords>;

/** What is written to the source. */
export const WriteRate = z.object({
  perSecond: z.number(),
  /** The namespace with the most writes, and its share of them, from 0 to 1. */
  top: z.object({ namespace: z.string(), share: z.number() }).exactOptional(),
});
export type WriteRate = z.infer<typeof WriteRate>;

/** How far back the oplog of one replica set, or shard, reaches. */
export const SetWindow = z.object({ set: z.string(), windowMs: z.number() });
export type SetWindow = z.infer<typeof SetWindow>;

/** What is told as it was seen last, and kept nowhere, because nothing follows from what it was before. Times in ISO 8601, UTC. */
export const SeenNow = z.object({
  /** `records` is null where they are not readable: not there, not for this user, or of another shape than is known. */
  engine: z.object({ at: z.string(), records: EngineRecords.nullable() }).exactOptional(),
  writes: WriteRate.extend({ at: z.string() }).exactOptional(),
  /** Of each set that could be read, the shortest first. */
  oplogs: z.array(SetWindow).exactOptional(),
});
export type SeenNow = z.infer<typeof SeenNow>;

/** `undefined` where a set was not seen, or nothing was watched: what the others have is not the rate of the source. */
export function writeRateOf({ sets }: FactValues['sourceWrites']): WriteRate | undefined {
  const { read, unread } = sets;
  if (unread.length > 0 || read.length === 0 || read.some(({ value }) => value.seconds <= 0)) return undefined;
  const rates = new Map<string, number>();
  for (const { value } of read)
    for (const { namespace, writes } of value.namespaces)
      rates.set(namespace, (rates.get(namespace) ?? 0) + writes / value.seconds);
  const perSecond = [...rates.values()].reduce((sum, rate) => sum + rate, 0);
  const [first] = [...rates].sort(([, one], [, other]) => other - one);
  return { perSecond, ...(first && { top: { namespace: first[0], share: first[1] / perSecond } }) };
}
