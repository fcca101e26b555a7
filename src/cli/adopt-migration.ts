import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { receiptOf, submitted, withdrawn } from '../core/journal.ts';
import { createMigration } from '../stages/start/create-migration.ts';
import { cutOver } from '../stages/start/cut-over.ts';
import { currentMigration } from '../stages/start/followed-migration.ts';
import { synchronize } from '../stages/start/synchronize.ts';
import { validate } from '../stages/start/validate.ts';
import { verify } from '../stages/start/verify.ts';
import { need } from '../stages/world.ts';
import type { Session } from './session.ts';

/** `--adopt-migration ID`: a person has looked and found the migration whose id was lost. */
export async function adoptMigration(id: string, { world, journal }: Session): Promise<void> {
  const known = receiptOf(journal.current(), createMigration)?.migrationId;
  if (known === id) return;
  if (known !== undefined)
    throw refused(`This directory already follows the migration ${known}.`, 'Use another directory with --dir.');
  if (!/^[a-f0-9]{24}$/.test(id)) throw refused(`${shown(id)} is not a migration id.`, 'It has 24 hexadecimal digits.');
  await world.atlas.migration(need(world, 'atlasProject'), id);
  journal.note({ kind: 'decision', decision: `adopted migration ${id}` });
  await journal.update((before) => submitted(before, createMigration.id, { migrationId: id }, world.clock.now()));
}

/** `--create-again`: a person says that none exists, or the known one has ended without success. */
export async function createAgain({ world, journal }: Session): Promise<void> {
  const migration = await currentMigration(world);
  const alive = migration !== undefined && migration.status !== 'FAILED' && migration.status !== 'EXPIRED';
  if (alive)
    throw refused(
      `The migration ${migration._id} is ${migration.status ?? 'known to Atlas'}.`,
      'Go on with it by `livemig start`, or cancel it in Atlas first.',
    );
  journal.note({ kind: 'decision', decision: 'create the migration again' });
  const forgotten = [validate, createMigration, synchronize, cutOver, verify];
  await journal.update((before) => forgotten.reduce((rest, { id }) => withdrawn(rest, id), before));
}

function refused(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'MIGRATION_KNOWN', message, fix });
}
