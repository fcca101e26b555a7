import { hasCleanedUp, undoneStage } from '../core/cleanup/removed-again.ts';
import type { LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import type { Journal } from '../core/journal.ts';
import { cutoverEver } from '../core/past.ts';
import { durationText } from '../core/plain-units.ts';
import type { LeftBehind } from '../core/results/left-behind.ts';
import type { RollbackWindow } from '../core/way-back/rollback-window.ts';
import { stages } from '../stages/index.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { isOver } from '../stages/start/migration-status.ts';
import { isComparison } from '../stages/start/this-migration.ts';
import { unwatchedAt } from './armed-cutover-in.ts';
import type { Options, Outcome } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { SeenStage, SeenStep } from './look-at-line.ts';
import type { StatusWorld } from './status-world.ts';
import { type Named, type Typed, typedAgain } from './typed-again.ts';

/** What was seen of the end of a migration. */
interface EndSeen {
  readonly leftBehind: LeftBehind | undefined;
  readonly rollbackWindow: RollbackWindow | undefined;
}

interface Going {
  readonly command: Named;
  readonly reason: string;
  readonly confirm?: string;
  readonly said?: readonly string[];
}

/**
 * What goes on from where the migration stands; empty at its end, where a person has to look, and while another run works on
 * it: that one goes on, and whatever else is typed would only be refused.
 */
export async function nextOfStatus(
  status: Outcome['status'],
  problem: LivemigError | undefined,
  { leftBehind, rollbackWindow }: EndSeen,
  seen: readonly SeenStage[],
  looking: StatusWorld,
  options: Options,
  env: Typed['env'],
): Promise<readonly NextCommand[]> {
  if (looking.isUnderWay) return [];
  const { journal } = looking;
  const next = problem === undefined ? goingOn(status, seen, looking) : afterProblem(problem, leftBehind, looking);
  if (next === undefined) return [];
  if (next === afterTheEnd && rollbackWindow?.state === 'open') return [whileOpen(rollbackWindow, options)];
  const typed = { command: 'status', options, journal, env };
  return [{ command: await typedAgain(next.command, typed, next), reason: next.reason }];
}

function goingOn(
  status: Outcome['status'],
  seen: readonly SeenStage[],
  { journal, past, world, armed }: StatusWorld,
): Going | undefined {
  const request = cutoverRequest(journal);
  if (status === 'done') {
    // Who has asked for the cutover has asked for the comparison as well, and a run may have been kept from it.
    if (past.differed !== undefined)
      return { command: 'status', reason: 'source and destination differed: shows when' };
    const isLeft = request !== undefined && seen.some(({ steps }) => steps.some(isUncompared));
    if (isLeft) return { command: 'cutover', reason: 'compares source and destination, which is left' };
    return hasCleanedUp(journal) ? undefined : afterTheEnd;
  }
  if (request !== undefined) {
    return { command: 'cutover', reason: `follow it until COMPLETE; ${requestText(request)}` };
  }
  if (status === 'ready-for-cutover') {
    const cluster = world?.values.destinationCluster ?? journal.inputs.destinationCluster;
    const confirmed = typeof cluster === 'string' ? { confirm: cluster } : {};
    const at = unwatchedAt(armed);
    if (at.length > 0) return { command: 'cutover', ...confirmed, said: at, reason: goesOnArmed };
    return { command: 'cutover', ...confirmed, reason: 'ready: stop every write to the source first' };
  }
  const again = madeAgain(journal);
  if (again !== undefined) return again;
  const open = seen.find(({ state }) => state !== 'done');
  return open && { command: open.stage, reason: summaryOf(open) };
}

/**
 * One that has ended may be created again, but not for ever: the second end of that kind is a person's. So is a destination
 * that holds data, or of which that is not known: to clear it is a person's word, and creating again would need that. What
 * was to be cut over may serve applications: from there on this directory only tells.
 */
function afterProblem(
  { code }: LivemigError,
  leftBehind: LeftBehind | undefined,
  { journal, past }: StatusWorld,
): Going | undefined {
  const isFirst = (past.givenUp ?? []).length === 0;
  const contents = leftBehind?.destinationContents;
  const isEmpty = contents?.known === true && contents.value.collections === 0;
  if (!isOver(code) || !isFirst || !isEmpty || cutoverEver(journal, past) !== undefined) return undefined;
  return (
    madeAgain(journal) ?? {
      command: 'start',
      said: ['--create-again'],
      reason: 'once the advice above has been followed',
    }
  );
}

/** What comes before anything else where a cleanup has removed what another try needs. */
function madeAgain(journal: Journal): Going | undefined {
  const stage = undoneStage(journal);
  return stage && { command: stage, reason: 'makes again what a cleanup has removed' };
}

/** What comes once a migration is COMPLETE, the applications have gone over and nobody wants to go back. */
const afterTheEnd: Going = {
  command: 'cleanup',
  said: ['--dry-run'],
  reason: 'shows what the migration has left, and what can be removed',
};

/** The cleanup would refuse, for a time that is an estimate or not known: what can be done meanwhile needs nobody to wait. */
function whileOpen({ leftMs }: Extract<RollbackWindow, { state: 'open' }>, options: Options): NextCommand {
  const left = leftMs === undefined || leftMs === 0 ? '' : ` (about ${durationText(leftMs)})`;
  const reason = `the evidence of this migration, where it is not written yet; \`livemig cleanup\` refuses while the way back is open${left}, unless nobody needs it any more`;
  return { command: `livemig report${dirFlag(options)}`, reason };
}

/** Why --at is named. */
export const goesOnArmed = 'goes on with the armed cutover, which needs a process that stays';

function isUncompared({ id, state }: SeenStep): boolean {
  return isComparison(id) && state !== 'done';
}

function summaryOf({ stage }: SeenStage): string {
  return stages.find(({ id }) => id === stage)?.summary ?? '';
}
