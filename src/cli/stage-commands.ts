import { LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import { progressOf } from '../core/journal.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Details } from '../core/step.ts';
import type { Ran } from '../engine/run-steps.ts';
import { detailsOf } from '../engine/step-news.ts';
import { link } from '../stages/link/stage.ts';
import { cutoverNeeds, type Needs } from '../stages/needs.ts';
import { provision } from '../stages/provision/stage.ts';
import { createMigration, outcomeUnknown } from '../stages/start/create-migration.ts';
import { cutOver } from '../stages/start/cut-over.ts';
import { cutoverRequest, requestText } from '../stages/start/cutover-request.ts';
import { withAftermath } from '../stages/start/left-behind.ts';
import { start } from '../stages/start/stage.ts';
import { synchronize } from '../stages/start/synchronize.ts';
import { validate } from '../stages/start/validate.ts';
import { verify } from '../stages/start/verify.ts';
import { need, receipt } from '../stages/world.ts';
import { adoptMigration, createAgain, refuseAfterCutover } from './adopt-migration.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import type { Host } from './host.ts';
import { notConfirmed } from './option-problems.ts';
import { type Session, withSession } from './session.ts';
import { runStage } from './stage-run.ts';

export const linkCommand: CommandModule = {
  run: (options, host) =>
    inSession('link', link, options, host, async (session) => {
      const ran = await runStage(link.steps, session, options, host, link);
      return outcome(
        options,
        ran,
        {},
        nextStage(session, {
          command: 'livemig provision',
          reason: 'provision the migration host and connect the organization',
        }),
      );
    }),
};

export const provisionCommand: CommandModule = {
  run: (options, host) =>
    inSession('provision', provision, options, host, async (session) => {
      const ran = await runStage(provision.steps, session, options, host, provision);
      const start = { command: 'livemig start', reason: 'validate and start the migration' };
      return outcome(options, ran, {}, nextStage(session, start));
    }),
};

export const startCommand: CommandModule = {
  run: (options, host) => inSession('start', start, options, host, (session) => runStart(session, options, host)),
};

export const cutoverCommand: CommandModule = {
  run: (options, host) =>
    inSession('cutover', cutoverNeeds, options, host, async (session) => {
      refuseUnknownMigration(session);
      refuseUnconfirmed(session, options);
      return finishMigration(session, options, host, undefined);
    }),
};

function inSession(
  command: string,
  needs: Needs,
  options: Options,
  host: Host,
  use: (session: Session) => Promise<Outcome>,
): Promise<Outcome> {
  return withSession({ command, ...needs, readOnly: options.dryRun === true, options }, host, use);
}

async function runStart(session: Session, options: Options, host: Host): Promise<Outcome> {
  const goesThrough = wantsEverything(options);
  if (goesThrough || session.world.values.dropDestination === true) refuseUnconfirmed(session, options);
  refuseAfterCutover(session, options);
  await obeyPerson(session, options);
  tellWhatIsNotCleared(session);

  const upTo = options.detach === true ? [validate, createMigration] : [validate, createMigration, synchronize];
  const ran = await runStage(upTo, session, options, host, start);
  if (options.dryRun === true) return outcome(options, ran, {});
  if (options.detach === true) return detached(session, options, ran);
  const { status } = ran.details[synchronize.id] ?? {};
  // What has been requested is followed, and not offered again.
  const isUnderWay = status === 'COMPLETE' || cutoverRequest(session.world.journal()) !== undefined;
  const goOn = goesThrough || isUnderWay || (await wantsCutover(session));
  return goOn ? finishMigration(session, options, host, ran) : readyForCutover(session, options, ran);
}

/** The same command goes on with a migration day after day; what it was told to clear is cleared at the creation only. */
function tellWhatIsNotCleared({ world }: Session): void {
  const id = receipt(world, createMigration)?.migrationId;
  if (world.values.dropDestination !== true || id === undefined) return;
  world.tell(`Nothing is cleared now: the migration ${id} exists already.`);
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

/** On a terminal the cutover is offered; without one it takes `--cutover auto` or `livemig cutover`. */
async function wantsCutover({ prompter, world }: Session): Promise<boolean> {
  const message = `Ready. Stop every write to the source, then cut over to ${need(world, 'destinationCluster')}. Cut over now?`;
  return (await prompter?.ask({ kind: 'yes-no', message, default: false })) === 'yes';
}

async function finishMigration(
  session: Session,
  options: Options,
  host: Host,
  before: Ran | undefined,
): Promise<Outcome> {
  const ran = await runStage([synchronize, cutOver, verify], session, options, host);
  const compared = receipt(session.world, verify);
  const data = {
    ...migrationData(session, ran.details[cutOver.id]),
    comparison: compared === undefined ? null : { ...compared, differences: [], differencesTotal: 0 },
  };
  const acted = [...(before?.acted ?? []), ...ran.acted];
  return outcome(options, { ...ran, acted }, data, {
    command: 'livemig status',
    reason: 'the migration is complete: point the applications at the destination',
  });
}

/** A stage that is run once more when the migration exists leads to where that stands, and not to the stage after it. */
function nextStage({ world }: Session, next: NextCommand): NextCommand {
  return receipt(world, createMigration) === undefined
    ? next
    : { command: 'livemig status', reason: 'shows where the migration stands' };
}

/**
 * One that this run has created has just begun, whatever a look would meet. Another is looked at once: it may have ended, or
 * its cutover may be under way.
 */
async function detached(session: Session, options: Options, ran: Ran): Promise<Outcome> {
  const goOn = { command: 'livemig start', reason: 'follow the migration until it is ready for cutover' };
  if (ran.acted.includes(createMigration.id)) {
    return { ...outcome(options, ran, migrationData(session, undefined), goOn), status: 'detached' };
  }
  const seen = await synchronize.observe(session.world, undefined);
  if (seen.state === 'failed') throw await withAftermath(seen.error, session.world);
  const details = detailsOf(seen);
  const what = (next: NextCommand) => outcome(options, ran, migrationData(session, details), next);
  if (details?.status === 'COMPLETE') return what({ command: 'livemig status', reason: 'the migration is complete' });
  const request = cutoverRequest(session.world.journal());
  if (request !== undefined) {
    return { ...what({ command: 'livemig cutover', reason: requestText(request) }), status: 'in-progress' };
  }
  return { ...what(goOn), status: 'detached' };
}

function readyForCutover(session: Session, options: Options, ran: Ran): Outcome {
  const data = migrationData(session, ran.details[synchronize.id]);
  const command = `livemig cutover --confirm ${shellWord(need(session.world, 'destinationCluster'))}`;
  const goOn = { command, reason: 'after every write to the source has been stopped; within 120 hours' };
  return { ...outcome(options, ran, data, goOn), status: 'ready-for-cutover' };
}

function migrationData({ world }: Session, details: Details | undefined) {
  return { migrationId: receipt(world, createMigration)?.migrationId ?? null, ...details };
}

function outcome(
  options: Options,
  ran: Ran,
  data: Readonly<Record<string, unknown>>,
  goOn?: { command: string; reason: string },
): Outcome {
  if (options.dryRun === true) return { status: 'dry-run', data: { changed: false, ...data }, next: [] };
  const next = goOn === undefined ? [] : [{ ...goOn, command: `${goOn.command}${dirFlag(options)}` }];
  return { status: 'done', data: { changed: ran.acted.length > 0, acted: ran.acted, ...data }, next };
}

/** Where none was ever begun, it was refused before anything was asked (`other-migrations.ts`). */
function refuseUnknownMigration({ world }: Session): void {
  if (progressOf(world.journal(), createMigration.id) === 'started') throw outcomeUnknown();
}

/** What cannot be undone is refused at once where nobody can be asked, not after hours of waiting. */
function refuseUnconfirmed({ world, prompter }: Session, options: Options): void {
  const cluster = need(world, 'destinationCluster');
  const cutOverBegun = progressOf(world.journal(), cutOver.id) !== 'none';
  if (prompter !== undefined || cutOverBegun || textOption(options, 'confirm') === cluster || options.dryRun === true)
    return;
  throw notConfirmed(cluster, textOption(options, 'confirm'));
}

function usage(code: string, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
