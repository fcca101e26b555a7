import { LivemigError } from '../core/errors.ts';
import type { PlanEvent, PlannedChange } from '../core/events.ts';
import { agreed, isAgreedTo } from '../core/journal.ts';
import type { StageId } from '../core/step.ts';
import type { Run } from '../engine/run.ts';
import { type Ran, runSteps } from '../engine/run-steps.ts';
import type { MigrationCommand } from '../stages/commands.ts';
import { withAftermath } from '../stages/start/aftermath.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
import { isRefusedValidation, migrationIdOf, migrationIn } from '../stages/start/this-migration.ts';
import type { LivemigStage, LivemigStep, World } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { equivalentCommand } from './equivalent-command.ts';
import { isUntouched, makeSure, type Preparing, type Told } from './make-sure.ts';
import { passGates } from './pass-gates.ts';
import { portsOfRun } from './ports-of-run.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import { outlineOf } from './stage-plan.ts';
import { tellNames } from './tell-names.ts';
import { leftBefore, whatNow } from './what-now.ts';

/** What holds of a run of steps beside them. */
export interface StageRun extends Partial<Pick<MigrationCommand, 'agreement' | 'judged' | 'gated'>> {
  /** Steps that are done again, whatever an earlier run has made of them. */
  readonly anew?: (step: string) => boolean;
  /** What was told before, as by another attempt; the same is not told again. */
  readonly told?: Told;
}

/**
 * Runs steps in a session. Before anything is changed, in the world or in the journal, the checks of the stage are judged,
 * if one is given, and what it is about to do is shown; a person is asked whether to go on, unless the journal holds that
 * all of it was agreed to. Steps without a stage go on with what was agreed to before.
 * The inputs are remembered with the agreement: a cluster that was refused must not come back.
 */
export async function runStage(
  steps: readonly LivemigStep[],
  session: Session,
  options: Options,
  ports: RunPorts,
  { agreement: stage, judged, gated, anew = () => false, told = {} }: StageRun = {},
): Promise<Ran> {
  const isDry = options.dryRun === true;
  tellNames(session.world, options, ports, () => thenOf(session, options));
  const before = session.journal.current().steps;
  let wouldBlock: LivemigError | undefined;
  const isGated = ({ id }: Pick<LivemigStep, 'id'>) => gated === true && !isDry && id === cutoverRecord.id;
  let arePassed = false;
  const beforeActing: Run<World>['beforeActing'] = async (acting) => {
    const preparing = { session, options, ports, told, before };
    if (stage !== undefined) wouldBlock = await prepare(stage, steps, preparing);
    else if (judged !== undefined) wouldBlock = (await makeSure(judged, preparing)).wouldBlock;
    if (acting !== undefined && isGated(acting.step)) {
      const migration = migrationIn(acting.seen);
      if (migration !== undefined) await passGates(migration, { ...preparing, isApproved: arePassed });
      arePassed = true;
    }
    await session.remember();
  };
  // Not with other inputs than those for which it was.
  const isAgreed = () =>
    !session.hasNewInputs() && (stage === undefined || isAgreedTo(session.journal.current(), stage.id, []));
  const run: Run<World> = {
    ...portsOfRun(session, ports),
    dryRun: isDry,
    beforeActing,
    isAgreed,
    covers: async (step) => {
      if (isGated(step) && !arePassed) return false;
      if (stage === undefined || isDry) return true;
      const changes = (await step.changes?.(session.world)) ?? [];
      return isAgreedTo(session.journal.current(), stage.id, wordsOf(changes));
    },
    asksAnew: ({ id }) => anew(id),
  };
  const ran = await untilValid(() => runSteps(steps, run), session, options);
  // Other inputs than before are judged as well, though nothing is left to do.
  if (!isDry && session.hasNewInputs()) await beforeActing();
  if (wouldBlock !== undefined) throw wouldBlock;
  return ran;
}

/** What comes once what is waited for has come. */
function thenOf({ world, command }: Session, options: Options): string {
  if (cutoverRequest(world.journal()) !== undefined) return 'the comparison of both sides';
  if (command === 'cutover') return 'Atlas is asked to cut over';
  return options.cutover === undefined
    ? '`livemig cutover`, when you want it'
    : 'the cutover, without another question';
}

