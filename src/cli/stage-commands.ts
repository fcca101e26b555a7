import type { CutoverTerms } from '../core/cutover/armed-cutover.ts';
import { endsTooLate } from '../core/cutover/window-and-deadline.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { actedResult, migrationResult } from '../core/results/stage-results.ts';
import type { Ran } from '../engine/run-steps.ts';
import { commands, detached, type MigrationCommand } from '../stages/commands.ts';
import { arrivalNow } from '../stages/judge-stage.ts';
import { type Line, line, type Slice, stepsOf } from '../stages/line.ts';
import { outcomeUnknown } from '../stages/start/create-outcome.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { handOver } from '../stages/start/hand-over.ts';
import {
  comparisonOf,
  creationOf,
  hasCreated,
  isComparison,
  isCutOver,
  migrationDetails,
  migrationIdOf,
  migrationNow,
} from '../stages/start/this-migration.ts';
import { need } from '../stages/world.ts';
import { adoptMigration, createAgain, refuseAfterCutover } from './adopt-migration.ts';
import { armedBeside, refuseBesideArmed, termsHere } from './armed-beside.ts';
import { armedCutoverIn, unwatchedAt } from './armed-cutover-in.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { directoryOf, dirFlag, textOption } from './common-options.ts';
import { dryCutover } from './cutover-dry-run.ts';
import { cutoverTimeoutOf, withinTimeout } from './cutover-timeout.ts';
import { exitCodeOf } from './exit-codes.ts';
import { gateTerms } from './gate-terms.ts';
import { withStopped } from './left-stopped.ts';
import type { Told } from './make-sure.ts';
import { missingUris } from './missing-uris.ts';
import { goesOnArmed } from './next-of-status.ts';
import { wantsCutover } from './offer-cutover.ts';
import { notConfirmed } from './option-problems.ts';
import type { RunPorts } from './run-ports.ts';
import { type Session, withSession } from './session.ts';
import { runStage, type StageRun } from './stage-run.ts';
import { tell } from './tell.ts';
import { type Telling, withTelling } from './telling.ts';
import { type Named, saidForCreation, typedAgain } from './typed-again.ts';

/** What goes on after a command that has ended well. */
interface GoOn {
  readonly command: Named;
  readonly reason: string;
  readonly confirm?: string;
  readonly without?: readonly string[];
  readonly said?: readonly string[];
}

/** What a command works with while it holds the directory. */
interface Course {
  readonly command: MigrationCommand;
  readonly session: Session;
  readonly options: Options;
  readonly ports: RunPorts;
  readonly env: RunPorts['env'];
  warn(message: string): void;
  /** Runs a slice of the line, with the agreement and the checks of a command if it has some. */
  run(slice: Slice, settings?: StageRun): Promise<Ran>;
}

/** A cutover that is not asked for at once. */
export interface Arming {
  readonly terms: CutoverTerms;
  /** What `arm` would do, for a dry run: arm it, go on with one that is armed already, or refuse. */
  would(): Promise<'arm' | 'watch' | LivemigError>;
  /** Before anything of it is done: has it approved, and keeps that it is armed. */
  arm(session: Session): Promise<void>;
  /** What follows, as often as it takes. */
  attempts<Result>(attempt: () => Promise<Result>): Promise<Result>;
}

/** The commands that change something, as slices of a line of steps. */
export function commandsOf(steps: Line, arming?: Arming): Record<MigrationCommand['command'], CommandModule> {
  type Follow = (course: Course, courseIn: (session: Session) => Course) => Promise<Outcome>;
  const made = (command: MigrationCommand, follow: Follow, hooks?: Telling['hooks']): CommandModule => ({
    result: actedResult,
    run: async (options, ports) => {
      // Told before anything begins where it cannot be read.
      const limitMs = cutoverTimeoutOf(options);
      const isCutover = command.command === 'cutover';
      const terms = arming?.terms ?? (isCutover ? await termsHere(options, ports) : gateTerms(options));
      const courseIn = (session: Session) => courseOf(command, steps, session, options, ports, limitMs);
      return withSession(
        {
          ...{ command: command.command, ...command.needs, readOnly: options.dryRun === true, options, hooks },
          terms,
        },
        ports,
        (session) => follow(courseIn(session), courseIn),
      );
    },
  });
  const followed = (command: MigrationCommand, follow: Follow): CommandModule => ({
    result: migrationResult,
    run: (options, outside) =>
      withTelling(options, outside, ({ ports, during, hooks }) => {
        const told: Follow = (course, courseIn) => during(course.session, () => follow(course, courseIn));
        return made(command, told, hooks).run(options, ports);
      }),
  });
  return {
    link: made(commands.link, runThrough),
    provision: made(commands.provision, runThrough),
    start: followed(commands.start, runStart),
    cutover: followed(commands.cutover, (course, courseIn) => runCutover(course, courseIn, arming)),
  };
}

