import { z } from 'zod';
import { Balancer, factOf, WriteBlock } from '../results/left-behind.ts';
import { RollbackWindow } from './rollback-window.ts';

/** What was seen besides when a migration was first seen COMPLETE: it may be otherwise by now, and is told with its age. */
export const SeenComplete = z.object({
  /** ISO 8601, UTC, by this machine's clock. */
  at: z.iso.datetime(),
  wayBack: RollbackWindow,
  sourceWrites: factOf(WriteBlock),
  /** Absent in what older versions have kept. */
  balancers: z.object({ source: factOf(Balancer), destination: factOf(Balancer) }).exactOptional(),
});
export type SeenComplete = z.infer<typeof SeenComplete>;
