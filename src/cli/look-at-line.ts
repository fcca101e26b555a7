import { removedAgain } from '../core/cleanup/removed-again.ts';
import { decide, type Progress } from '../core/decide.ts';
import { isInterruption, LivemigError } from '../core/errors.ts';
import { isAgreedTo, type Journal, progressOf, receiptOf, type StepRecord } from '../core/journal.ts';
import { momentText } from '../core/plain-units.ts';
import type { Observation, StageId } from '../core/step.ts';
import { drifted } from '../engine/run-step.ts';
import { stages } from '../stages/index.ts';
import { type Line, stepsOf } from '../stages/line.ts';
import { stageFact } from '../stages/stage-fact.ts';
import { type CutoverState, cutoverState } from '../stages/start/cutover-state.ts';
import { follows, isComparison } from '../stages/start/this-migration.ts';
import type { LivemigStep, Looked } from '../stages/world.ts';
import type { RunPorts } from './run-ports.ts';
import type { StatusWorld } from './status-world.ts';

/** A step as it was seen, as the JSON has it. */
export interface SeenStep extends Looked {
  readonly id: LivemigStep['id'];
  readonly title: string;
}

export interface SeenStage {
  readonly stage: StageId;
  readonly title: string;
  readonly state: 'todo' | 'in-progress' | 'done';
  readonly fact?: string;
  /** Of the stage that holds it. */
  readonly cutover?: CutoverState;
  readonly steps: readonly SeenStep[];
}

/** What a look at every step has seen. */
export interface SeenLine {
  readonly stages: readonly SeenStage[];
  /** What the command that goes on would end with, in the order of the line: a person has to act. */
  readonly problems: readonly LivemigError[];
}

/**
 * Looks at every step of the line that has a meaning here, in order; what was seen lately and changes seldom is told with its
 * time, unless the migration itself stands otherwise than at the look before: what it stands on may then be the reason.
 */
export async function lookAtLine(line: Line, looking: StatusWorld, ports: RunPorts): Promise<SeenLine> {
  looking.kept.begin();
  const seen = await lookAtSteps(line, looking, ports);
  return looking.kept.isOvertaken(standingOf(seen)) ? await lookAtSteps(line, looking, ports) : seen;
}

/** How it stands with the migration, but for what is otherwise at each look. */
function standingOf({ stages: seen, problems }: SeenLine): string {
  const steps = seen.flatMap((stage) => stage.steps).filter(({ id }) => follows(id));
  return JSON.stringify([
    problems.map(({ code }) => code),
    steps.map(({ details }) => [details?.status, details?.readyForCutover]),
  ]);
}

async function lookAtSteps(line: Line, looking: StatusWorld, ports: RunPorts): Promise<SeenLine> {
  const seen: SeenStage[] = [];
  const problems: LivemigError[] = [];
  for (const { id, title } of stages) {
    const looked: { step: LivemigStep; looked: Looked }[] = [];
    // Nothing is waited for before that.
    const isAgreed = isAgreedTo(looking.journal, id, []);
    for (const step of stepsOf({ stage: id }, line)) {
      if (!applies(step, looking)) continue;
      const isReached = isAgreed && looked.every(({ looked: { state } }) => state === 'done');
      looked.push({ step, looked: await lookAt(step, isReached, looking, (problem) => problems.push(problem)) });
    }
    ports.signal.throwIfAborted();
    const fact = stageFact(looked, looking.journal, ports.clock.now());
    const steps = looked.map(({ step, looked }) => ({ id: step.id, title: step.title, ...looked }));
    const state = stageState(steps, looking.journal);
    const cutover = cutoverState(steps, looking.journal);
    const [told, part] = [fact === undefined ? {} : { fact }, cutover === undefined ? {} : { cutover }];
    seen.push({ stage: id, title, state, ...told, ...part, steps });
  }
  return { stages: seen, problems };
}

/** A step that depends on the inputs is not spoken of before they are known, unless it has been begun. */
function applies(step: LivemigStep, { world, journal }: StatusWorld): boolean {
  if (step.applies === undefined || progressOf(journal, step.id) !== 'none') return true;
  return world !== undefined && step.applies(world);
}

