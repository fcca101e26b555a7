import { isTimeUp } from '../core/deadline.ts';
import { LivemigError } from '../core/errors.ts';
import { type Journal, progressOf, receiptOf } from '../core/journal.ts';
import { cutoverEver } from '../core/past.ts';
import { pollDelay } from '../core/polling.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Details, Observation } from '../core/step.ts';
import { stepEvent } from '../engine/step-news.ts';
import { stages } from '../stages/index.ts';
import { createMigration } from '../stages/start/create-migration.ts';
import { cutOver } from '../stages/start/cut-over.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { aftermathSeen, type LeftBehind } from '../stages/start/left-behind.ts';
import { synchronize } from '../stages/start/synchronize.ts';
import type { LivemigStep } from '../stages/world.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { dirFlag, pollMsOf, timeoutOf } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Host } from './host.ts';
import { type LookingWorld, lookingWorld } from './looking-world.ts';
import { lookAround } from './other-migrations.ts';
import { factOf } from './stage-facts.ts';
import { refuseForgotten } from './whole-past.ts';

interface SeenStep {
  readonly id: string;
  readonly title: string;
  readonly state: 'todo' | 'waiting' | 'done' | 'failed' | 'unknown';
  readonly detail?: string;
  readonly details?: Details;
}

interface SeenStage {
  readonly stage: 'link' | 'provision' | 'start';
  readonly title: string;
  readonly state: 'todo' | 'in-progress' | 'done';
  readonly fact?: string | undefined;
  readonly steps: readonly SeenStep[];
}

export const statusCommand: CommandModule = {
  async run(options, host) {
    timeoutOf(options);
    await lookAround('status', options, host);
    let last: Outcome | undefined;
    for (let looks = 0; ; looks += 1) {
      try {
        const looked = await lookOnce(options, host, 'steps');
        // It would be told the same for ever: what is missing or wrong does not change in a run.
        if (options.watch === true && looked.blind !== undefined) throw looked.blind;
        last = looked.outcome;
        const ended = last.status === 'done' || last.status === 'failed';
        if (options.watch !== true || ended) return last;
        await host.clock.sleep(pollDelay(looks, pollMsOf(host)), host.signal);
      } catch (error) {
        // What was seen last is worth more than that the time was up.
        if (last !== undefined && isTimeUp(host.signal)) return { ...last, exitCode: exitCodeOf(host.signal.reason) };
        throw error;
      }
    }
  },
};

/** Looks at everything once and shows it; `done` holds the stages in which nothing is left to do. */
export async function lookOnce(
  options: Options,
  host: Host,
  depth: 'stages' | 'steps',
): Promise<{ outcome: Outcome; done: ReadonlySet<string>; blind: LivemigError | undefined }> {
  host.reporter.busy?.('Looking where the migration stands');
  const looking = await lookingWorld(options, host);
  const { seen, drift } = await lookAtAll(looking, host);
  if (looking.blind !== undefined && options.watch !== true) tellBlind(looking.blind, host);
  showStages(seen, host);
  if (depth === 'steps') showSteps(seen, host);
  const aftermath = depth === 'steps' ? await showAftermath(looking, host) : undefined;
  // "Not started" would not be true then, nor "done" of what is told otherwise now.
  refuseForgotten(looking, options);
  if (drift !== undefined && depth === 'steps') throw drift;
  const done = new Set(seen.filter(({ state }) => state === 'done').map(({ stage }) => stage));
  return { outcome: outcomeOf(seen, looking, options, aftermath), done, blind: looking.blind };
}

function tellBlind({ message }: LivemigError, host: Host): void {
  const time = host.clock.now().toISOString();
  const told = `Nothing was looked at, so this is what the journal says. ${message}`;
  host.reporter.report({ type: 'note', time, level: 'warning', message: told });
}

/** `drift` is the first thing that is not as it was left. */
async function lookAtAll(looking: LookingWorld, host: Host): Promise<{ seen: SeenStage[]; drift?: LivemigError }> {
  const seen: SeenStage[] = [];
  const drifts: LivemigError[] = [];
  for (const { id, title, steps } of stages) {
    const seenSteps: SeenStep[] = [];
    for (const step of steps) {
      if (!applies(step, looking)) continue;
      seenSteps.push(await lookAt(step, looking, (drift) => drifts.push(drift)));
    }
    host.signal.throwIfAborted();
    const fact = factOf(id, seenSteps, looking.journal, host.clock.now());
    seen.push({ stage: id, title, state: stageState(seenSteps, looking.journal), fact, steps: seenSteps });
  }
  const [drift] = drifts;
  return { seen, ...(drift === undefined ? {} : { drift }) };
}

/** A step that depends on the inputs is not spoken of before they are known, unless it has been begun. */
function applies(step: LivemigStep, { world, journal }: LookingWorld): boolean {
  if (step.applies === undefined || progressOf(journal, step.id) !== 'none') return true;
  return world !== undefined && step.applies(world);
}

/** What the world says; where it cannot be asked, what the journal says, and why. */
async function lookAt(
  step: LivemigStep,
  { world, journal, blind }: LookingWorld,
  onDrift: (drift: LivemigError) => void,
): Promise<SeenStep> {
  const { id, title } = step;
  const progress = progressOf(journal, id);
  if (world === undefined)
    return { id, title, state: stateOf(progress), ...(blind === undefined ? {} : { detail: 'not looked at' }) };
  try {
    return seenAs(step, await step.observe(world, receiptOf(journal, step)), progress);
  } catch (error) {
    if (!(error instanceof LivemigError) || error.kind === 'interrupted') throw error;
    if (error.kind === 'drift') {
      onDrift(error);
      return { id, title, state: 'unknown', detail: error.message };
    }
    return { id, title, state: stateOf(progress), detail: `not looked at: ${error.message}` };
  }
}

