import { z } from 'zod';
import { Following } from '../following/following.ts';
import { GatesSeen } from '../gates/gates-seen.ts';
import { Downtime } from '../way-back/downtime.ts';
import { RollbackWindow } from '../way-back/rollback-window.ts';
import { ArmedCutoverData } from './armed-cutover-data.ts';

/** What is known of a migration at one look, from Atlas' answer to the screen and the JSON. */
export const MigrationDetails = z.object({
  /** As Atlas calls it; `null` where it tells none. */
  status: z.string().nullable().describe('as Atlas calls it, such as WORKING; null where it tells none'),
  readyForCutover: z.boolean().describe('whether Atlas says that the cutover can be asked for'),
  /** `null` where Atlas reports none, which is not a lag of 0. */
  lagSeconds: z.number().nullable().describe('null where Atlas reports none, which is not a lag of 0'),
  destinationDocuments: z
    .number()
    .describe('about how many the destination holds; while it is filled, where that could be looked at')
    .exactOptional(),
  following: Following.describe('what all looks at it tell together, as far as it could be looked at').exactOptional(),
  gatesSeen: GatesSeen.describe(
    'once it is ready, with `status --watch` and while an armed cutover is waited for: how the gates stood last',
  ).exactOptional(),
  armedCutover: ArmedCutoverData.describe('where a cutover is armed for a window: how it stands').exactOptional(),
  /** ISO 8601, UTC; only once this journal has asked for the cutover. */
  cutoverRequestedAt: z.string().describe('once this directory has asked for the cutover').exactOptional(),
  cutoverRequestedBy: z.string().describe('who asked for it').exactOptional(),
  downtime: Downtime.describe(
    'once it is COMPLETE, where this directory asked for the cutover: how long nobody could write, as far as that was seen',
  ).exactOptional(),
  rollbackWindow: RollbackWindow.describe(
    'once it is COMPLETE: whether the oplog of the destination still holds every change since the cutover, and for how long',
  ).exactOptional(),
});
export type MigrationDetails = z.infer<typeof MigrationDetails>;
