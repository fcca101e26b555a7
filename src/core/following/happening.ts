import { z } from 'zod';

export const HappeningName = z.enum([
  'ready',
  'deadline',
  'stalled',
  'lag-diverging',
  'oplog-short',
  'armed',
  'gate-failed',
  'cancelled',
  'gave-up',
  'cutover-requested',
  'failed',
  'expired',
  'complete',
  'rollback-window',
]);
export type HappeningName = z.infer<typeof HappeningName>;

/** What can happen to a migration that somebody who does not look should be told of. */
export const happenings: Readonly<Record<HappeningName, string>> = {
  ready: 'it is ready for the cutover',
  deadline: 'the time in which a cutover is possible is nearly over',
  stalled: 'nothing has gone on for long',
  'lag-diverging': 'the lag grows: it will not converge at this write rate',
  'oplog-short': 'the oplog of the source hardly reaches back far enough',
  armed: 'a cutover is armed for a window',
  'gate-failed': 'its window is open, and something keeps the cutover from being requested',
  cancelled: 'the armed cutover was cancelled',
  'gave-up': 'the armed cutover was given up, as where its window has ended: it is not asked for any more',
  'cutover-requested': 'Atlas was asked for the cutover',
  failed: 'the migration has failed',
  expired: 'the migration has expired',
  complete: 'the migration is complete',
  'rollback-window':
    'the oplog of the destination will soon not hold every change since the cutover any more, or does not',
};

/** That it happened, once: whoever looks again and finds the same gives it the same id. */
export const Happening = z.object({
  /** Of the migration, what happened, and which time of it: `6925a3c0f4b2d8e17a90c35f/deadline/24h`. */
  id: z.string(),
  name: HappeningName,
  /** ISO 8601, UTC: when livemig saw it. */
  at: z.iso.datetime(),
  migrationId: z.string(),
  /** The destination cluster. */
  destination: z.string(),
  /** One or two sentences for people, with the values. */
  message: z.string(),
});
export type Happening = z.infer<typeof Happening>;
