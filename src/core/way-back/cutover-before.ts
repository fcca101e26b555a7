import { z } from 'zod';
import { factOf } from '../results/left-behind.ts';
import { ClusterTime } from '../verification/side.ts';

/** The time that a deployment counts by, and where and when (ISO 8601, UTC, by this machine's clock) it was read. */
export const ReadTime = z.object({
  clusterTime: ClusterTime,
  /** The server that answered: `host:port`. */
  server: z.string(),
  readAt: z.iso.datetime(),
});
export type ReadTime = z.infer<typeof ReadTime>;

/** When user data was last written: by this machine's clock, and by the server's own, by which two looks know it again. */
export const LastWrite = z.object({ at: z.iso.datetime(), byServer: z.iso.datetime() });
export type LastWrite = z.infer<typeof LastWrite>;

/** What was seen of both deployments right before the cutover was requested, each known or not known by itself. */
export const CutoverBefore = z.object({
  at: z.iso.datetime(),
  source: factOf(ReadTime),
  /** All that applications write to the destination comes after it. */
  destination: factOf(ReadTime),
  /** To the source. */
  lastWrite: factOf(LastWrite),
  /** When the hooks had ended that stop the writes; absent where there was none. */
  hooksStoppedAt: z.iso.datetime().exactOptional(),
});
export type CutoverBefore = z.infer<typeof CutoverBefore>;
