import { z } from 'zod';
import { type Deadline, readyForMs } from '../../core/following/deadline.ts';
import type { Journal } from '../../core/journal.ts';
import { durationText } from '../../core/plain-units.ts';
import { MigrationDetails } from '../../core/results/migration-details.ts';
import { defineStep } from '../world.ts';
import { cutoverRequest, requestDetails, requestText } from './cutover-request.ts';
import { currentMigration, followed, goesOnInAtlas, seenOf } from './followed-migration.ts';
import { isReady, progressText, readyText } from './migration-phase.ts';
import { failureOf } from './migration-status.ts';

const stepId = 'start.synchronize';

/** Follows the migration; nothing to do but wait, for days if need be, so there is no limit but `--timeout`. */
export const synchronize = defineStep<unknown, MigrationDetails>({
  id: stepId,
  title: 'Copy and follow until ready for cutover',
  receipt: z.unknown(),
  details: MigrationDetails,
  meanwhile: goesOnInAtlas,
  async observe(world, _, before) {
    const migration = await currentMigration(world);
    if (migration === undefined) return { state: 'todo', detail: 'this directory knows of no migration yet' };
    const [seen, details] = [seenOf(migration), await followed(world, migration)];
    const error = failureOf(migration);
    if (error !== undefined) return { state: 'failed', error, details, seen };
    if (migration.status === 'COMPLETE') return { state: 'done', detail: 'complete', details, seen };
    // Whether readiness falls back after the cutover was asked for is not documented (API notes 6.2).
    const request = cutoverRequest(world.journal());
    if (request?.state === 'requested') {
      return { state: 'done', detail: requestText(request), details: { ...details, ...requestDetails(request) }, seen };
    }
    return isReady(details)
      ? { state: 'done', detail: readyText(details), details, seen }
      : { state: 'waiting', detail: progressText(details, before), details, seen };
  },
  fact({ detail, details }, { journal, now }) {
    if (details === undefined) return undefined;
    if (details.status === 'COMPLETE') return 'complete';
    // What only waits never stands in the journal, and still is all there is to tell for days.
    return isReady(details) ? `${readyText(details)}${timeLeft(journal, details, now)}` : detail;
  },
});

function latestOf(deadline: Deadline | undefined): number | undefined {
  return deadline && Date.parse(deadline.latest);
}

/**
 * Atlas does not tell since when it has been ready; it was at the latest when livemig first saw it, and not yet at the look
 * before: from there it is counted where that is kept, so that nobody relies on more time than there is.
 */
function timeLeft({ steps }: Journal, { following }: MigrationDetails, now: Date): string {
  const atLeast = Date.parse(following?.deadline?.earliest ?? '') - now.getTime();
  if (atLeast > 0 && atLeast <= readyForMs) return `, cutover possible for at least ${durationText(atLeast)}`;
  const seen = steps[stepId];
  // A look writes nothing into the journal.
  const until = seen?.state === 'done' ? Date.parse(seen.doneAt) + readyForMs : latestOf(following?.deadline);
  if (until === undefined) return '';
  const left = until - now.getTime();
  if (left > readyForMs) return ", for how long is not known, because this machine's clock was set back";
  return left > 0 ? `, cutover possible for at most ${durationText(left)}` : ', the 120 hours are over';
}
