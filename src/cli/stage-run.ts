import { judgeAll } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import { progressOf } from '../core/journal.ts';
import { type Ran, runSteps } from '../engine/run-steps.ts';
import type { LivemigStage, LivemigStep } from '../stages/world.ts';
import { AskAgain } from './ask-again.ts';
import type { Options } from './command-module.ts';
import { pollMsOf, timeoutOf } from './common-options.ts';
import { equivalentCommand } from './equivalent-command.ts';
import type { Host } from './host.ts';
import type { Session } from './session.ts';
import { outlineOf, type Sides } from './stage-plan.ts';

/**
 * Runs steps in a session. Before the first change, and only then, the checks of the stage are judged, if one is given, and
 * what it is about to do is shown; a person is asked whether to go on.
 * The inputs are remembered when the checks have let them through: a cluster that was refused must not come back.
 */
export async function runStage<Facts extends Sides>(
  steps: readonly LivemigStep[],
  session: Session,
  options: Options,
  host: Host,
  stage?: LivemigStage<Facts>,
): Promise<Ran> {
  const beforeActing = async () => {
    if (stage !== undefined) await prepare(stage, steps, session, options, host);
    await session.remember();
  };
  timeoutOf(options);
  const ran = await runSteps(steps, {
    world: session.world,
    journal: session.journal,
    approver: session.approver,
    reporter: host.reporter,
    clock: host.clock,
    signal: host.signal,
    dryRun: options.dryRun === true,
    beforeActing,
    pollMs: pollMsOf(host),
  }).catch(async (error: unknown) => {
    // Whoever stops while waiting has chosen well so far.
    if (error instanceof LivemigError && ['pending', 'interrupted', 'terminated'].includes(error.kind))
      await session.remember();
    throw error;
  });
  await session.remember();
  return ran;
}

async function prepare<Facts extends Sides>(
  stage: LivemigStage<Facts>,
  steps: readonly LivemigStep[],
  session: Session,
  options: Options,
  host: Host,
): Promise<void> {
  const isDry = options.dryRun === true;
  const facts = await makeSure(stage, session, host, isDry);
  host.reporter.busy?.('Finding out what there is to do');
  const outline = await outlineOf(steps, facts, session.world);
  const time = host.clock.now().toISOString();
  const same = equivalentCommand(stage.id, session, options);
  host.reporter.report({ type: 'plan', time, stage: stage.id, ...outline, ...same });
  // Who comes back has seen it, and said so.
  const hasBegun = steps.some(({ id }) => progressOf(session.world.journal(), id) !== 'none');
  if (!isDry && !hasBegun) await letGoOn(session);
}

/** Judges everything, reports everything, and stops if anything blocks; a person may mend it and have it judged again. */
async function makeSure<Facts>(
  stage: LivemigStage<Facts>,
  session: Session,
  host: Host,
  isDry: boolean,
): Promise<Facts> {
  for (;;) {
    host.reporter.busy?.('Checking what has to hold before anything is changed');
    const facts = await stage.gatherFacts(session.world);
    const findings = judgeAll(stage.checks, facts);
    const time = host.clock.now().toISOString();
    for (const { about: _, ...finding } of findings) host.reporter.report({ type: 'finding', time, ...finding });
    const blockers = findings.filter(({ result }) => result === 'block');
    if (blockers.length === 0 || isDry) return facts;
    const way = await whatNow(session, 'Nothing has been changed. What now?', 'I have mended it: check again');
    if (way === 'leave') throw blockedBy(blockers);
  }
}

/** What a person may do before anything is changed. Nobody can change what was never asked. */
async function whatNow({ prompter, answers }: Session, message: string, goOn: string): Promise<'go' | 'leave'> {
  if (prompter === undefined) return 'leave';
  const wasAsked = Object.values(answers).some(({ origin }) => origin === 'answer');
  const way = await prompter.ask({
    kind: 'choice',
    message,
    choices: [
      { value: 'go', name: goOn },
      ...(wasAsked ? [{ value: 'change', name: 'Change an answer' }] : []),
      { value: 'leave', name: 'Leave, and go on later' },
    ],
  });
  if (way === 'change') throw new AskAgain();
  return way === 'go' ? 'go' : 'leave';
}

function blockedBy(blockers: readonly { message: string; fix?: string; about?: 'credentials' }[]): LivemigError {
  return new LivemigError({
    kind: blockers.some(({ about }) => about === 'credentials') ? 'credentials' : 'blocked',
    code: 'BLOCKED',
    message: `${blockers.length === 1 ? 'One thing stands' : `${blockers.length} things stand`} in the way: ${blockers.map(({ message }) => message).join(' ')}`,
    fix: blockers.map(({ fix }) => fix ?? '').join(' '),
  });
}

/** Shown what is about to be done, a person says whether to do it; a script has said so by calling the command. */
async function letGoOn(session: Session): Promise<void> {
  if (session.prompter === undefined || (await whatNow(session, 'Do this now?', 'Yes, go on')) === 'go') return;
  throw new LivemigError({
    kind: 'interrupted',
    code: 'NOT_APPROVED',
    message: 'It was not approved. Nothing was changed.',
    fix: 'Run the same command again when you are ready.',
  });
}
