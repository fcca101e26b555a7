import { type CleanupItem, type CleanupPlan, type Removable, removable } from '../core/cleanup/cleanup-plan.ts';
import { cleanupLines } from '../core/cleanup/cleanup-text.ts';
import { type CleanupChoice, missed, planCleanup, removals } from '../core/cleanup/plan-cleanup.ts';
import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { type CleanupData, cleanupResult } from '../core/results/cleanup-result.ts';
import { windowWords } from '../core/way-back/rollback-window.ts';
import { cleanupFacts } from '../stages/cleanup/cleanup-facts.ts';
import { endedMigration } from '../stages/cleanup/ended.ts';
import { cleanupNeeds } from '../stages/needs.ts';
import { windowNow } from '../stages/start/after-cutover.ts';
import { need } from '../stages/world.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import { removeConfirmed } from './remove-confirmed.ts';
import type { RunPorts } from './run-ports.ts';
import { type Session, withSession } from './session.ts';
import { tell } from './tell.ts';
import { typedAgain } from './typed-again.ts';

/** Shows what a migration that has ended has left, and removes what it made itself, once a person has confirmed it. */
export const cleanupCommand: CommandModule = { result: cleanupResult, run: cleanup };

async function cleanup(options: Options, ports: RunPorts): Promise<Outcome> {
  const choice = choiceOf(options);
  const isDry = options.dryRun === true;
  return withSession({ command: 'cleanup', ...cleanupNeeds, readOnly: isDry, options }, ports, async (session) => {
    ports.reporter.busy?.('Finding out what the migration has left');
    const plan = await planNow(session, choice, options, ports);
    const refusal = refusedBy(plan, options);
    if (isDry) return dryRun(plan, refusal, session, options, ports);
    if (refusal !== undefined) throw refusal;
    const data = await removeConfirmed(plan, session, ports, () => planNow(session, choice, options, ports));
    return ended(data, missed(plan, choice), session, options, ports);
  });
}

/** None that shares the host is to be overlooked. */
const mostNearby = 1_000;

async function planNow(
  { world, audit }: Session,
  choice: CleanupChoice,
  options: Options,
  ports: RunPorts,
): Promise<CleanupPlan> {
  const ended = await endedMigration(world);
  const { migrations } = await ports.findMigrations(directoryOf(options), mostNearby);
  const facts = await cleanupFacts(world, { ended, recorded: await audit.read(), nearby: migrations });
  return planCleanup(facts, choice, ended === 'complete' ? await windowNow(world) : undefined);
}

/** Where nobody could look whether there is a way back, the plan says so, and the person who confirms it decides. */
function refusedBy({ rollbackWindow }: CleanupPlan, options: Options): LivemigError | undefined {
  if (rollbackWindow?.state !== 'open' || options.wayBackNotNeeded === true) return undefined;
  return new LivemigError({
    kind: 'blocked',
    code: 'WAY_BACK_OPEN',
    message: `There still is a way back, so nothing was removed. It is ${windowWords(rollbackWindow)}.`,
    fix: 'Wait until nobody wants to go back any more (`livemig rollback --plan` shows what that would take), then run it with --way-back-not-needed.',
  });
}

async function dryRun(
  plan: CleanupPlan,
  refusal: LivemigError | undefined,
  { world }: Session,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const data: CleanupData = { ...plan, changed: false };
  if (refusal !== undefined) {
    tell(ports, 'info', cleanupLines(plan).join('\n'));
    return { status: 'blocked', exitCode: exitCodeOf(refusal), error: refusal, data, next: [] };
  }
  const typed = { command: 'cleanup', options, journal: world.journal(), env: ports.env };
  const confirm = options.confirm === undefined ? { confirm: need(world, 'destinationCluster') } : {};
  const command = await typedAgain('cleanup', typed, { without: ['--dry-run'], ...confirm });
  const next = removals(plan).length === 0 ? [] : [{ command, reason: 'removes what this has shown' }];
  return { status: 'dry-run', data, next };
}

/** Nobody may take what could not be looked at for removed. */
async function ended(
  data: CleanupData,
  unseen: readonly CleanupItem[],
  { world }: Session,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  if (unseen.length === 0) return { status: 'done', data, next: [] };
  tell(ports, 'info', cleanupResult.lines(data).join('\n'));
  const [what, names] = [unseen.map((one) => one.what), [...new Set(unseen.map(({ name }) => name))]];
  const error = new LivemigError({
    kind: 'outcome-unknown',
    code: 'CLEANUP_INCOMPLETE',
    message: `This could not be looked at, so it was not removed: ${what.join('; ')}.`,
    fix: `Put right what the plan names as the reason, then run the same command again. What it is to leave: ${names.map((name) => `--skip ${name}`).join(' ')}.`,
  });
  const command = await typedAgain('cleanup', {
    command: 'cleanup',
    options,
    journal: world.journal(),
    env: ports.env,
  });
  const next = [{ command, reason: 'when that has been done' }];
  return { status: 'failed', exitCode: exitCodeOf(error), error, data, next };
}

function choiceOf(options: Options): CleanupChoice {
  const [skip, include] = [namesIn('--skip', options.skip), namesIn('--include', options.include)];
  const both = skip.find((name) => include.includes(name));
  if (both === undefined) return { skip, include };
  throw new LivemigError({
    kind: 'usage',
    code: 'CONTRADICTION',
    message: `--skip ${both} and --include ${both} contradict each other.`,
    fix: 'Leave one of them out.',
  });
}

function namesIn(flag: string, given: unknown): Removable[] {
  const all = given === undefined ? [] : [given].flat();
  return all.map((name) => {
    const found = removable.find((one) => one === name);
    if (found !== undefined) return found;
    throw new LivemigError({
      kind: 'usage',
      code: 'CHOICE',
      message: `${flag} is ${shown(String(name))}; it can be one of ${removable.join(', ')}.`,
      fix: 'Everything else that the plan names is undone by hand, as it says there.',
    });
  });
}
