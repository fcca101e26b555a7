import { type Decision, decide, type Progress } from '../core/decide.ts';
import { LivemigError } from '../core/errors.ts';
import * as journal from '../core/journal.ts';
import type { Details, Observation, Step } from '../core/step.ts';
import { act, withdraw } from './act-on-step.ts';
import type { Acting, Run } from './run.ts';
import { detailOf, detailsOf, report } from './step-news.ts';
import { look, mayBeOnItsWay, toldOfStep, wait } from './wait-for-step.ts';

/** What a run came to with one step. */
export interface StepOutcome {
  readonly acted: boolean;
  readonly details: Details | undefined;
}

/** What was done after a look, so that another follows. */
type Move = 'agreed' | 'approved' | 'acted' | 'waited';

/** What a run has come to with a step, as it is before the next look. */
interface Course {
  /** When it was first looked at, by `clock.elapsed`. */
  readonly began: number;
  readonly looks: number;
  readonly before: Observation | undefined;
  readonly last: Move | undefined;
  /** The last move that was more than agreeing to a plan. */
  readonly lastDeed: Exclude<Move, 'agreed'> | undefined;
  /** All of this run. */
  readonly moves: ReadonlySet<Move>;
}

function after(course: Course, seen: Observation, move: Move): Course {
  return {
    began: course.began,
    looks: course.looks + 1,
    before: seen,
    last: move,
    lastDeed: move === 'agreed' ? course.lastDeed : move,
    moves: new Set([...course.moves, move]),
  };
}

/** Has the plan agreed to, unless that was done in this run and covers what is to come; tells whether it was just now. */
export type Prepare<World> = (isCovered: () => Promise<boolean>, acting?: Acting<World>) => Promise<boolean>;

/**
 * Looks, and moves on, until the step is done.
 *
 * Nothing is done on a look that is older than an approval: while somebody thinks about a plan or a phrase, the world goes
 * on. So each approval is followed by another look, and what is no longer there to be done is not done. What is done and
 * does not last is done again only after a pause: whatever the services answer, there is no hot loop of requests.
 */
export async function runStep<World>(
  step: Step<World>,
  run: Run<World>,
  prepare: Prepare<World>,
): Promise<StepOutcome> {
  const began = run.clock.elapsed();
  let course: Course = {
    ...{ began, looks: 0, before: undefined, last: undefined, lastDeed: undefined },
    moves: new Set(),
  };
  for (;;) {
    let seen = course.before;
    try {
      seen = await look(step, run, course.looks, course.before);
      const moved = await moveOn(step, seen, course, run, prepare);
      if (typeof moved !== 'string') return moved;
      course = after(course, seen, moved);
    } catch (error) {
      throw placed(toldOfStep(error, step, run), step, seen);
    }
  }
}

/** The same error with the step that it happened in, and what was seen of that last. */
function placed<World>(error: unknown, { id }: Step<World>, last: Observation | undefined): unknown {
  if (!(error instanceof LivemigError)) return error;
  const seen = last && detailsOf(last);
  return error.retold({ data: { step: id, ...(seen === undefined ? {} : { seen }) } });
}

/** Makes one move, or comes to the end. */
async function moveOn<World>(
  step: Step<World>,
  looked: Observation,
  course: Course,
  run: Run<World>,
  prepare: Prepare<World>,
): Promise<Move | StepOutcome> {
  const isOld = looked.state === 'done' && !course.moves.has('acted') && run.asksAnew?.(step) === true;
  const seen: Observation = isOld ? { state: 'todo' } : looked;
  const progress = journal.progressOf(run.journal.current(), step.id);
  const decided = decide(seen.state, progress, step.repeatable);
  const decision = decided === 'run' && mayBeOnItsWay(step, run, course.began) ? 'wait' : decided;
  if (wantsAgreement(decision, progress, run) && course.last !== 'agreed') {
    // What cannot be undone is judged once more when it was approved: somebody may have thought about it for long.
    const isCovered = async () => decision !== 'run' || (course.last !== 'approved' && (await run.covers(step)));
    if (await prepare(isCovered, decision === 'run' ? { step, seen } : undefined)) return 'agreed';
  }
  await remember(step, seen, run);
  switch (decision) {
    case 'finish': {
      const isNews = progress !== 'done' && (step.run === undefined || hasMoved(course));
      await finish(step, seen, run, isNews);
      return { acted: course.moves.has('acted'), details: detailsOf(seen) };
    }
    case 'run':
    case 'wait':
      if (run.dryRun) return wouldDo(step, seen, decision, progress, run);
      return decision === 'run' && course.lastDeed !== 'acted'
        ? approveOrAct(step, course, run)
        : pause(step, seen, course, run);
    default:
      return stop(step, seen, run);
  }
}

function hasMoved({ moves }: Course): boolean {
  return moves.has('acted') || moves.has('waited');
}

/** What stands in the way of a dry run is told, and no more. */
function wouldDo<World>(
  step: Step<World>,
  seen: Observation,
  decision: 'run' | 'wait',
  progress: Progress,
  run: Run<World>,
): StepOutcome {
  const details = detailsOf(seen);
  // What is unknown of a step that was never begun would tell of a request that nobody sent.
  const detail = seen.state === 'unknown' && progress === 'none' ? undefined : detailOf(seen);
  report(step, run, { state: decision === 'run' ? 'would-run' : 'waiting', detail, details });
  return { acted: false, details };
}

async function approveOrAct<World>(step: Step<World>, { lastDeed }: Course, run: Run<World>): Promise<Move> {
  if (lastDeed !== 'approved' && (await approve(step, run))) return 'approved';
  await act(step, run);
  return 'acted';
}

async function pause<World>(step: Step<World>, seen: Observation, course: Course, run: Run<World>): Promise<Move> {
  if (!hasMoved(course)) await remind(step, run);
  await wait(step, seen, run, course.began, course.looks);
  return 'waited';
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
  await step.approved?.(run.world);
  return true;
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

/** It has failed, nothing can tell whether it happened, or it has gone. */
async function stop<World>(step: Step<World>, seen: Observation, run: Run<World>): Promise<never> {
  report(step, run, { state: 'failed', detail: detailOf(seen) });
  // A failed answer to a repeatable question, such as a validation, must not be read again after it has been mended.
  if (seen.state === 'failed' && step.repeatable && !run.dryRun) await withdraw(step, run);
  throw 'error' in seen ? seen.error : drifted(step, seen);
}

/** The journal says that it is done, and the world says that it is not there. */
export function drifted(step: Pick<Step<never>, 'title'>, seen: Observation): LivemigError {
  const why = detailOf(seen);
  return new LivemigError({
    kind: 'drift',
    code: 'DRIFT',
    message: `The journal says that "${step.title}" is done, but it is no longer there${why === undefined ? '' : `: ${why}`}.`,
    fix: 'Find out who changed it. To start the whole migration over, use another directory with --dir.',
  });
}

function receiptIn(record: journal.StepRecord | undefined): unknown {
  return record === undefined || record.state === 'started' ? undefined : record.receipt;
}
