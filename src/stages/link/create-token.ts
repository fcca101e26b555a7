import { z } from 'zod';
import { defineStep } from '../../core/step.ts';
import { connectOrganization } from '../provision/connect-organization.ts';
import { linkedProject } from '../source-deployment.ts';
import { need, receipt as receiptIn, type World } from '../world.ts';

const Receipt = z.object({ accessListIps: z.array(z.string()) });

/** Atlas shows a link-token once and can neither list nor read it back (API notes, section 6). */
export const createToken = defineStep<World, z.infer<typeof Receipt>>({
  id: 'link.create-token',
  title: 'Create a link-token in Atlas',
  receipt: Receipt,
  // One that nobody used connects nothing; a token whose answer was lost is simply made again.
  repeatable: true,
  changes: (world) => [
    {
      effect: 'create',
      what: `a link-token in the Atlas organization ${world.nameOf(need(world, 'atlasOrg'))}, kept in secrets.json until provision has used it`,
    },
  ],
  async observe(world) {
    if (
      receiptIn(world, connectOrganization) !== undefined ||
      (await linkedProject(world, world.values)) !== undefined
    ) {
      return { state: 'done', detail: 'the organizations are connected' };
    }
    const kept = await world.secrets.get('linkToken');
    return kept === undefined ? { state: 'todo' } : { state: 'done', detail: 'a link-token is kept for provision' };
  },
  async run(world) {
    const accessListIps = world.values.manager === 'ops-manager' ? need(world, 'managerIps') : [];
    const { linkToken } = await world.atlas.createLinkToken(need(world, 'atlasOrg'), accessListIps);
    await world.secrets.set('linkToken', linkToken);
    return { accessListIps };
  },
});
