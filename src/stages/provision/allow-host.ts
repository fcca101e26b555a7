import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { defineStep, type Observation } from '../../core/step.ts';
import { need, type World } from '../world.ts';
import { coversAddress } from './covers-address.ts';

const Receipt = z.object({ address: z.string() });
type Receipt = z.infer<typeof Receipt>;

export const allowHost = defineStep<World, Receipt>({
  id: 'provision.allow-host',
  title: "Let the migration host's address into the Atlas project",
  receipt: Receipt,
  // The same entry twice is one entry; and a host that moved to another address needs another one.
  repeatable: true,
  patience: {
    usually: 'less than a minute',
    longAfterMs: 3 * 60_000,
    lookAt: "Look at the project's Network Access in Atlas, where the entry shows how far it is.",
    limitMs: 15 * 60_000,
  },
  changes: (world) => [
    {
      effect: 'create',
      what: `an entry for ${need(world, 'migrationHostIp')} in the IP access list of the Atlas project ${world.nameOf(need(world, 'atlasProject'))}`,
    },
  ],
  // Private endpoints and peering do not go over public addresses (rule H07).
  applies: ({ values }) => values.network === 'public',
  async observe(world) {
    const project = need(world, 'atlasProject');
    const address = need(world, 'migrationHostIp');
    const entries = (await world.atlas.accessList(project)).map(
      ({ ipAddress, cidrBlock }) => ipAddress ?? cidrBlock ?? '',
    );
    const entry = entries.find((candidate) => coversAddress(candidate, address));
    if (entry === undefined) return { state: 'todo', detail: `${address} is not on the access list` };
    const { status } = await world.atlas.accessListStatus(project, entry);
    return statusOf(status, entry, address);
  },
  async run(world) {
    const address = need(world, 'migrationHostIp');
    const comment = `livemig: migration host ${need(world, 'migrationHost')}`.slice(0, 80);
    await world.atlas.addToAccessList(need(world, 'atlasProject'), { ipAddress: address, comment });
    return { address };
  },
});

function statusOf(status: string | null | undefined, entry: string, address: string): Observation<Receipt> {
  if (status === 'ACTIVE') return { state: 'done', detail: `${entry} is active`, receipt: { address } };
  if (status !== 'FAILED')
    return { state: 'waiting', detail: `${entry} is ${status ?? 'not known yet'}; waiting for ACTIVE` };
  const error = new LivemigError({
    kind: 'step-failed',
    code: 'ACCESS_LIST_FAILED',
    message: `Atlas could not apply the access-list entry ${entry}.`,
    fix: "Remove it in the project's Network Access, then run `livemig provision` again.",
  });
  return { state: 'failed', error };
}
