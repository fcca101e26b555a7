import { z } from 'zod';
import { BackEngine } from './engines.ts';
import { RollbackWindow } from './rollback-window.ts';

/** How far the migration has come, for who wants to go back. */
export const RollbackState = z.enum([
  'before-cutover',
  'cutover-sent',
  'cutover-requested',
  'failed',
  'expired',
  'complete',
]);
export type RollbackState = z.infer<typeof RollbackState>;

/** The way back of one migration as it stands, for people who carry it out; nothing of it was run. Holds no secret. */
export const RollbackPlan = z.object({
  state: RollbackState.describe(
    'cutover-sent: Atlas was asked for the cutover, and its answer is not known; before-cutover: nobody asked for it here',
  ),
  summary: z.string(),
  steps: z
    .array(
      z.object({
        what: z.string(),
        run: z.array(z.string()).readonly().describe('as it can be pasted').exactOptional(),
        where: z.enum(['shell', 'source']).describe('where to run it: source is mongosh there').exactOptional(),
      }),
    )
    .readonly()
    .describe('in order'),
  lost: z.string().describe('what is lost by going back this way'),
  notLookedAt: z.array(z.string()).readonly().describe('what the plan had to leave open, and why'),
  window: RollbackWindow.describe(
    'only after COMPLETE: whether what was changed since can still be brought back',
  ).exactOptional(),
  since: z.string().describe('the cluster time of the destination at the cutover, as extended JSON').exactOptional(),
  engines: z.array(BackEngine).readonly().describe('only after COMPLETE: what could bring it back'),
});
export type RollbackPlan = z.infer<typeof RollbackPlan>;
export type RollbackStep = RollbackPlan['steps'][number];
