import type { CleanupItem, CleanupPlan } from '../core/cleanup/cleanup-plan.ts';
import { cleanupLines } from '../core/cleanup/cleanup-text.ts';
import { howFar } from '../core/cleanup/how-far.ts';
import { removals, staysNow } from '../core/cleanup/plan-cleanup.ts';
import { LivemigError } from '../core/errors.ts';
import { done, type Journal, progressOf, receiptOf } from '../core/journal.ts';
import type { CleanupData } from '../core/results/cleanup-result.ts';
import type { Run } from '../engine/run.ts';
import { runSteps } from '../engine/run-steps.ts';
import { type Removed, removalId, removalStep } from '../stages/cleanup/removal-steps.ts';
import { type LivemigStep, need, type World } from '../stages/world.ts';
import { portsOfRun } from './ports-of-run.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { tell } from './tell.ts';

/** Shows the plan, has it confirmed, and removes what it says; where that is nothing, only what is gone is written down. */
export async function removeConfirmed(
  plan: CleanupPlan,
  session: Session,
  ports: RunPorts,
  planAgain: () => Promise<CleanupPlan>,
): Promise<CleanupData> {
  const { world, journal, approver } = session;
  await settle(plan, session, ports);
  const wanted = removals(plan);
  if (wanted.length === 0) return { ...plan, changed: false, removed: [] };
  tell(ports, 'info', cleanupLines(plan).join('\n'));
  const what = wanted.map(({ item }) => item.what);
  await approver.approve({
    warning: `This will be removed: ${what.join('; ')}.`,
    phrase: need(world, 'destinationCluster'),
    otherwise: 'Nothing was removed.',
  });
  // Whoever types may have thought about it for long.
  if (session.prompter !== undefined) refuseOvertaken(staysNow(plan, await planAgain()));
  journal.note({ kind: 'decision', decision: 'approved the cleanup', changes: what });
  await journal.flush();
  const before = journal.current();
  const tasks = wanted.map(({ item, removal }) => ({ what: item.what, step: removalStep(removal, item.what) }));
  const steps = tasks.map(({ step }) => step);
  const { acted } = await runSteps(steps, runOf(session, ports)).catch((error: unknown) => {
    throw cutOff(error, tasks, before, journal.current());
  });
  // An earlier run may have asked for it, and not seen it go.
  const isOurs = ({ id }: LivemigStep) => acted.includes(id) || progressOf(before, id) === 'submitted';
  const removed = tasks.map(({ what, step }) => ({
    what,
    wasGone: !isOurs(step) || receiptOf(journal.current(), step)?.removed !== true,
  }));
  return { ...plan, changed: removed.some(({ wasGone }) => !wasGone), removed };
}

interface Task {
  readonly what: string;
  readonly step: LivemigStep<Removed>;
}

/** The same error with how far this run came; what was done before it began is not of it. */
function cutOff(error: unknown, tasks: readonly Task[], before: Journal, now: Journal): unknown {
  if (!(error instanceof LivemigError)) return error;
  const reached = tasks.map(({ what, step: { id } }) => ({
    what,
    progress: now.steps[id] === before.steps[id] && progressOf(now, id) === 'done' ? 'none' : progressOf(now, id),
  }));
  return error.retold({ message: `${error.message} ${howFar(reached)}` });
}

function refuseOvertaken([first]: readonly CleanupItem[]): void {
  if (first === undefined) return;
  throw new LivemigError({
    kind: 'drift',
    code: 'CLEANUP_OVERTAKEN',
    message: `Nothing was removed: meanwhile ${first.what} is not to be removed any more (${first.because ?? first.evidence}).`,
    fix: 'Run the same command again: it shows what is left as it is now.',
  });
}

/** What an earlier run was cut off from, and is seen to be gone, has been removed: nothing is sent for it. */
async function settle({ items }: CleanupPlan, { journal }: Session, { clock }: RunPorts): Promise<void> {
  for (const { decision, removal } of items) {
    if (decision !== 'nothing' || removal === undefined) continue;
    const id = removalId(removal);
    const progress = progressOf(journal.current(), id);
    if (progress === 'none' || progress === 'done') continue;
    journal.note({ kind: 'step', step: id, state: 'done' });
    await journal.update((before) => done(before, id, undefined, clock.now()));
  }
}

/** What the person has confirmed is all that there is to agree to. */
function runOf(session: Session, ports: RunPorts): Run<World> {
  return {
    ...portsOfRun(session, ports),
    dryRun: false,
    beforeActing: async () => undefined,
    isAgreed: () => true,
    covers: async () => true,
  };
}