function seenAs({ id, title }: LivemigStep, seen: Observation, progress: ReturnType<typeof progressOf>): SeenStep {
  if (seen.state === 'unknown' && progress === 'none') return { id, title, state: 'todo' };
  const detail = 'error' in seen ? seen.error.message : seen.detail;
  return {
    id,
    title,
    // Nothing has been begun, so there is nothing to wait for yet.
    state: seen.state === 'waiting' && progress === 'none' ? 'todo' : seen.state,
    ...(detail === undefined ? {} : { detail }),
    ...('details' in seen && seen.details !== undefined ? { details: seen.details } : {}),
  };
}

function stateOf(progress: ReturnType<typeof progressOf>): SeenStep['state'] {
  return ({ none: 'todo', started: 'unknown', submitted: 'waiting', done: 'done' } as const)[progress];
}

function stageState(steps: readonly SeenStep[], journal: Journal): SeenStage['state'] {
  if (steps.every(({ state }) => state === 'done')) return 'done';
  return steps.some(({ id }) => id in journal.steps) ? 'in-progress' : 'todo';
}

function showStages(seen: readonly SeenStage[], host: Host): void {
  const time = host.clock.now().toISOString();
  for (const { stage, title, state, fact } of seen) {
    host.reporter.report({ type: 'stage', time, stage, title, state, ...(fact === undefined ? {} : { fact }) });
  }
}

function showSteps(seen: readonly SeenStage[], host: Host): void {
  const now = host.clock.now();
  for (const { stage, steps } of seen) {
    for (const { id, title: stepTitle, ...what } of steps) {
      host.reporter.report({
        ...stepEvent({ id: `${stage}.${id.slice(stage.length + 1)}`, title: stepTitle }, now, what),
      });
    }
  }
}

/** After a migration that FAILED or EXPIRED: what stands where, and what to do. */
async function showAftermath({ world }: LookingWorld, host: Host): Promise<LeftBehind | undefined> {
  const aftermath = world && (await aftermathSeen(world));
  if (aftermath === undefined) return undefined;
  const time = host.clock.now().toISOString();
  host.reporter.report({ type: 'note', time, level: 'warning', message: aftermath.behind });
  host.reporter.report({ type: 'note', time, level: 'warning', message: `What to do:\n${aftermath.advice}` });
  return aftermath.leftBehind;
}

function outcomeOf(
  seen: readonly SeenStage[],
  { journal, past, world }: LookingWorld,
  options: Options,
  leftBehind: LeftBehind | undefined,
): Outcome {
  const find = (id: string) => seen.flatMap(({ steps }) => steps).find((step) => step.id === id);
  const details = find(cutOver.id)?.details ?? find(synchronize.id)?.details;
  const migrationId = receiptOf(journal, createMigration)?.migrationId;
  const status = statusOf(seen, journal, details);
  return {
    status,
    exitCode: status === 'failed' ? 1 : 0,
    data: {
      migration: migrationId === undefined ? null : { migrationId, ...details },
      stages: Object.fromEntries(
        seen.map(({ stage, state, fact, steps }) => [stage, { state, ...(fact === undefined ? {} : { fact }), steps }]),
      ),
      inputs: journal.inputs,
      ...(leftBehind === undefined ? {} : { leftBehind }),
    },
    next: nextOf(status, seen, { journal, past, world }, options),
  };
}

function statusOf(seen: readonly SeenStage[], journal: Journal, details: Details | undefined): Outcome['status'] {
  const steps = seen.flatMap(({ steps }) => steps);
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  if (details?.status === 'COMPLETE' || progressOf(journal, cutOver.id) === 'done') return 'done';
  const isReady = details?.status === 'WORKING' && details.readyForCutover === true;
  if (isReady && progressOf(journal, cutOver.id) === 'none') return 'ready-for-cutover';
  return Object.keys(journal.steps).length === 0 ? 'not-started' : 'in-progress';
}

function nextOf(
  status: Outcome['status'],
  seen: readonly SeenStage[],
  { journal, past, world }: Pick<LookingWorld, 'journal' | 'past' | 'world'>,
  options: Options,
) {
  const go = (command: string, reason: string) => [{ command: `${command}${dirFlag(options)}`, reason }];
  if (status === 'done') return [];
  const request = cutoverRequest(journal);
  if (status === 'in-progress' && request !== undefined) {
    return go('livemig cutover', `follow it until COMPLETE; ${requestText(request)}`);
  }
  if (status === 'ready-for-cutover') {
    return go(
      `livemig cutover --confirm ${shellWord(world?.values.destinationCluster ?? 'CLUSTER')}`,
      'ready: stop every write to the source first',
    );
  }
  const isMade = ['submitted', 'done'].includes(progressOf(journal, createMigration.id));
  if (status === 'failed' && isMade) {
    // What was to be cut over may serve applications: from there on this directory only tells.
    return cutoverEver(journal, past) === undefined
      ? go('livemig start --create-again', 'once what is said above has been seen to')
      : [];
  }
  const stage = seen.find(({ state }) => state !== 'done');
  return stage === undefined
    ? []
    : go(`livemig ${stage.stage}`, stages.find(({ id }) => id === stage.stage)?.summary ?? '');
}
