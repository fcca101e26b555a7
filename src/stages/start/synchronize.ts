import { z } from 'zod';
import { defineStep } from '../../core/step.ts';
import type { World } from '../world.ts';
import { cutoverRequest, requestDetails, requestText } from './cutover-request.ts';
import { currentMigration, seenOf } from './followed-migration.ts';
import { detailsOf, isReady, progressText, readyText } from './migration-phase.ts';
import { failureOf } from './migration-status.ts';

/** Follows the migration; nothing to do but wait, for days if need be, so there is no limit but `--timeout`. */
export const synchronize = defineStep<World, unknown>({
  id: 'start.synchronize',
  title: 'Copy and follow until ready for cutover',
  receipt: z.unknown(),
  async observe(world, _, before) {
    const migration = await currentMigration(world);
    if (migration === undefined) return { state: 'todo', detail: 'this directory knows of no migration yet' };
    const [seen, details] = [seenOf(migration), detailsOf(migration)];
    const error = failureOf(migration);
    if (error !== undefined) return { state: 'failed', error, seen };
    if (migration.status === 'COMPLETE') return { state: 'done', detail: 'complete', details, seen };
    // Whether readiness falls back after the cutover was asked for is not documented (API notes 6.2).
    const request = cutoverRequest(world.journal());
    if (request?.state === 'requested') {
      return { state: 'done', detail: requestText(request), details: { ...details, ...requestDetails(request) }, seen };
    }
    return isReady(migration)
      ? { state: 'done', detail: readyText(migration), details, seen }
      : { state: 'waiting', detail: progressText(migration, before), details, seen };
  },
});
