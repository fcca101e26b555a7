import { z } from 'zod';

/** What one side holds, of what is migrated; the counts are estimates of the server's. */
export const Amount = z.object({
  bytes: z.number(),
  documents: z.number(),
  /** Absent where they were not counted. */
  indexes: z.number().exactOptional(),
});
export type Amount = z.infer<typeof Amount>;

/** What one look has seen of a migration, as far as it could be seen. */
export const Sample = z.object({
  /** ISO 8601, UTC, by this machine's clock. */
  at: z.iso.datetime(),
  /** As Atlas calls it; `null` where it tells none. */
  status: z.string().nullable(),
  ready: z.boolean(),
  /** `null` where Atlas reports none, which is not a lag of 0. */
  lagSeconds: z.number().nullable(),
  /** Of the source, as it was when it was last looked at. */
  source: Amount.exactOptional(),
  /** What has arrived on the destination. */
  copied: Amount.exactOptional(),
  /** The shortest window of all oplogs of the source that could be read. */
  oplogSeconds: z.number().exactOptional(),
  /** When that was seen, where it was before this look: ISO 8601, UTC. */
  oplogSeenAt: z.iso.datetime().exactOptional(),
});
export type Sample = z.infer<typeof Sample>;

/** When the sample has seen what it tells of this; `undefined` where it tells nothing of it. */
export function seenAtOf(sample: Sample, what: 'source' | 'copied' | 'oplogSeconds'): string | undefined {
  if (sample[what] === undefined) return undefined;
  return what === 'oplogSeconds' ? (sample.oplogSeenAt ?? sample.at) : sample.at;
}
