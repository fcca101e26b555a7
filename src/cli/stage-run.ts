import { judgeAll } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { Change } from '../core/events.ts';
import { agreed, isAgreedTo } from '../core/journal.ts';
import type { StageId } from '../core/step.ts';
import { type Ran, runSteps } from '../engine/run-steps.ts';
import { withAftermath } from '../stages/start/left-behind.ts';
import type { LivemigStage, LivemigStep } from '../stages/world.ts';
import { AskAgain } from './ask-again.ts';
import type { Options } from './command-module.ts';
import { pollMsOf } from './common-options.ts';
import { equivalentCommand } from './equivalent-command.ts';
import type { Host } from './host.ts';
import type { Session } from './session.ts';
import { outlineOf, type Sides } from './stage-plan.ts';

/**
 * Runs steps in a session. Before anything is changed, in the world or in the journal, the checks of the stage are judged,
 * if one is given, and what it is about to do is shown; a person is asked whether to go on, unless the journal holds that
 * all of it was agreed to. Steps without a stage go on with what was agreed to before.
 * The inputs are remembered with the agreement: a cluster that was refused must not come back.
 */
export async function runStage<Facts extends Sides>(
  steps: readonly LivemigStep[],
  session: Session,
  options: Options,
  host: Host,
  stage?: LivemigStage<Facts>,
): Promise<Ran> {
  const isDry = options.dryRun === true;
  const beforeActing = async () => {
    if (stage !== undefined) await prepare(stage, steps, session, options, host);
    await session.remember();
  };
  const isAgreed = () => stage === undefined || isAgreedTo(session.journal.current(), stage.id, []);
  const ran = await runSteps(steps, {
    world: session.world,
    journal: session.journal,
    approver: session.approver,
    reporter: host.reporter,
    clock: host.clock,
    signal: host.signal,
    dryRun: isDry,
    beforeActing,
    isAgreed,
    covers: async (step) => {
      if (stage === undefined || isDry) return true;
      const changes = (await step.changes?.(session.world)) ?? [];
      return isAgreedTo(session.journal.current(), stage.id, wordsOf(changes));
    },
    pollMs: pollMsOf(host),
  }).catch(async (error: unknown) => {
    throw await withAftermath(error, session.world);
  });
  // Other inputs than before are judged as well, though nothing is left to do.
  if (!isDry && session.hasNewInputs()) await beforeActing();
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
  if (!isDry) await agree(stage.id, outline.changes, session, host);
}

/** Has the plan agreed to, and writes that down; what was agreed to before is not asked for again. */
async function agree(stage: StageId, changes: readonly Change[], session: Session, host: Host): Promise<void> {
  const words = wordsOf(changes);
  if (isAgreedTo(session.journal.current(), stage, words)) return;
  const isAsked = session.prompter !== undefined && words.length > 0;
  if (isAsked && (await whatNow(session, 'Do this now?', 'Yes, go on')) === 'leave') throw left();
  const how = isAsked ? 'answered' : 'called';
  const agreement = { agreedAt: host.clock.now().toISOString(), by: host.user, how, changes: words } as const;
  session.journal.note({ kind: 'decision', decision: `agreed to the plan of ${stage} (${how})`, changes: words });
  await session.journal.update((before) => agreed(before, stage, agreement));
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

function wordsOf(changes: readonly Change[]): string[] {
  return changes.map(({ what }) => what);
}

function left(): LivemigError {
  return new LivemigError({
    kind: 'interrupted',
    code: 'NOT_APPROVED',
    message: 'Left; nothing was changed.',
    fix: 'Run the same command again when you are ready.',
  });
}
