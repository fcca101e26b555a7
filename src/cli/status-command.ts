import { isTimeUp } from '../core/deadline.ts';
import type { LivemigError } from '../core/errors.ts';
import { pollDelay } from '../core/polling.ts';
import type { LeftBehind } from '../core/results/left-behind.ts';
import { stepEvent } from '../engine/step-news.ts';
import { type Line, line } from '../stages/line.ts';
import { aftermathSeen } from '../stages/start/aftermath.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { pollMsOf, timeoutOf } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import { lookAtLine, type SeenStage } from './look-at-line.ts';
import { lookAround } from './other-migrations.ts';
import type { RunPorts } from './run-ports.ts';
import { statusOutcome } from './status-outcome.ts';
import { isLastingBlindness, problemSeen } from './status-problem.ts';
import { type StatusWorld, statusWorld } from './status-world.ts';
import { refuseForgotten } from './whole-past.ts';

/** `status` of a line of steps. */
export function statusOf(steps: Line): CommandModule {
  return { run: (options, ports) => watch(steps, options, ports) };
}

export const statusCommand = statusOf(line);

async function watch(steps: Line, options: Options, ports: RunPorts): Promise<Outcome> {
  timeoutOf(options);
  await lookAround('status', options, ports);
  let last: Outcome | undefined;
  for (let looks = 0; ; looks += 1) {
    try {
      const looked = await lookOnce(steps, options, ports, 'steps');
      // It would be told the same for ever: what is missing or wrong does not change in a run.
      if (options.watch === true && looked.blind !== undefined) throw looked.blind;
      last = looked.outcome;
      const ended = last.status === 'done' || last.error !== undefined;
      if (options.watch !== true || ended) return last;
      await ports.clock.sleep(pollDelay(looks, pollMsOf(ports)), ports.signal);
    } catch (error) {
      // What was seen last is worth more than that the time was up.
      if (last !== undefined && isTimeUp(ports.signal)) return { ...last, exitCode: exitCodeOf(ports.signal.reason) };
      throw error;
    }
  }
}

/** Looks at everything once and shows it; `done` holds the stages in which nothing is left to do. */
export async function lookOnce(
  steps: Line,
  options: Options,
  ports: RunPorts,
  depth: 'stages' | 'steps',
): Promise<{ outcome: Outcome; done: ReadonlySet<string>; blind: LivemigError | undefined }> {
  ports.reporter.busy?.('Finding out where the migration stands');
  const looking = await statusWorld(options, ports);
  const { stages, problems } = await lookAtLine(steps, looking, ports);
  const isToldInTheEnd = options.watch === true || isLastingBlindness(looking.blind);
  if (looking.blind !== undefined && !isToldInTheEnd) tellBlind(looking.blind, ports);
  showStages(stages, ports);
  if (depth === 'steps') showSteps(stages, ports);
  const aftermath = depth === 'steps' ? await showAftermath(looking, ports) : undefined;
  // "Not started" would not be true then, nor "done" of what is told otherwise now.
  refuseForgotten(looking, options);
  const done = new Set(stages.filter(({ state }) => state === 'done').map(({ stage }) => stage));
  // Whoever goes on from here is told by the stage itself.
  const problem =
    depth === 'steps' ? problemSeen(problems, looking, ports) : problems.find(({ kind }) => kind === 'step-failed');
  return { outcome: statusOutcome(stages, looking, options, problem, aftermath), done, blind: looking.blind };
}

function tellBlind({ message }: LivemigError, ports: RunPorts): void {
  const time = ports.clock.now().toISOString();
  const told = `Nothing was looked at, so this is what the journal says. ${message}`;
  ports.reporter.report({ type: 'note', time, level: 'warning', message: told });
}

function showStages(seen: readonly SeenStage[], ports: RunPorts): void {
  const time = ports.clock.now().toISOString();
  for (const { steps: _, ...stage } of seen) ports.reporter.report({ type: 'stage', time, ...stage });
}

function showSteps(seen: readonly SeenStage[], ports: RunPorts): void {
  const now = ports.clock.now();
  for (const step of seen.flatMap(({ steps }) => steps)) ports.reporter.report(stepEvent(step, now, step));
}

/** After a migration that FAILED or EXPIRED: what stands where, and what to do. */
async function showAftermath({ world }: StatusWorld, ports: RunPorts): Promise<LeftBehind | undefined> {
  const aftermath = world && (await aftermathSeen(world));
  if (aftermath === undefined) return undefined;
  const time = ports.clock.now().toISOString();
  ports.reporter.report({ type: 'note', time, level: 'warning', message: aftermath.behind });
  ports.reporter.report({ type: 'note', time, level: 'warning', message: `What to do:\n${aftermath.advice}` });
  return aftermath.leftBehind;
}
