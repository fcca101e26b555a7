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

function stillRuns(status: string | undefined, cluster: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'CLEANUP_TOO_EARLY',
    message: `The migration to ${cluster} has not ended: Atlas reports ${status === undefined ? 'no status' : shown(status)}. It needs what a cleanup would remove.`,
    fix: '`livemig status` shows where it stands. Clean up once it is COMPLETE, or has ended otherwise.',
  });
}
