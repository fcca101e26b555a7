import { isInterruption, LivemigError } from '../../core/errors.ts';
import { type Journal, progressOf, seenBefore } from '../../core/journal.ts';
import { completeSeen } from '../../core/past.ts';
import { planRollback, type Situation } from '../../core/way-back/plan-rollback.ts';
import type { RollbackPlan, RollbackState } from '../../core/way-back/rollback-plan.ts';
import { withoutStop } from '../../core/without-stop.ts';
import type { World } from '../world.ts';
import { sinceOf, windowNow } from './after-cutover.ts';
import { cutoverRecord, cutoverRequest } from './cutover-request.ts';
import { currentMigration, statusSeen } from './followed-migration.ts';
import { unblocking } from './left-behind-words.ts';
import { lookAtSide, nothingSeen } from './look-at-side.ts';

/** Who asks for the plan, and what is known besides the migration itself. */
export interface Asking {
  /** The destination cluster, as people call it. */
  readonly cluster: string;
  /** How a cutover stands that somebody armed; absent unless it has to be cancelled. */
  readonly armed: string | undefined;
  readonly dirFlag: string;
}

/**
 * What it would take to go back, looked at now where there is a world to look at; otherwise what the journal says, and `blind`
 * is why. A service that does not answer is no reason to have no plan.
 */
export async function rollbackPlan(
  journal: Journal,
  world: World | undefined,
  blind: string | undefined,
  asking: Asking,
): Promise<RollbackPlan> {
  const { status, unseen } = await statusNow(world, blind);
  const state = stateOf(journal, status ?? seenBefore(journal, statusSeen));
  const reason = blind ?? 'nothing was looked at';
  const source = world === undefined ? nothingSeen(reason) : await lookAtSide(world, 'source');
  const situation: Situation = {
    ...asking,
    state,
    requestedAt: cutoverRequest(journal)?.at,
    writes: source.writes,
    balancer: source.balancer,
    unblock: unblocking(source.writes).trim(),
    since: sinceOf(journal),
    window:
      state !== 'complete'
        ? undefined
        : world === undefined
          ? { state: 'not-looked-at', because: reason }
          : await windowNow(world),
    notLookedAt: unseen,
  };
  return planRollback(situation);
}

async function statusNow(
  world: World | undefined,
  blind: string | undefined,
): Promise<{ readonly status?: string | null | undefined; readonly unseen: readonly string[] }> {
  const unseen = (why: string) => ({
    unseen: [`where Atlas says that the migration stands: ${withoutStop(why)}`],
  });
  if (world === undefined) return unseen(blind ?? 'nothing was looked at');
  try {
    return { status: (await currentMigration(world))?.status, unseen: [] };
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    return unseen(error.message);
  }
}

/** What is for good in the journal counts whatever Atlas says now. */
function stateOf(journal: Journal, status: string | null | undefined): RollbackState {
  const isOver = progressOf(journal, cutoverRecord.id) === 'done' || seenBefore(journal, completeSeen) !== undefined;
  if (status === 'COMPLETE' || isOver) return 'complete';
  if (status === 'FAILED') return 'failed';
  if (status === 'EXPIRED') return 'expired';
  const request = cutoverRequest(journal);
  if (request === undefined) return 'before-cutover';
  return request.state === 'sent' ? 'cutover-sent' : 'cutover-requested';
}
