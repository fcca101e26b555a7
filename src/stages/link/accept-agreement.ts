import { z } from 'zod';
import { defineStep, need } from '../world.ts';

const Receipt = z.object({ acceptedBy: z.string(), acceptedAt: z.iso.datetime() });

/** The licence that lets MongoDB Community use Ops Manager for a live migration (rule E10); there is no API for it. */
export const acceptAgreement = defineStep<z.infer<typeof Receipt>>({
  id: 'link.accept-agreement',
  title: 'Record that the migration agreement is accepted',
  receipt: Receipt,
  applies: ({ values }) => values.manager === 'ops-manager' && values.sourceEdition !== 'enterprise',
  pointless({ manager, sourceEdition }) {
    if (manager === 'cloud-manager') return 'the source is managed by Cloud Manager';
    return sourceEdition === 'enterprise' ? 'the source is MongoDB Enterprise' : undefined;
  },
  changes: ({ user }) => [
    { effect: 'create', what: `a record in the journal that ${user} accepts the migration agreement` },
  ],
  observe: async (_, receipt) =>
    receipt === undefined
      ? { state: 'todo' }
      : { state: 'done', detail: `accepted by ${receipt.acceptedBy} on ${receipt.acceptedAt.slice(0, 10)}` },
  async run(world) {
    need(world, 'acceptMigrationAgreement');
    return { acceptedBy: world.user, acceptedAt: world.clock.now().toISOString() };
  },
});
