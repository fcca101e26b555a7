import type { CleanupState } from '../../core/cleanup/cleanup-plan.ts';
import { LivemigError } from '../../core/errors.ts';
import { shown } from '../../core/harmless.ts';
import { seenBefore } from '../../core/journal.ts';
import { completeSeen } from '../../core/past.ts';
import { outcomeUnknown } from '../start/create-outcome.ts';
import { currentMigration, isGone } from '../start/followed-migration.ts';
import { creationOf } from '../start/this-migration.ts';
import { need, type World } from '../world.ts';

/** How the migration has ended. Throws where it has not, or where nobody can tell. */
export async function endedMigration(world: World): Promise<CleanupState> {
  const { state } = creationOf(world.journal());
  if (state === 'asked') throw outcomeUnknown();
  if (state === 'none') return 'never-created';
  const status = await statusNow(world);
  switch (status) {
    case 'GONE':
      // Atlas may forget in time what this journal has seen.
      return seenBefore(world.journal(), completeSeen) === undefined ? 'gone' : 'complete';
    case 'COMPLETE':
      return 'complete';
    case 'FAILED':
      return 'failed';
    case 'EXPIRED':
      return 'expired';
    default:
      throw stillRuns(status, need(world, 'destinationCluster'));
  }
}

async function statusNow(world: World): Promise<string | undefined> {
  try {
    return (await currentMigration(world))?.status ?? undefined;
  } catch (error) {
    if (isGone(error)) return 'GONE';
    throw error;
  }
}

/** The API has no word for a migration that was cancelled in the console (API notes, section 6): one that nobody knows may be that. */
function stillRuns(status: string | undefined, cluster: string): LivemigError {
  const isKnown = status === 'NEW' || status === 'WORKING';
  const reported = status === undefined ? 'no status' : shown(status);
  return new LivemigError({
    kind: 'blocked',
    code: 'CLEANUP_TOO_EARLY',
    message: isKnown
      ? `The migration to ${cluster} has not ended: Atlas reports ${reported}. It needs what a cleanup would remove.`
      : `Whether the migration to ${cluster} has ended is not known: Atlas reports ${reported}, which tells livemig neither. If it runs, it needs what a cleanup would remove.`,
    fix: isKnown
      ? '`livemig status` shows where it stands. Clean up once it is COMPLETE, or has ended otherwise.'
      : `Look at the card of ${cluster} in Atlas. livemig removes nothing before Atlas reports COMPLETE, FAILED or EXPIRED, or does not know the migration any more.`,
  });
}
