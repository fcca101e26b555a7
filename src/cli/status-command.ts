import { attemptText, failedAmong } from '../core/attempts.ts';
import { undoneStage } from '../core/cleanup/removed-again.ts';
import { isArmed } from '../core/cutover/armed-cutover.ts';
import { endsTooLate } from '../core/cutover/window-and-deadline.ts';
import { isTimeUp } from '../core/deadline.ts';
import type { LivemigError } from '../core/errors.ts';
import type { LivemigEvent } from '../core/events.ts';
import type { Following } from '../core/following/following.ts';
import type { Journal } from '../core/journal.ts';
import { pollDelay } from '../core/polling.ts';
import type { Labelled } from '../core/ports.ts';
import type { ArmedCutoverData } from '../core/results/armed-cutover-data.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { statusResult } from '../core/results/status-result.ts';
import { stepEvent } from '../engine/step-news.ts';
import { type Line, line } from '../stages/line.ts';
import { aftermathSeen, isAboutTheEnd } from '../stages/start/aftermath.ts';
import { handOver } from '../stages/start/hand-over.ts';
import { migrationDetails } from '../stages/start/this-migration.ts';
import { afterwardsNotes } from './afterwards-notes.ts';
import { cancelText, unwatchedText, withoutFigures } from './armed-cutover-in.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { dirFlag, pollMsOf, timeoutOf } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import { lookAtLine, type SeenStage, type SeenStep } from './look-at-line.ts';
import { newsOnly } from './news-only.ts';
import { lookAround } from './other-migrations.ts';
import type { RunPorts } from './run-ports.ts';
import { statusOutcome } from './status-outcome.ts';
import { isLastingBlindness, problemSeen } from './status-problem.ts';
import { type StatusWorld, statusLooks } from './status-world.ts';
import { planHere, tellNames } from './tell-names.ts';
import { verifiedSince } from './verified-since.ts';
import { thenOf, watchedStep } from './watched-steps.ts';
import { forgottenBy } from './whole-past.ts';

/** `status` of a line of steps. */
export function statusOf(steps: Line): CommandModule {
  return { result: statusResult, run: (options, ports) => watch(steps, options, ports) };
}

export const statusCommand = statusOf(line);

async function watch(steps: Line, options: Options, ports: RunPorts): Promise<Outcome> {
  timeoutOf(options);
  const telling =
    options.watch === true ? { ...ports, reporter: newsOnly(ports.reporter, ports.clock.elapsed) } : ports;
  if (options.watch !== true) ports.reporter.page?.();
  await lookAround('status', options, telling);
  const look = statusLooks(options, telling);
  let last: Outcome | undefined;
  for (let looks = 0; ; looks += 1) {
    try {
      const seen = await lookOnce(steps, look, options, telling, 'steps');
      tell(seen, telling);
      // It would be told the same for ever: what is missing or wrong does not change in a run.
      if (options.watch === true && seen.blind !== undefined) throw seen.blind;
      last = seen.outcome;
      const ended = last.status === 'done' || last.error !== undefined;
      if (options.watch !== true || ended) return last;
      ports.reporter.busy?.('Watching; what changes is told');
      await ports.clock.sleep(pollDelay(looks, pollMsOf(ports)), ports.signal);
    } catch (error) {
      // What was seen last is worth more than that the time was up.
      if (last !== undefined && isTimeUp(ports.signal)) return { ...last, exitCode: exitCodeOf(ports.signal.reason) };
      throw error;
    }
  }
}

/** What one look has come to, before anything of it is told. */
interface Seen {
  readonly events: readonly LivemigEvent[];
  /** Why nothing is to be said of where it stands: journal and audit contradict each other. */
  readonly refusal: LivemigError | undefined;
  readonly outcome: Outcome;
  /** The stages in which nothing is left to do, and of which no cleanup has removed anything. */
  readonly done: ReadonlySet<string>;
  readonly blind: LivemigError | undefined;
  readonly journal: Journal;
  /** What the cutover would do; nothing where nobody could look. */
  readonly cutoverPlan: readonly Labelled[];
}

/** Looks at everything once and tells it, as `status` does without --watch. */
export async function lookAndTell(
  steps: Line,
  options: Options,
  ports: RunPorts,
  depth: 'stages' | 'steps',
): Promise<Pick<Seen, 'outcome' | 'done' | 'journal' | 'cutoverPlan'>> {
  const seen = await lookOnce(steps, statusLooks(options, ports), options, ports, depth);
  tell(seen, ports);
  return seen;
}

