import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { linkedProject } from '../source-deployment.ts';
import { defineStep, need } from '../world.ts';

const Receipt = z.object({ organization: z.string() });

export const connectOrganization = defineStep<z.infer<typeof Receipt>>({
  id: 'provision.connect-organization',
  title: "Connect the manager's organization to Atlas",
  receipt: Receipt,
  patience: {
    usually: 'less than a minute',
    longAfterMs: 3 * 60_000,
    lookAt: "Look at the manager's organization settings, Live Migration, which show the link and its last error.",
    limitMs: 15 * 60_000,
  },
  changes: (world) => [
    {
      effect: 'change',
      what: `the organization ${world.nameOf(need(world, 'sourceOrg'))}: it is connected to the Atlas organization ${world.nameOf(need(world, 'atlasOrg'))}`,
    },
  ],
  async observe(world, receipt) {
    const organization = need(world, 'sourceOrg');
    const { status } = await world.manager.linkStatus(organization);
    if (status === 'SYNCED') {
      // The manager does not tell with whom. A link that was found may be another one's, which a second would replace.
      const isOurs = receipt !== undefined || (await linkedProject(world, world.values)) !== undefined;
      return isOurs
        ? { state: 'done', detail: 'SYNCED', receipt: { organization } }
        : { state: 'waiting', detail: connectedElsewhere(world.nameOf(need(world, 'atlasOrg'))) };
    }
    return receipt === undefined
      ? { state: 'todo' }
      : { state: 'waiting', detail: `the manager reports ${status ?? 'nothing yet'}; waiting for SYNCED` };
  },
  async run(world) {
    const organization = need(world, 'sourceOrg');
    const token = world.values.linkToken ?? (await world.secrets.get('linkToken'));
    if (token === undefined) throw noToken();
    await world.manager.connect(organization, token);
    return { organization };
  },
  finish: ({ secrets }) => secrets.remove('linkToken'),
});

function connectedElsewhere(atlasOrg: string): string {
  return `the manager is connected already (SYNCED), and the Atlas organization ${atlasOrg} does not list the source project: the manager's organization settings, Live Migration, show which Atlas organization it is connected to; livemig does not replace that connection`;
}

function noToken(): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_LINK_TOKEN',
    message: 'There is no link-token to connect the organization with.',
    fix: 'Run `livemig link` first; if it ran elsewhere, give its token with --link-token-stdin or LIVEMIG_LINK_TOKEN.',
  });
}
