import { isTimeUp } from '../core/deadline.ts';
import { type Decision, decide, type Progress } from '../core/decide.ts';
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
  /** Judges the checks, shows the plan and has it agreed to. Throws to stop the run. */
  beforeActing(): Promise<void>;
  /** Whether the journal holds that a plan of this stage was agreed to; what was not is neither waited for nor recorded. */
  isAgreed(): boolean;
  /** Whether what this step is about to do stands in what was agreed to: what was found done then may have gone since. */
  covers(step: Step<World>): Promise<boolean>;
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
  let isPrepared = false;
  const prepare = async (isCovered: () => Promise<boolean>) => {
    if (isPrepared && (await isCovered())) return false;
    await run.beforeActing();
    isPrepared = true;
    return true;
  };
  for (const step of steps) {
    if (step.applies?.(run.world) === false) continue;
    const outcome = await runStep(step, run, prepare).catch((error: unknown) => {
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

/**
 * Nothing is done on a look that is older than an approval: while somebody thinks about a plan or a phrase, the world goes
 * on. So each approval is followed by another look, and what is no longer there to be done is not done. What is done and
 * does not last is done again only after a pause: whatever the services answer, there is no hot loop of requests.
 *
 * @param prepare has the plan agreed to, unless that was done in this run and covers what is to come; tells whether it was
 * just now
 */
async function runStep<World>(
  step: Step<World>,
  run: Run<World>,
  prepare: (isCovered: () => Promise<boolean>) => Promise<boolean>,
): Promise<StepOutcome> {
  const began = run.clock.elapsed();
  let acted = false;
  let waited = false;
  let isRested = true;
  let approved = false;
  let agreed = false;
  let before: Observation | undefined;
  for (let looks = 0; ; looks += 1) {
    const seen = await look(step, run, looks, before);
    before = seen;
    const progress = journal.progressOf(run.journal.current(), step.id);
    const decided = decide(seen.state, progress, step.repeatable);
    const decision = decided === 'run' && mayBeOnItsWay(step, run, began) ? 'wait' : decided;
    if (wantsAgreement(decision, progress, run) && !agreed) {
      agreed = await prepare(async () => decision !== 'run' || run.covers(step));
      if (agreed) continue;
    }
    agreed = false;
    await remember(step, seen, run);
    if (decision !== 'run') approved = false;
    if (decision === 'finish') {
      const wasDone = progress === 'done' || (step.run !== undefined && !acted && !waited);
      await finish(step, seen, run, !wasDone);
      return { acted, details: detailsOf(seen) };
    }
    if (decision !== 'run' && decision !== 'wait') await stop(decision, step, seen, run);
    if (run.dryRun) {
      const state = decision === 'run' ? 'would-run' : 'waiting';
      // What is unknown of a step that was never begun would tell of a request that nobody sent.
      const detail = seen.state === 'unknown' && progress === 'none' ? undefined : detailOf(seen);
      report(step, run, { state, detail, details: detailsOf(seen) });
      return { acted: false, details: detailsOf(seen) };
    }
    if (decision === 'run' && isRested) {
      if (!approved && (await approve(step, run))) {
        approved = true;
        continue;
      }
      await act(step, run);
      acted = true;
      approved = false;
      isRested = false;
    } else {
      if (!acted && !waited) await remind(step, run);
      await wait(step, seen, run, began, looks);
      waited = true;
      isRested = true;
    }
  }
}

/** What changes something always does; what is only waited for or recorded, where nothing of the stage was agreed to yet. */
function wantsAgreement<World>(decision: Decision, progress: Progress, run: Run<World>): boolean {
  if (decision === 'run') return true;
  const isNews = decision === 'wait' || (decision === 'finish' && progress !== 'done');
  return isNews && !run.isAgreed();
}

/** Keeps what a later look is to be held against. */
async function remember<World>(step: Step<World>, { seen = {} }: Observation, run: Run<World>): Promise<void> {
  const now = run.journal.current();
  const isNew = Object.entries(seen).some(([name, value]) => journal.seenBefore(now, name) !== value);
  if (!isNew || !run.isAgreed() || run.dryRun) return;
  // The audit as well: a journal may be lost, or put back from before.
  run.journal.note({ kind: 'step', step: step.id, state: 'seen', receipt: seen });
  await run.journal.update((before) => journal.withSeen(before, seen, run.clock.now()));
}

/** True where somebody had to approve, and has. */
async function approve<World>(step: Step<World>, run: Run<World>): Promise<boolean> {
  const danger = await step.danger?.(run.world);
  if (danger === undefined) return false;
  await run.approver.approve(danger);
  run.journal.note({ kind: 'decision', decision: `approved: ${danger.warning}` });
  return true;
}

async function act<World>(step: Step<World>, run: Run<World>): Promise<void> {
  if (step.run === undefined) throw new Error(`step ${step.id} has nothing to run, yet was seen as "todo"`);
  run.signal.throwIfAborted();
  const isOpen = step.repeatable !== true && journal.progressOf(run.journal.current(), step.id) === 'started';
  run.journal.note({ kind: 'step', step: step.id, state: 'started' });
  await run.journal.update((before) => journal.started(before, step.id, run.clock.now()));
  report(step, run, { state: 'running' });
  const receipt = await carryOut(step, step.run.bind(step), run, isOpen);
  // The ids stand in the audit as well, so that a lost journal does not lose a migration.
  run.journal.note({ kind: 'step', step: step.id, state: 'submitted', receipt });
  await run.journal.update((before) => journal.submitted(before, step.id, receipt, run.clock.now()));
}

/**
 * Takes the "started" back where the request provably did nothing, so that the next run simply sends it again.
 *
 * @param isOpen an earlier attempt may have been carried out, of which that says nothing: a cutover that is refused may be
 * refused because the one before has arrived
 */
async function carryOut<World>(
  step: Step<World>,
  send: (world: World) => Promise<unknown>,
  run: Run<World>,
  isOpen: boolean,
): Promise<unknown> {
  const tell = () => report(step, run, { state: 'running', detail: 'stopping as soon as this is answered' });
  run.signal.addEventListener('abort', tell, { once: true });
  try {
    return await send(run.world);
  } catch (error) {
    // The whole message comes at the end, with the result; here its first line is enough.
    const detail = error instanceof LivemigError ? error.message.split('\n')[0] : undefined;
    report(step, run, { state: 'failed', detail });
    if (hadNoEffect(error) && !isOpen) await withdraw(step, run);
    else await run.journal.flush();
    throw error instanceof LivemigError && error.api?.delivery === 'unknown' ? await unseen(step, run, error) : error;
  } finally {
    run.signal.removeEventListener('abort', tell);
  }
}

/** The audit must not go on telling of a request that did nothing. */
async function withdraw<World>(step: Step<World>, run: Run<World>): Promise<void> {
  run.journal.note({ kind: 'step', step: step.id, state: 'withdrawn' });
  await run.journal.update((before) => journal.withdrawn(before, step.id));
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

/** Whoever comes back to a wait is told what there is to do; the run that began it has told it itself. */
async function remind<World>(step: Step<World>, run: Run<World>): Promise<void> {
  const receipt = journal.receiptOf(run.journal.current(), step);
  if (receipt !== undefined) await step.remind?.(run.world, receipt);
}

async function finish<World>(step: Step<World>, seen: Observation, run: Run<World>, inThisRun: boolean) {
  const record = run.journal.current().steps[step.id];
  if (!run.dryRun) {
    await step.finish?.(run.world);
    if (record?.state !== 'done') {
      const receipt = seen.state === 'done' && seen.receipt !== undefined ? seen.receipt : receiptIn(record);
      // Again with the ids: a run that was killed may have kept them from the audit.
      run.journal.note({ kind: 'step', step: step.id, state: 'done', ...(receipt !== undefined && { receipt }) });
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
  if (decision === 'fail' && step.repeatable && !run.dryRun) await withdraw(step, run);
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