export const migrationCommands = commandsOf(line);

function courseOf(
  command: MigrationCommand,
  steps: Line,
  session: Session,
  options: Options,
  ports: RunPorts,
  limitMs: number | undefined,
): Course {
  const run: Course['run'] = (slice, settings) =>
    runStage(withinTimeout(stepsOf(slice, steps), limitMs, ports.clock), session, options, ports, settings);
  return { command, session, options, ports, env: ports.env, run, warn: (message) => tell(ports, 'warning', message) };
}

/** A stage that is run once more when the migration exists leads to where that stands, and not to the stage after it. */
async function runThrough(course: Course): Promise<Outcome> {
  const { command, session, run } = course;
  const ran = await run(command, command);
  const isCreated = migrationIdOf(session.world.journal()) !== null;
  const whereItStands: GoOn = { command: 'status', reason: 'shows where the migration stands' };
  return outcome(course, ran, {}, isCreated ? whereItStands : command.next);
}

async function runCutover(
  course: Course,
  courseIn: (session: Session) => Course,
  arming: Arming | undefined,
): Promise<Outcome> {
  const { session, options } = course;
  refuseUnknownMigration(session);
  refuseUnconfirmed(session, options);
  if (options.dryRun === true) return showCutover(course, arming);
  if (arming === undefined) {
    await refuseBesideArmed(session, options, course.ports);
    return finishMigration(course);
  }
  await arming.arm(session);
  // Whoever was asked may be asleep when the time has come.
  const unasked = courseIn({ ...session, prompter: undefined });
  const told: Told = {};
  return arming.attempts(() => finishMigration(unasked, undefined, told));
}

/** What it would do, and how its gates stand; it would be refused by them, or by what stands in the way otherwise. */
async function showCutover(course: Course, arming: Arming | undefined): Promise<Outcome> {
  const { session, options, ports } = course;
  const made = await finishMigration(course);
  if (cutoverRequest(session.world.journal()) !== undefined || made.data.status === 'COMPLETE') return made;
  const window = arming?.terms.window;
  const would = arming === undefined ? await armedBeside(options, ports) : await arming.would();
  const inTheWay = would instanceof LivemigError ? would : undefined;
  const dry = await dryCutover(session.world, options, ports, { window, inTheWay });
  if (dry === undefined) return made;
  const { plan, refusal, migration } = dry;
  if (window !== undefined && inTheWay === undefined) {
    const which =
      would === 'watch' ? 'The cutover is armed already, and would be gone on with, for' : 'It would be armed for';
    const waits = plan.refused ? ' What refuses it now would be waited for as long as that is open.' : '';
    tell(ports, 'info', `${which} ${window.words}.${waits}`);
    const late = endsTooLate(window, migration.following);
    if (late !== undefined) course.warn(late);
  }
  if (refusal === undefined) return { ...made, data: { ...made.data, cutoverPlan: plan } };
  const { comparison: _, ...seen } = made.data;
  const data = { ...seen, ...refusal.data, cutoverPlan: plan };
  // What goes on with an armed cutover is what there is to do here.
  const next = refusal === inTheWay && arming === undefined ? made.next : [];
  return { ...made, status: 'blocked', exitCode: exitCodeOf(refusal), error: refusal, data, next };
}

