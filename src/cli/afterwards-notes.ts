import type { LivemigEvent } from '../core/events.ts';
import { rollbackWarning } from '../core/following/happened.ts';
import { afterwardsLines } from '../core/results/afterwards-lines.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';

/**
 * What `status` tells of a migration that is COMPLETE where its result does not, because that tells of a problem; and in any
 * case, as a warning, that the way back closes soon or has closed.
 */
export function afterwardsNotes(
  details: MigrationDetails | undefined,
  problem: Error | undefined,
  now: Date,
): LivemigEvent[] {
  if (details === undefined) return [];
  const isNear = rollbackWarning(details.rollbackWindow) !== undefined;
  if (problem === undefined && !isNear) return [];
  const level = isNear ? 'warning' : 'info';
  const lines = afterwardsLines(details).slice(problem === undefined ? -1 : 0);
  return lines.map((message) => ({ type: 'note', time: now.toISOString(), level, message }));
}