async function lookOnce(
  steps: Line,
  look: () => Promise<StatusWorld>,
  options: Options,
  ports: RunPorts,
  depth: 'stages' | 'steps',
): Promise<Seen> {
  ports.reporter.busy?.('Finding out where the migration stands');
  const looking = await look();
  const { stages, problems } = await lookAtLine(steps, looking, ports);
  const { blind, world } = looking;
  if (world !== undefined) tellNames(world, options, ports, () => thenOf(detailsIn(stages), looking, options));
  const aftermath = depth === 'steps' && world !== undefined ? await aftermathSeen(world) : undefined;
  const isComplete = detailsIn(stages)?.status === 'COMPLETE';
  const handed = depth === 'steps' && world !== undefined && isComplete ? await handOver(world) : undefined;
  const verified = depth === 'steps' && isComplete ? await world?.verified() : undefined;
  const undone = undoneStage(looking.journal);
  const now = ports.clock.now();
  const toldStep = (step: SeenStep) => stepEvent(step, now, options.watch === true ? watchedStep(step, looking) : step);
  const isToldInTheEnd = blind === undefined || options.watch === true || isLastingBlindness(blind);
  // Whoever goes on from here is told by the stage itself.
  const met =
    depth === 'steps' ? problemSeen(problems, looking, ports) : problems.find(({ kind }) => kind === 'step-failed');
  // What it advises otherwise is to run this command, which says what to do.
  const isAdvised = met !== undefined && aftermath !== undefined && isAboutTheEnd(met);
  const problem = isAdvised ? met.retold({ fix: aftermath.advice }) : met;
  const events = [
    ...(isToldInTheEnd
      ? []
      : [told('warning', `Nothing was looked at, so this is what the journal says. ${blind.message}`, now)]),
    ...(looking.isUnderWay ? [told('info', 'Another run works on this migration at this moment.', now)] : []),
    ...armedNotes(looking, detailsIn(stages)?.following, options, now),
    ...(depth === 'steps' ? afterwardsNotes(detailsIn(stages), problem, now) : []),
    ...(depth === 'steps' ? attemptNotes(looking, now) : []),
    ...stages.map(({ steps: _, ...stage }) => ({ type: 'stage', time: now.toISOString(), ...stage }) as const),
    ...(depth === 'steps' ? stages.flatMap(({ steps }) => steps.map(toldStep)) : []),
    // Below the comparison that it is about.
    ...verifiedSince(verified, looking, options, now),
    ...(aftermath === undefined
      ? []
      : [
          told('warning', aftermath.behind, now),
          ...(isAdvised ? [] : [told('warning', `What to do:\n${aftermath.advice}`, now)]),
        ]),
  ];
  return {
    events,
    refusal: forgottenBy(looking, options),
    outcome: await statusOutcome(stages, looking, options, problem, { ...aftermath, handOver: handed }, ports.env),
    done: new Set(stages.filter(({ stage, state }) => state === 'done' && stage !== undone).map(({ stage }) => stage)),
    blind,
    journal: looking.journal,
    cutoverPlan: world === undefined ? [] : planHere(world, options),
  };
}

function detailsIn(stages: readonly SeenStage[]): MigrationDetails | undefined {
  const steps = stages.flatMap((stage) => stage.steps);
  return migrationDetails((id) => steps.find((step) => step.id === id)?.details);
}

/** What is armed; and what to do where nobody would ask for it, or too late. */
function armedNotes(
  { armed }: StatusWorld,
  following: Following | undefined,
  options: Options,
  now: Date,
): LivemigEvent[] {
  if (armed === undefined) return [];
  const isToCome = isArmed({ name: armed.state });
  const late = isToCome && armed.window !== undefined && endsTooLate(armed.window, following);
  return [armedNote(armed, isToCome, options, now), ...(late ? [told('warning', late, now)] : [])];
}

function armedNote(armed: ArmedCutoverData, isToCome: boolean, options: Options, now: Date): LivemigEvent {
  const unwatched = unwatchedText(armed, dirFlag(options));
  const text = `About the cutover: ${options.watch === true ? withoutFigures(armed) : armed.text}.`;
  if (unwatched !== undefined) return told('warning', `${text} ${unwatched}`, now);
  return told('info', isToCome ? `${text} From any terminal, ${cancelText}.` : text, now);
}

/** So many at most: all of them are in the result, and in the audit. */
const mostAttempts = 3;

function attemptNotes({ attempts }: StatusWorld, now: Date): LivemigEvent[] {
  const failed = failedAmong(attempts).slice(-mostAttempts);
  return failed.map((attempt) => told('info', `Tried before: ${attemptText(attempt)}.`, now));
}

function tell({ events, refusal }: Seen, { reporter }: RunPorts): void {
  for (const event of events) reporter.report(event);
  // "Not started" would not be true then, nor "done" of what is told otherwise now.
  if (refusal !== undefined) throw refusal;
}

function told(level: 'info' | 'warning', message: string, now: Date): LivemigEvent {
  return { type: 'note', time: now.toISOString(), level, message };
}
