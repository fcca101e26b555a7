import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { defineStep } from '../../core/step.ts';
import { need, type World } from '../world.ts';
import { beforeOf, destinationNow, lossText } from './destination-now.ts';
import { migrationRequest } from './migration-request.ts';

const Receipt = z.object({
  migrationId: z.string(),
  /** What stood on the destination right before; absent for a migration that was adopted. */
  destination: z.enum(['empty', 'occupied', 'not-looked-at']).exactOptional(),
});

/** Atlas has no call that lists migrations: the id in the answer is the only handle there will ever be (API notes 6). */
export const createMigration = defineStep<World, z.infer<typeof Receipt>>({
  id: 'start.create-migration',
  title: 'Create the migration',
  receipt: Receipt,
  observe: async (_, receipt) =>
    receipt === undefined
      ? { state: 'unknown', error: outcomeUnknown() }
      : { state: 'done', detail: `migration ${receipt.migrationId}`, details: { migrationId: receipt.migrationId } },
  async changes(world) {
    const { sourceCluster, destinationCluster, dropDestination } = world.values;
    const migration = {
      effect: 'create' as const,
      what: `a live migration from ${sourceCluster} to ${destinationCluster}`,
    };
    if (dropDestination !== true) return [migration];
    const detail = lossText(await destinationNow(world));
    return [{ effect: 'drop', what: `all data in the destination cluster ${destinationCluster}`, detail }, migration];
  },
  async run(world) {
    const request = await migrationRequest(world);
    const destination = beforeOf(await destinationNow(world));
    const { _id } = await world.atlas.createMigration(need(world, 'atlasProject'), request);
    return { migrationId: _id, destination };
  },
  async danger(world) {
    if (world.values.dropDestination !== true) return undefined;
    const cluster = need(world, 'destinationCluster');
    const loss = lossText(await destinationNow(world));
    return {
      warning: `All data in the destination cluster ${cluster} will be dropped: ${loss}.`,
      phrase: cluster,
      otherwise: `Nothing in ${cluster} was dropped, and no migration was created.`,
    };
  },
});

/** Nobody told what came of the request, and no call of Atlas lists migrations. */
export function outcomeUnknown(): LivemigError {
  return new LivemigError({
    kind: 'outcome-unknown',
    code: 'CREATE_OUTCOME_UNKNOWN',
    message: 'Atlas was asked to create the migration, and its answer never came: it may exist or not.',
    fix: "Look at the destination cluster's card in Atlas. If a live migration is there, `livemig start --adopt-migration ID` goes on with it; if there is none, `livemig start --create-again` creates it.",
  });
}
