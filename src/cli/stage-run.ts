import { judgeAll } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import { type Ran, runSteps } from '../engine/run-steps.ts';
import type { LivemigStage, LivemigStep } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { deadlineOf, pollMsOf } from './common-options.ts';
import type { Host } from './host.ts';
import type { Session } from './session.ts';

/**
 * Runs steps in a session. The checks of the stage, if one is given, are judged before the first change, and only then.
 * The inputs are remembered when the checks have let them through: a cluster that was refused must not come back.
 */
export async function runStage<Facts>(
  steps: readonly LivemigStep[],
  session: Session,
  options: Options,
  host: Host,
  stage?: LivemigStage<Facts>,
): Promise<Ran> {
  const beforeActing = async () => {
    if (stage !== undefined) await makeSure(stage, session, host, options.dryRun === true);
    await session.remember();
  };
  const ran = await runSteps(steps, {
    world: session.world,
    journal: session.journal,
    approver: session.approver,
    reporter: host.reporter,
    clock: host.clock,
    signal: host.signal,
    dryRun: options.dryRun === true,
    beforeActing,
    deadline: deadlineOf(options, host),
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

/** Judges everything, reports everything, and stops if anything blocks; a dry run shows it and goes on. */
async function makeSure<Facts>(
  stage: LivemigStage<Facts>,
  session: Session,
  host: Host,
  dryRun: boolean,
): Promise<void> {
  const findings = judgeAll(stage.checks, await stage.gatherFacts(session.world));
  const time = host.clock.now().toISOString();
  for (const { about: _, ...finding } of findings) host.reporter.report({ type: 'finding', time, ...finding });
  const blockers = findings.filter(({ result }) => result === 'block');
  if (blockers.length === 0 || dryRun) return;
  throw new LivemigError({
    kind: blockers.some(({ about }) => about === 'credentials') ? 'credentials' : 'blocked',
    code: 'BLOCKED',
    message: `${blockers.length === 1 ? 'One thing stands' : `${blockers.length} things stand`} in the way: ${blockers.map(({ message }) => message).join(' ')}`,
    fix: blockers.map(({ fix }) => fix ?? '').join(' '),
  });
}