/** What the world says; where it cannot be asked, what the journal says, and why. */
async function lookAt(
  step: LivemigStep,
  isReached: boolean,
  { world, journal, past, blind, isUnderWay, kept }: StatusWorld,
  onProblem: (problem: LivemigError) => void,
): Promise<Looked> {
  const removed = removedAgain(journal, step.id);
  if (removed !== undefined) {
    const when = momentText(removed.at);
    return { state: 'done', detail: `done; since then \`livemig cleanup\` has removed ${removed.what} (${when})` };
  }
  if (world === undefined) return byJournal(step, journal, blind === undefined ? undefined : 'not looked at');
  const known = kept.of(step.id);
  if (known !== undefined) return known;
  try {
    const seen = await step.observe(world, receiptOf(journal, step));
    const problem = problemOf(step, seen, journal);
    // What another run carries out at this moment is its own to find out.
    if (problem !== undefined && !(seen.state === 'unknown' && isUnderWay)) onProblem(problem);
    const looked = lookedAt(step, { isReached, isUnderWay, differed: past.differed?.at }, seen, journal);
    if (isKept(step, looked, journal)) kept.keep(step.id, looked, isLeftAlone(step) ? 'for-good' : 'for-a-while');
    return looked;
  } catch (error) {
    if (!(error instanceof LivemigError) || isInterruption(error)) throw error;
    if (error.kind === 'drift') {
      onProblem(error);
      return { state: 'unknown', detail: error.message };
    }
    if (isLasting(error, progressOf(journal, step.id))) onProblem(error);
    // What a step needs that nobody has begun is no news.
    const isEarly = error.code === 'INPUTS' && progressOf(journal, step.id) === 'none';
    return byJournal(step, journal, isEarly ? undefined : `not looked at: ${error.message}`);
  }
}

/** The migration is looked at each time, and so is what is not as it is to be: somebody may be mending it. */
function isKept({ id }: LivemigStep, { state }: Looked, journal: Journal): boolean {
  return !follows(id) && state === 'done' && progressOf(journal, id) === 'done';
}

/**
 * Its effect does not go by itself. What only waits can be otherwise later, and so can what may go by itself and is made
 * again then: an agent that is silent, an entry whose day has come.
 */
function isLeftAlone({ run, repeatable }: LivemigStep): boolean {
  return run !== undefined && repeatable !== true;
}

/** What the engine would stop with. */
function problemOf(step: LivemigStep, seen: Observation, journal: Journal): LivemigError | undefined {
  const decision = decide(seen.state, progressOf(journal, step.id), step.repeatable);
  if (decision === 'drift') return drifted(step, seen);
  return (decision === 'fail' || decision === 'ask-person') && 'error' in seen ? seen.error : undefined;
}

/** Whether it will be the same at the next look: credentials that are refused, or may not see what is still to come. */
function isLasting({ kind, api }: LivemigError, progress: Progress): boolean {
  if (kind === 'credentials') return api?.status === 401 || progress !== 'done';
  return api?.status === 404 && progress !== 'done';
}

function byJournal({ id }: LivemigStep, journal: Journal, why: string | undefined): Looked {
  const state = ({ none: 'todo', started: 'unknown', submitted: 'waiting', done: 'done' } as const)[
    progressOf(journal, id)
  ];
  return { state, ...(why === undefined ? {} : { detail: why }) };
}

interface LookedFrom {
  readonly isReached: boolean;
  readonly isUnderWay: boolean;
  /** When the comparison that was made last found differences. */
  readonly differed: string | undefined;
}

function lookedAt(
  { id }: LivemigStep,
  { isReached, isUnderWay, differed }: LookedFrom,
  seen: Observation,
  journal: Journal,
): Looked {
  const progress = progressOf(journal, id);
  if (seen.state === 'unknown' && progress === 'none') return { state: 'todo' };
  const begun = begunText(journal.steps[id], isComparison(id) ? differed : undefined);
  const said = 'error' in seen ? seen.error.message : (seen.detail ?? begun);
  // That an answer never came is nothing to say while another run waits for it.
  const detail = seen.state === 'unknown' && isUnderWay ? (begun ?? said) : said;
  return {
    // Nothing has been begun, so there is nothing to wait for before it is its turn.
    state: seen.state === 'waiting' && progress === 'none' && !isReached ? 'todo' : seen.state,
    ...(detail === undefined ? {} : { detail }),
    ...('details' in seen && seen.details !== undefined ? { details: seen.details } : {}),
  };
}

/** Another run may be carrying it out at this moment, or was ended before it could write down what came of it. */
function begunText(record: StepRecord | undefined, differed: string | undefined): string | undefined {
  if (record?.state !== 'started') return undefined;
  if (differed !== undefined && Date.parse(differed) >= Date.parse(record.startedAt))
    return `different when they were compared, at ${momentText(differed)}`;
  return `begun ${momentText(record.startedAt)}, and no result is known`;
}

function stageState(steps: readonly SeenStep[], journal: Journal): SeenStage['state'] {
  if (steps.every(({ state }) => state === 'done')) return 'done';
  return steps.some(({ id }) => id in journal.steps) ? 'in-progress' : 'todo';
}
