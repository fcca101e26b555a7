import { z } from 'zod';
import { ThreadSetting } from './messages.ts';

/** What a thread is begun with. It holds passwords, and lies in memory only. */
export const WorkerData = ThreadSetting.extend({
  /** Connection strings. */
  source: z.string(),
  destination: z.string(),
  patienceMs: z.number(),
  mostTries: z.number().exactOptional(),
});
export type WorkerData = z.infer<typeof WorkerData>;
