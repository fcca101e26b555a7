import { LivemigError } from '../core/errors.ts';
import { type Journal, progressOf, receiptOf, type StepRecord } from '../core/journal.ts';
import type { Observation, StageId } from '../core/step.ts';
import { stages } from '../stages/index.ts';
import { type Line, stepsOf } from '../stages/line.ts';
import { stageFact } from '../stages/stage-fact.ts';
import type { LivemigStep, Looked } from '../stages/world.ts';
import type { Host } from './host.ts';
import type { LookingWorld } from './looking-world.ts';

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
  readonly steps: readonly SeenStep[];
}

/** What a look at every step has seen; `drift` is the first thing that is not as it was left. */
export interface SeenLine {
  readonly stages: readonly SeenStage[];
  readonly drift?: LivemigError;
}

/** Looks at every step of the line that has a meaning here, in order. */
export async function lookAtLine(line: Line, looking: LookingWorld, host: Host): Promise<SeenLine> {
  const seen: SeenStage[] = [];
  const drifts: LivemigError[] = [];
  for (const { id, title } of stages) {
    const looked: { step: LivemigStep; looked: Looked }[] = [];
    for (const step of stepsOf({ stage: id }, line)) {
      if (!applies(step, looking)) continue;
      // What is only waited for is waited for as soon as all before it is done.
      const isReached = step.run === undefined && looked.at(-1)?.looked.state === 'done';
      looked.push({ step, looked: await lookAt(step, isReached, looking, (drift) => drifts.push(drift)) });
    }
    host.signal.throwIfAborted();
    const fact = stageFact(looked, looking.journal, host.clock.now());
    const steps = looked.map(({ step, looked }) => ({ id: step.id, title: step.title, ...looked }));
    const state = stageState(steps, looking.journal);
    seen.push({ stage: id, title, state, ...(fact === undefined ? {} : { fact }), steps });
  }
  const [drift] = drifts;
  return { stages: seen, ...(drift === undefined ? {} : { drift }) };
}

/** A step that depends on the inputs is not spoken of before they are known, unless it has been begun. */
function applies(step: LivemigStep, { world, journal }: LookingWorld): boolean {
  if (step.applies === undefined || progressOf(journal, step.id) !== 'none') return true;
  return world !== undefined && step.applies(world);
}

/** What the world says; where it cannot be asked, what the journal says, and why. */
async function lookAt(
  step: LivemigStep,
  isReached: boolean,
  { world, journal, blind }: LookingWorld,
  onDrift: (drift: LivemigError) => void,
): Promise<Looked> {
  if (world === undefined) return byJournal(step, journal, blind === undefined ? undefined : 'not looked at');
  try {
    return lookedAt(step, isReached, await step.observe(world, receiptOf(journal, step)), journal);
  } catch (error) {
    if (!(error instanceof LivemigError) || error.kind === 'interrupted') throw error;
    if (error.kind === 'drift') {
      onDrift(error);
      return { state: 'unknown', detail: error.message };
    }
    // What a step needs that nobody has begun is no news.
    const isEarly = error.code === 'INPUTS' && progressOf(journal, step.id) === 'none';
    return byJournal(step, journal, isEarly ? undefined : `not looked at: ${error.message}`);
  }
}

function byJournal({ id }: LivemigStep, journal: Journal, why: string | undefined): Looked {
  const state = ({ none: 'todo', started: 'unknown', submitted: 'waiting', done: 'done' } as const)[
    progressOf(journal, id)
  ];
  return { state, ...(why === undefined ? {} : { detail: why }) };
}

function lookedAt({ id }: LivemigStep, isReached: boolean, seen: Observation, journal: Journal): Looked {
  const progress = progressOf(journal, id);
  if (seen.state === 'unknown' && progress === 'none') return { state: 'todo' };
  const detail = 'error' in seen ? seen.error.message : (seen.detail ?? begunText(journal.steps[id]));
  return {
    // Nothing has been begun, so there is nothing to wait for yet.
    state: seen.state === 'waiting' && progress === 'none' && !isReached ? 'todo' : seen.state,
    ...(detail === undefined ? {} : { detail }),
    ...('details' in seen && seen.details !== undefined ? { details: seen.details } : {}),
  };
}

/** Another run may be carrying it out at this moment, or was ended before it could write down what came of it. */
function begunText(record: StepRecord | undefined): string | undefined {
  if (record?.state !== 'started') return undefined;
  return `begun ${record.startedAt.slice(0, 19).replace('T', ' ')} UTC, and no result is known`;
}

function stageState(steps: readonly SeenStep[], journal: Journal): SeenStage['state'] {
  if (steps.every(({ state }) => state === 'done')) return 'done';
  return steps.some(({ id }) => id in journal.steps) ? 'in-progress' : 'todo';
}
