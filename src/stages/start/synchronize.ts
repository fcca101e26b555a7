import { z } from 'zod';
import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { defineStep, type Observation } from '../../core/step.ts';
import { receipt, type World } from '../world.ts';
import { cutOver } from './cut-over.ts';
import { currentMigration, detailsOf, failureOf } from './migration-status.ts';

/** Follows the migration; nothing to do but wait, for days if need be, so there is no limit but `--timeout`. */
export const synchronize = defineStep<World, unknown>({
  id: 'start.synchronize',
  title: 'Copy and follow until ready for cutover',
  receipt: z.unknown(),
  async observe(world) {
    const migration = await currentMigration(world);
    if (migration === undefined) return { state: 'todo', detail: 'the migration has not been created' };
    const error = failureOf(migration);
    if (error !== undefined) return { state: 'failed', error };
    // Whether readiness falls back after the cutover was asked for is not documented (API notes 6.2).
    const further = migration.status === 'COMPLETE' || receipt(world, cutOver) !== undefined;
    return observed(migration, further || migration.readyForCutover === true);
  },
});

function observed(migration: LiveMigration, ready: boolean): Observation {
  const details = detailsOf(migration);
  const lag = migration.lagTimeSeconds;
  if (!ready) return { state: 'waiting', detail: copying(migration), details };
  const lagText = lag === undefined || lag === null ? '' : `, lag ${lag} s`;
  const detail = migration.status === 'COMPLETE' ? 'complete' : `ready for cutover${lagText}`;
  return { state: 'done', detail, details };
}

function copying({ status, lagTimeSeconds: lag }: LiveMigration): string {
  if (status === 'NEW') return 'scheduled';
  if (status !== 'WORKING') return `Atlas reports ${status ?? 'no status yet'}`;
  return lag === undefined || lag === null ? 'copying' : `following, lag ${lag} s`;
}
