import { z } from 'zod';
import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { LivemigError } from '../../core/errors.ts';
import { defineStep, type Observation } from '../../core/step.ts';
import { need, receipt, type World } from '../world.ts';
import { createMigration } from './create-migration.ts';
import { currentMigration, detailsOf, failureOf } from './migration-status.ts';

const Receipt = z.object({ requestedAt: z.iso.datetime() });
type Receipt = z.infer<typeof Receipt>;

/** Lag never quite reaches zero while anybody writes; the engine itself refuses to commit above 30 s (domain notes 3). */
const mostLagSeconds = 30;

export const cutOver = defineStep<World, Receipt>({
  id: 'start.cut-over',
  title: 'Cut over to the destination',
  receipt: Receipt,
  patience: {
    usually: 'three to ten minutes',
    longAfterMs: 20 * 60_000,
    lookAt: "Look at the destination cluster's card in Atlas, and leave the source without writes.",
    limitMs: 24 * 3_600_000,
  },
  async observe(world, requested) {
    const migration = await currentMigration(world);
    if (migration === undefined) return { state: 'todo', detail: 'the migration has not been created' };
    const error = failureOf(migration);
    if (error !== undefined) return { state: 'failed', error };
    return observed(migration, requested !== undefined);
  },
  async run(world) {
    const created = receipt(world, createMigration);
    if (created === undefined) throw notCreated();
    await world.atlas.cutover(need(world, 'atlasProject'), created.migrationId);
    return { requestedAt: world.clock.now().toISOString() };
  },
  danger(world) {
    const cluster = need(world, 'destinationCluster');
    return {
      warning: `Cutting over to ${cluster} cannot be undone. Stop every write to the source first; from then on applications use ${cluster}.`,
      phrase: cluster,
    };
  },
});

function observed(migration: LiveMigration, requested: boolean): Observation<Receipt> {
  const details = detailsOf(migration);
  if (migration.status === 'COMPLETE') return { state: 'done', detail: 'COMPLETE', details };
  // The lag is reported only before the cutover phase (API notes 6.1), so a ready migration without one is finalizing.
  const finalizing = migration.readyForCutover === true && typeof migration.lagTimeSeconds !== 'number';
  if (requested || finalizing) return { state: 'waiting', detail: 'finalizing; waiting for COMPLETE', details };
  return gate(migration, details);
}

function gate(migration: LiveMigration, details: ReturnType<typeof detailsOf>): Observation<Receipt> {
  const lag = migration.lagTimeSeconds ?? 0;
  if (migration.readyForCutover !== true) return { state: 'waiting', detail: 'not ready for cutover yet', details };
  if (lag <= mostLagSeconds) return { state: 'todo', detail: `ready for cutover, lag ${lag} s` };
  return { state: 'waiting', detail: `lag is ${lag} s; waiting until it is at most ${mostLagSeconds} s`, details };
}

function notCreated(): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_MIGRATION',
    message: 'There is no migration to cut over: the journal knows of none.',
    fix: 'Run `livemig start` first.',
  });
}
