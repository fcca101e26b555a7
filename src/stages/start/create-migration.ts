import { z } from 'zod';
import { DestinationBefore } from '../../core/results/left-behind.ts';
import { defineStep, need } from '../world.ts';
import { outcomeUnknown } from './create-outcome.ts';
import { beforeOf, destinationNow, lossText } from './destination-now.ts';
import { migrationRequest } from './migration-request.ts';

const Receipt = z.object({
  migrationId: z.string(),
  /** Absent for a migration that was adopted. */
  destination: DestinationBefore.exactOptional(),
});

/** Atlas has no call that lists migrations: the id in the answer is the only handle there will ever be (API notes 6). */
export const createMigration = defineStep<z.infer<typeof Receipt>>({
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
