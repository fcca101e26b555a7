import { z } from 'zod';
import { durationText } from '../../core/plain-units.ts';
import { connectOrganization } from '../provision/connect-organization.ts';
import { linkedProject } from '../source-deployment.ts';
import { defineStep, need, receipt as receiptIn } from '../world.ts';

const Receipt = z.object({ accessListIps: z.array(z.string()) });

const stepId = 'link.create-token';

/** Atlas shows a link-token once and can neither list nor read it back (API notes, section 6). */
export const createToken = defineStep<z.infer<typeof Receipt>>({
  id: stepId,
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
  /** A link-token is shown once and used once; until then its age is what matters. */
  fact(_, { journal, now }) {
    const made = journal.steps[stepId];
    if (made?.state !== 'done' || connectOrganization.id in journal.steps) return undefined;
    const age = now.getTime() - Date.parse(made.doneAt);
    return age < 0 ? 'token made, not used yet' : `token made ${durationText(age)} ago, not used yet`;
  },
  async run(world) {
    const accessListIps = world.values.manager === 'ops-manager' ? need(world, 'managerIps') : [];
    const { linkToken } = await world.atlas.createLinkToken(need(world, 'atlasOrg'), accessListIps);
    await world.secrets.set('linkToken', linkToken);
    return { accessListIps };
  },
});
