import { isTimeUp } from '../core/deadline.ts';
import { type Decision, decide } from '../core/decide.ts';
import { LivemigError } from '../core/errors.ts';
import * as journal from '../core/journal.ts';
import type { Approver, Reporter, RunClock } from '../core/ports.ts';
import type { Details, Observation, Step } from '../core/step.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import { detailOf, detailsOf } from './step-news.ts';
import { look, mayBeOnItsWay, report, toldOfStep, wait } from './wait-for-step.ts';

export interface Run<World> {
  readonly world: World;
  readonly journal: JournalKeeper;
  readonly approver: Approver;
  readonly reporter: Reporter;
  readonly clock: RunClock;
  /** Ends the run, also when its time is up (`signalOfRun`). */
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** Called once, before the first change or the first wait: the checks of the stage. Throws to stop the run. */
  beforeActing(): Promise<void>;
  readonly pollMs: number | undefined;
}

/** What a run came to: which steps it carried out, and the last details seen of each step. */
export interface Ran {
  readonly acted: readonly string[];
  readonly details: Readonly<Record<string, Details>>;
}

/**
 * Runs the steps in order: observe, decide, record, act, record, observe again.
 *
 * Ends normally when every step is done; throws a LivemigError that says why it stopped otherwise. The journal is on
 * disk before and after each change, so the same call continues wherever an earlier one ended.
 */
export async function runSteps<World>(steps: readonly Step<World>[], run: Run<World>): Promise<Ran> {
  const acted: string[] = [];
  const details: Record<string, Details> = {};
  let checked = false;
  const beforeActing = async () => {
    if (!checked) await run.beforeActing();
    checked = true;
  };
  // Whoever is to wait for something first should know what comes after it, and what would stand in its way.
  const isNew = steps.every(({ id }) => journal.progressOf(run.journal.current(), id) === 'none');
  const beforeWaiting = async () => (isNew ? beforeActing() : undefined);
  for (const step of steps) {
    if (step.applies?.(run.world) === false) continue;
    const outcome = await runStep(step, { ...run, beforeActing }, beforeWaiting).catch((error: unknown) => {
      throw toldOfStep(error, step, run);
    });
    if (outcome.acted) acted.push(step.id);
    if (outcome.details !== undefined) details[step.id] = outcome.details;
  }
  // A signal during the last write came too late to stop anything, but whoever sent it must not be told "go on": a
  // script would. A time that is up while everything is done has stopped nothing.
  if (!isTimeUp(run.signal)) run.signal.throwIfAborted();
  return { acted, details };
}

interface StepOutcome {
  readonly acted: boolean;
  readonly details: Details | undefined;
}

async function runStep<World>(
  step: Step<World>,
  run: Run<World>,
  beforeWaiting: () => Promise<void>,
): Promise<StepOutcome> {
  const began = run.clock.elapsed();
  let acted = false;
  for (let looks = 0; ; looks += 1) {
    const seen = await look(step, run, looks);
    const progress = journal.progressOf(run.journal.current(), step.id);
    const decided = decide(seen.state, progress, step.repeatable);
    const decision = decided === 'run' && mayBeOnItsWay(step, run, began) ? 'wait' : decided;
    if (decision === 'finish') {
      const wasDone = progress === 'done' || (step.run !== undefined && !acted && looks === 0);
      await finish(step, seen, run, !wasDone);
      return { acted, details: detailsOf(seen) };
    }
    if (decision === 'run') {
      await run.beforeActing();
      if (run.dryRun) {
        report(step, run, { state: 'would-run', detail: seen.state === 'todo' ? seen.detail : undefined });
        return { acted: false, details: undefined };
      }
      await act(step, run);
      acted = true;
    } else if (decision === 'wait') {
      await beforeWaiting();
      if (run.dryRun) {
        report(step, run, { state: 'waiting', detail: detailOf(seen), details: detailsOf(seen) });
        return { acted: false, details: detailsOf(seen) };
      }
      await wait(step, seen, run, began, looks);
    } else {
      await stop(decision, step, seen, run);
    }
  }
}

