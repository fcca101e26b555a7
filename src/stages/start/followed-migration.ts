import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { LivemigError } from '../../core/errors.ts';
import { firstNames } from '../../core/first-names.ts';
import { shown } from '../../core/harmless.ts';
import { findHost } from '../../core/host-name.ts';
import { progressOf, seenBefore } from '../../core/journal.ts';
import { completeSeen } from '../../core/past.ts';
import type { MigrationDetails } from '../../core/results/migration-details.ts';
import { need, receipt, type World } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { cutoverRecord, cutoverRequest } from './cutover-request.ts';
import { gatesNow } from './gates-now.ts';
import { detailsOf, isCopying } from './migration-phase.ts';

/** Under this name the journal keeps the furthest status that was seen. */
export const statusSeen = 'migration.status';

/** Of the steps that follow it: it needs nobody who looks. */
export const goesOnInAtlas = 'the migration goes on in Atlas';

/**
 * Asks Atlas about this journal's migration; `undefined` where the journal knows of none.
 *
 * Throws kind `drift` where Atlas answers of another migration, does not know this one any more, or tells of a status that
 * lies behind one that was seen: a migration never goes back, and nothing that is built on it would be true.
 */
export async function currentMigration(world: World): Promise<LiveMigration | undefined> {
  const created = receipt(world, createMigration);
  if (created === undefined) return undefined;
  const migration = await fetchMigration(world, created.migrationId);
  const before = furthestSeen(world);
  if (before !== undefined && isBehind(migration.status, before)) {
    throw drifted(
      `The migration ${created.migrationId} was ${before} before, and Atlas now reports ${shown(migration.status)}.`,
      isCutOver(world)
        ? ''
        : ` To continue with this migration as it is, run \`livemig start --adopt-migration ${created.migrationId}\`.`,
    );
  }
  return migration;
}

/** What this look tells of it, with what can be seen of the two deployments, and what all looks tell together. */
export async function followed(world: World, migration: LiveMigration): Promise<MigrationDetails> {
  const { follower, gatesWatch } = world;
  const told = detailsOf(migration);
  const { status, readyForCutover: ready, lagSeconds } = told;
  const following = await follower.see({ status, ready, lagSeconds });
  const documents = isCopying(told) ? following?.copied?.documents : undefined;
  const details = {
    ...told,
    ...(documents !== undefined && { destinationDocuments: documents }),
    ...(following && { following }),
  };
  if (following?.phase !== 'ready' || cutoverRequest(world.journal()) !== undefined) return details;
  const gatesSeen = gatesWatch.see((usersOf) => gatesNow(world, details, { usersOf }));
  return gatesSeen === undefined ? details : { ...details, gatesSeen };
}

/** The migration with this id, made sure to be the one that was asked for and to run on this journal's host. */
export async function fetchMigration(world: World, id: string): Promise<LiveMigration> {
  const migration = await world.atlas.migration(need(world, 'atlasProject'), id).catch((error: unknown) => {
    throw isUnknown(error) ? gone(id, error) : error;
  });
  if (typeof migration._id === 'string' && migration._id !== id) {
    throw drifted(`Atlas was asked for the migration ${id} and answered with ${shown(migration._id)}.`);
  }
  const { migrationHost = world.journal().inputs.migrationHost } = world.values;
  const hosts = migration.migrationHosts;
  if (typeof migrationHost === 'string' && hosts.length > 0 && findHost(migrationHost, hosts).is === 'none') {
    throw drifted(
      `The migration ${id} runs on ${firstNames(hosts.map((host) => shown(host)))}, not on ${migrationHost}.`,
    );
  }
  return migration;
}

/** What the journal is to keep of what was seen; nothing of a status that says nothing. */
export function seenOf({ status }: LiveMigration): Readonly<Record<string, string>> {
  if (typeof status !== 'string' || !ranks.has(status)) return {};
  return { [statusSeen]: status, ...(status === 'COMPLETE' && { [completeSeen]: status }) };
}

/** A status with a higher rank is further; two of the highest are two different ends. */
const ranks: ReadonlyMap<string, number> = new Map([
  ['NEW', 0],
  ['WORKING', 1],
  ['COMPLETE', 2],
  ['FAILED', 2],
  ['EXPIRED', 2],
]);

function isBehind(status: string | null | undefined, before: string): boolean {
  const [now, then] = [ranks.get(status ?? ''), ranks.get(before)];
  if (now === undefined || then === undefined || status === before) return false;
  return now < then || then === 2;
}

function furthestSeen(world: World): string | undefined {
  return isCutOver(world) ? 'COMPLETE' : seenBefore(world.journal(), statusSeen);
}

/** The cutover step is done only when COMPLETE was seen. */
function isCutOver(world: World): boolean {
  return progressOf(world.journal(), cutoverRecord.id) === 'done';
}

/** Atlas' own 404; that of a project is about the project, and one without a code is a proxy's. */
function isUnknown(error: unknown): error is LivemigError {
  if (!(error instanceof LivemigError) || error.api?.status !== 404) return false;
  return error.api.errorCode !== undefined && !error.api.errorCode.includes('GROUP');
}

/** Whether it says that Atlas does not know the migration. */
export function isGone(error: unknown): boolean {
  return error instanceof LivemigError && error.kind === 'drift' && error.api?.status === 404;
}

function gone(id: string, { api }: LivemigError): LivemigError {
  return drifted(`Atlas does not know the migration ${id} (any more).`).retold({ api });
}

/** @param adopted how it is gone on with by `--adopt-migration`; left out where that is refused as well. */
function drifted(message: string, adopted = ''): LivemigError {
  return new LivemigError({
    kind: 'drift',
    code: 'MIGRATION_DRIFTED',
    message,
    fix: `Look at the destination cluster's card in Atlas, and at who else works on it.${adopted}`,
  });
}
