import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { withSeen } from '../core/journal.ts';
import { adoptedDecision, completeSeen, createAgainDecision, cutoverEver, forgotten } from '../core/past.ts';
import { currentMigration, fetchMigration } from '../stages/start/followed-migration.ts';
import {
  migrationIdOf,
  withCutover,
  withMigration,
  withoutMigration,
  withoutStatusSeen,
} from '../stages/start/this-migration.ts';
import { need } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import type { Session } from './session.ts';

/**
 * `--adopt-migration ID`: a person has looked and found the migration whose id was lost, or says that the known one is to
 * be gone on with although its status went backwards. Only proposed: it is written with what is agreed to next.
 */
export async function adoptMigration(id: string, { world, journal, past }: Session): Promise<void> {
  const known = migrationIdOf(journal.current());
  // Where the audit knows of a later one, the journal follows one that was given up.
  const isOutdated = forgotten(journal.current(), past)?.migration !== undefined;
  if (known !== null && known !== id && !isOutdated)
    throw refused(`This directory already follows the migration ${known}.`, 'Use another directory with --dir.');
  if (!/^[a-f0-9]{24}$/.test(id))
    throw refused(`${shown(id)} is not a migration id.`, 'Give the id as Atlas shows it: 24 hexadecimal digits.');
  await fetchMigration(world, id);
  const cluster = need(world, 'destinationCluster');
  world.tell(
    `Atlas does not say where a migration leads: make sure on the card of ${cluster} that ${id} is the one that fills it.`,
  );
  journal.note({ kind: 'decision', decision: adoptedDecision(id) });
  journal.propose(withoutStatusSeen);
  if (known !== id) journal.propose((before) => withMigration(before, id, world.clock.now()));
  // What the audit knows of the cutover must not be lost with the journal: it cannot be requested a second time.
  if (past.complete !== undefined)
    journal.propose((before) => withSeen(before, { [completeSeen]: 'COMPLETE' }, world.clock.now()));
  journal.propose((before) => withCutover(before, past));
}

/**
 * `--create-again`: a person says that none exists, or the known one has ended without success. Only proposed: what is
 * known is forgotten with the agreement to the new one.
 */
export async function createAgain({ world, journal }: Session): Promise<void> {
  const migration = await currentMigration(world);
  const alive = migration !== undefined && migration.status !== 'FAILED' && migration.status !== 'EXPIRED';
  if (alive)
    throw refused(
      `The migration ${migration._id} is ${migration.status ?? 'known to Atlas'}.`,
      'Continue it with `livemig start`, or cancel it in Atlas first.',
    );
  journal.note({ kind: 'decision', decision: createAgainDecision });
  journal.propose(withoutMigration);
}

/**
 * What was cut over serves applications, and what was to be cut over may: nothing in this directory clears that destination
 * or creates a migration into it again, whatever Atlas says meanwhile.
 */
export function refuseAfterCutover({ world, journal, past }: Session, options: Options): void {
  const ever = cutoverEver(journal.current(), past);
  if (ever === undefined) return;
  const flags = [
    options.createAgain === true ? '--create-again' : undefined,
    world.values.dropDestination === true ? '--drop-destination' : undefined,
  ].filter((flag) => flag !== undefined);
  if (flags.length === 0) return;
  const cluster = need(world, 'destinationCluster');
  const what =
    ever.state === 'complete' ? `The cutover to ${cluster} was complete` : `A cutover to ${cluster} was requested`;
  throw new LivemigError({
    kind: 'drift',
    code: 'CUTOVER_WAS_REQUESTED',
    message: `${what} at ${ever.at}: applications may use what is there, so ${flags.join(' and ')} ${flags.length === 1 ? 'is' : 'are'} refused in this directory.`,
    fix: `\`livemig status${dirFlag(options)}\` says what is known. To migrate again, find out what is on ${cluster}, and use a new directory with --dir.`,
  });
}

function refused(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'MIGRATION_KNOWN', message, fix });
}