/** A validation that Atlas refuses is a person's to put right, on a terminal while livemig waits; the steps are run again then. */
async function untilValid(run: () => Promise<Ran>, session: Session, options: Options): Promise<Ran> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof LivemigError) || !isRefusedValidation(error) || session.prompter === undefined)
        throw aboutMigration(await withAftermath(error, session.world), session.world);
      const message = "Atlas' validation failed, so no migration was created. What now?";
      if ((await whatNow(session, { message, hint: error.fix, goOn: 'Validate again' })) === 'leave')
        throw leftBefore(
          error,
          "You left; no migration was created. Atlas' validation stands in the way (above).",
          options,
        );
    }
  }
}

/** With the migration that this journal knows of, if it does. */
function aboutMigration(error: unknown, { journal }: World): unknown {
  const migrationId = migrationIdOf(journal());
  return error instanceof LivemigError && migrationId !== null ? error.retold({ data: { migrationId } }) : error;
}

/** Checks, plan and agreement; what a dry run is to end with, having shown what comes after. */
async function prepare(
  stage: LivemigStage,
  steps: readonly LivemigStep[],
  preparing: Preparing,
): Promise<LivemigError | undefined> {
  const { session, options, ports, told } = preparing;
  const { facts, willNotArrive, wouldBlock } = await makeSure(stage, preparing);
  ports.reporter.busy?.('Finding out what has to be done');
  const outline = await outlineOf(steps, facts, session.world);
  const time = ports.clock.now().toISOString();
  const isAsked = options.dryRun !== true && asksPerson(stage.id, outline.changes, session);
  const plan = {
    ...{ stage: stage.id, ...outline, ...equivalentCommand(stage.id, session, options) },
    ...(willNotArrive && { willNotArrive }),
    ...(isAsked ? ({ asked: true } as const) : {}),
  };
  if (told.plan !== JSON.stringify(plan)) ports.reporter.report({ type: 'plan', time, ...plan });
  told.plan = JSON.stringify(plan);
  if (options.dryRun !== true) await agree(plan, preparing);
  return wouldBlock;
}

/** Whether somebody is there to be asked, and something to ask them. */
function asksPerson(stage: StageId, changes: readonly PlannedChange[], { prompter, journal }: Session): boolean {
  return prompter !== undefined && changes.length > 0 && !isAgreedTo(journal.current(), stage, wordsOf(changes));
}

/** Has the plan agreed to, and writes that down; what was agreed to before is not asked for again. */
async function agree(plan: Omit<PlanEvent, 'type' | 'time'>, preparing: Preparing): Promise<void> {
  const { session, ports } = preparing;
  const { stage, changes, asked: isAsked = false } = plan;
  const words = wordsOf(changes);
  if (isAgreedTo(session.journal.current(), stage, words)) return;
  const { reporter } = ports;
  const more = reporter.showCommand && {
    name: 'Show the command that does the same without a terminal',
    show: () => reporter.showCommand?.(plan),
  };
  if (isAsked && (await whatNow(session, { message: 'Do this now?', goOn: 'Yes, go on', more })) === 'leave')
    throw left(isUntouched(preparing));
  const how = isAsked ? 'answered' : 'called';
  const agreement = { agreedAt: ports.clock.now().toISOString(), by: ports.user, how, changes: words } as const;
  session.journal.note({ kind: 'decision', decision: `agreed to the plan of ${stage} (${how})`, changes: words });
  // The audit first: a run that is killed in between has forgotten nothing that was given up by this agreement.
  await session.journal.flush();
  await session.journal.update((before) => agreed(before, stage, agreement));
}

function wordsOf(changes: readonly PlannedChange[]): string[] {
  return changes.map(({ what }) => what);
}

function left(untouched: boolean): LivemigError {
  return new LivemigError({
    kind: 'interrupted',
    code: 'NOT_APPROVED',
    message: untouched ? 'You left; nothing was changed.' : 'You left; what was done before stays as it is.',
    fix: 'Run the same command again when you are ready.',
    left: true,
  });
}