async function act<World>(step: Step<World>, run: Run<World>): Promise<void> {
  if (step.run === undefined) throw new Error(`step ${step.id} has nothing to run, yet was seen as "todo"`);
  const danger = step.danger?.(run.world);
  if (danger !== undefined) {
    await run.approver.approve(danger);
    run.journal.note({ kind: 'decision', decision: `approved: ${danger.warning}` });
  }
  run.signal.throwIfAborted();
  run.journal.note({ kind: 'step', step: step.id, state: 'started' });
  await run.journal.update((before) => journal.started(before, step.id, run.clock.now()));
  report(step, run, { state: 'running' });
  const receipt = await carryOut(step, step.run.bind(step), run);
  // The ids stand in the audit as well, so that a lost journal does not lose a migration.
  run.journal.note({ kind: 'step', step: step.id, state: 'submitted', receipt });
  await run.journal.update((before) => journal.submitted(before, step.id, receipt, run.clock.now()));
}

/** Takes the "started" back where the request provably did nothing, so that the next run simply sends it again. */
async function carryOut<World>(
  step: Step<World>,
  send: (world: World) => Promise<unknown>,
  run: Run<World>,
): Promise<unknown> {
  const tell = () => report(step, run, { state: 'running', detail: 'stopping as soon as this is answered' });
  run.signal.addEventListener('abort', tell, { once: true });
  try {
    return await send(run.world);
  } catch (error) {
    // The whole message comes at the end, with the result; here its first line is enough.
    const detail = error instanceof LivemigError ? error.message.split('\n')[0] : undefined;
    report(step, run, { state: 'failed', detail });
    if (hadNoEffect(error)) await run.journal.update((before) => journal.withdrawn(before, step.id));
    else await run.journal.flush();
    throw error instanceof LivemigError && error.api?.delivery === 'unknown' ? await unseen(step, run, error) : error;
  } finally {
    run.signal.removeEventListener('abort', tell);
  }
}

/** An outcome that nobody told and that nothing can show is a person's to find out, at once and not at the next run. */
async function unseen<World>(step: Step<World>, run: Run<World>, error: LivemigError): Promise<LivemigError> {
  if (step.repeatable) return error;
  const seen = await step.observe(run.world, undefined).catch(() => undefined);
  return seen?.state === 'unknown' ? seen.error : error;
}

/** True only where it is certain; in doubt the step stays "started" and the next run finds out or asks. */
function hadNoEffect(error: unknown): boolean {
  if (!(error instanceof LivemigError)) return false;
  if (error.api !== undefined) return error.api.delivery !== 'unknown';
  return error.kind === 'usage' || error.kind === 'blocked' || error.kind === 'credentials';
}

async function finish<World>(step: Step<World>, seen: Observation, run: Run<World>, inThisRun: boolean) {
  const record = run.journal.current().steps[step.id];
  if (!run.dryRun) {
    await step.finish?.(run.world);
    if (record?.state !== 'done') {
      const receipt = seen.state === 'done' && seen.receipt !== undefined ? seen.receipt : receiptIn(record);
      run.journal.note({ kind: 'step', step: step.id, state: 'done' });
      await run.journal.update((before) => journal.done(before, step.id, receipt, run.clock.now()));
    }
  }
  report(step, run, { state: inThisRun ? 'done' : 'skipped', detail: detailOf(seen), details: detailsOf(seen) });
}

async function stop<World>(
  decision: Exclude<Decision, 'run' | 'wait' | 'finish'>,
  step: Step<World>,
  seen: Observation,
  run: Run<World>,
): Promise<never> {
  report(step, run, { state: 'failed', detail: detailOf(seen) });
  if (decision === 'drift') throw drifted(step, seen);
  // A failed answer to a repeatable question, such as a validation, must not be read again after it has been mended.
  if (decision === 'fail' && step.repeatable && !run.dryRun) {
    await run.journal.update((before) => journal.withdrawn(before, step.id));
  }
  throw seen.state === 'failed' || seen.state === 'unknown' ? seen.error : new Error(`${decision} on ${seen.state}`);
}

function drifted<World>(step: Step<World>, seen: Observation): LivemigError {
  const why = detailOf(seen);
  return new LivemigError({
    kind: 'drift',
    code: 'DRIFT',
    message: `The journal says that "${step.title}" is done, but it is not there any more${why === undefined ? '' : `: ${why}`}.`,
    fix: 'Find out who changed it. To do the whole migration anew, use another directory with --dir.',
  });
}

function receiptIn(record: journal.StepRecord | undefined): unknown {
  return record === undefined || record.state === 'started' ? undefined : record.receipt;
}