async function runStart(course: Course): Promise<Outcome> {
  const { command, session, options, run } = course;
  const goesThrough = wantsEverything(options);
  if (goesThrough || session.world.values.dropDestination === true) refuseUnconfirmed(session, options);
  if (goesThrough) await refuseBesideArmed(session, options, course.ports);
  refuseAfterCutover(session, options);
  await obeyPerson(session, options);
  tellWhatIsNotCleared(session);

  const ran = await run(options.detach === true ? detached : command, command);
  if (options.dryRun === true) return outcome(course, ran, {});
  if (options.detach === true) return whenDetached(course, ran);
  // What has been requested is followed, and not offered again.
  const isUnderWay = detailsIn(ran)?.status === 'COMPLETE' || cutoverRequest(session.world.journal()) !== undefined;
  const told: Told = {};
  const goOn = goesThrough || isUnderWay || (await wantsCutover(detailsIn(ran), session, options, course.ports, told));
  return goOn ? finishMigration(course, ran, told) : readyForCutover(course, ran);
}

/** The same command goes on with a migration day after day; what it was told to clear is cleared at the creation only. */
function tellWhatIsNotCleared({ world }: Session): void {
  const creation = creationOf(world.journal());
  if (world.values.dropDestination !== true || creation.state !== 'created') return;
  world.tell(`Nothing will be cleared: the migration ${creation.id} already exists.`);
}

function wantsEverything(options: Options): boolean {
  return textOption(options, 'cutover') === 'auto';
}

/** What somebody found out who looked at Atlas, after an outcome was lost; it is written down, so not in a dry run. */
async function obeyPerson(session: Session, options: Options): Promise<void> {
  const adopted = textOption(options, 'adoptMigration');
  if (adopted === undefined && options.createAgain !== true) return;
  if (options.dryRun === true) {
    const message = '--adopt-migration and --create-again change the journal, which a dry run does not.';
    throw usage('DRY_RUN', message, 'Leave --dry-run out.');
  }
  if (adopted !== undefined) await adoptMigration(adopted, session);
  if (options.createAgain === true) await createAgain(session);
}

async function finishMigration(course: Course, before?: Ran, told?: Told): Promise<Outcome> {
  const { session, run } = course;
  // Whoever asks for the cutover once more asks whether the data has arrived: that is looked at now.
  const anew = course.command.command === 'cutover' ? isComparison : undefined;
  const ran = await run(commands.cutover, {
    ...commands.cutover,
    ...(anew && { anew }),
    ...(told && { told }),
  }).catch(async (error: unknown) => {
    throw await withStopped(error, session.world);
  });
  const compared = comparisonOf(session.world.journal());
  if (compared?.identical === true && ran.acted.some(isComparison)) await onVerified(session);
  const data = {
    ...migrationData(session, detailsIn(ran)),
    comparison: compared === undefined ? null : { ...compared, differences: [], differencesTotal: 0 },
    ...(compared !== undefined && { willNotArrive: await arrivalNow(session.world) }),
    ...(isCutOver(session.world.journal()) && { handOver: await handOver(session.world) }),
  };
  const acted = [...(before?.acted ?? []), ...ran.acted];
  const made = await outcome(course, { ...ran, acted }, data, commands.cutover.next);
  return compared === undefined && course.options.dryRun !== true ? unverified(made, course) : made;
}

/** Each comparison is an occasion of its own. */
async function onVerified({ world: { hooks, journal, began } }: Session): Promise<void> {
  await hooks.run('on-verified', `${migrationIdOf(journal())}/verified/${began}`);
}

/** Nobody is to take a cutover for a proof that the data has arrived. */
function unverified(made: Outcome, { session, options, warn }: Course): Outcome {
  const missing = missingUris(session.world.values);
  const command = `livemig verify${dirFlag(options)}`;
  warn(
    `Not verified: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set. With both set, \`${command}\` proves whether the destination holds what the source holds, until the source changes.`,
  );
  return { ...made, next: [{ command, reason: 'compares source and destination' }, ...made.next] };
}

/**
 * One that this run has created has just begun, whatever a look would meet. Another is looked at once: it may have ended, or
 * its cutover may be under way.
 */
async function whenDetached(course: Course, ran: Ran): Promise<Outcome> {
  const { session } = course;
  const goOn: GoOn = {
    command: 'start',
    reason: 'follow the migration until it is ready for cutover',
    without: ['--detach', ...saidForCreation, '--confirm'],
  };
  if (hasCreated(ran.acted)) {
    return { ...(await outcome(course, ran, migrationData(session, undefined), goOn)), status: 'detached' };
  }
  const details = await migrationNow(session.world);
  const what = (next: GoOn) => outcome(course, ran, migrationData(session, details), next);
  if (details?.status === 'COMPLETE') return what({ command: 'status', reason: 'the migration is complete' });
  const request = cutoverRequest(session.world.journal());
  if (request !== undefined) {
    return { ...(await what({ command: 'cutover', reason: requestText(request) })), status: 'in-progress' };
  }
  return { ...(await what(goOn)), status: 'detached' };
}

async function readyForCutover(course: Course, ran: Ran): Promise<Outcome> {
  const { command, session } = course;
  const at = await unwatchedHere(course);
  const armed = at.length === 0 ? {} : { said: at, reason: goesOnArmed };
  const goOn = { ...command.next, confirm: need(session.world, 'destinationCluster'), ...armed };
  const made = await outcome(course, ran, migrationData(session, detailsIn(ran)), goOn);
  return { ...made, status: 'ready-for-cutover' };
}

/** What goes on with a cutover that somebody has armed here, and nobody watches. */
async function unwatchedHere({ options, ports }: Pick<Course, 'options' | 'ports'>): Promise<readonly string[]> {
  return unwatchedAt(await armedCutoverIn(await ports.openDirectory(directoryOf(options))));
}

function detailsIn({ details }: Ran): MigrationDetails | undefined {
  return migrationDetails((step) => details[step]);
}

function migrationData({ world }: Session, details: MigrationDetails | undefined) {
  return { migrationId: migrationIdOf(world.journal()), ...details };
}

/** A comparison only looks. */
function hasChanged({ acted }: Ran): boolean {
  return acted.some((step) => !isComparison(step));
}

async function outcome(
  course: Course,
  ran: Ran,
  data: Readonly<Record<string, unknown>>,
  goOn?: GoOn,
): Promise<Outcome> {
  const { command, session, options, env } = course;
  if (options.dryRun === true)
    return {
      status: 'dry-run',
      data: { changed: false, ...data },
      next: await afterDryRun(course),
    };
  const typed = { command: command.command, options, journal: session.world.journal(), env };
  const next =
    goOn === undefined ? [] : [{ command: await typedAgain(goOn.command, typed, goOn), reason: goOn.reason }];
  return { status: 'done', data: { changed: hasChanged(ran), acted: ran.acted, ...data }, next };
}

/**
 * The same without --dry-run; while another run works on the migration it would only be refused. What cannot be undone is said twice by whoever means it: to clear the destination without
 * --confirm is nothing that a script may be led to.
 */
async function afterDryRun(course: Course): Promise<Outcome['next']> {
  const {
    command: { command },
    session: { world, isUnderWay },
    options,
    env,
  } = course;
  const typed = { command, options, journal: world.journal(), env };
  if (await isUnderWay()) {
    return [{ command: await typedAgain('status', typed), reason: 'another run works on this migration' }];
  }
  const isConfirmed = textOption(options, 'confirm') !== undefined;
  if (world.values.dropDestination === true && !isConfirmed) return [];
  const cutsOver = command === 'cutover' || options.cutover !== undefined;
  const confirm = cutsOver && !isConfirmed ? { confirm: need(world, 'destinationCluster') } : {};
  const said = command === 'cutover' && options.at === undefined ? await unwatchedHere(course) : [];
  const real = await typedAgain(command, typed, { without: ['--dry-run'], said, ...confirm });
  if (said.length > 0) return [{ command: real, reason: goesOnArmed }];
  return [{ command: real, reason: 'does what this has shown' }];
}

/** Where none was ever begun, it was refused before anything was asked (`other-migrations.ts`). */
function refuseUnknownMigration({ world }: Session): void {
  if (creationOf(world.journal()).state === 'asked') throw outcomeUnknown();
}

/** What cannot be undone is refused at once where nobody can be asked, not after hours of waiting. */
function refuseUnconfirmed({ world, prompter }: Session, options: Options): void {
  const cluster = need(world, 'destinationCluster');
  const cutOverBegun = cutoverRequest(world.journal()) !== undefined;
  if (prompter !== undefined || cutOverBegun || textOption(options, 'confirm') === cluster || options.dryRun === true)
    return;
  throw notConfirmed(cluster, textOption(options, 'confirm'));
}

function usage(code: ErrorCode, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
