import { z } from 'zod';
import { entryComment } from '../../core/cleanup/plan-cleanup.ts';
import { LivemigError } from '../../core/errors.ts';
import { isSameEntry } from '../../core/same-entry.ts';
import type { Observation } from '../../core/step.ts';
import { type Access, accessOf, type CoveringEntry, coveringEntries } from '../../facts/access-entry.ts';
import { defineStep, need, type World } from '../world.ts';

/**
 * `addedAt`: when this migration added an entry for the address; absent where one was found. `existedBefore`: what it added
 * has only changed an entry that was there.
 */
const Receipt = z.object({
  address: z.string(),
  addedAt: z.iso.datetime().exactOptional(),
  existedBefore: z.literal(true).exactOptional(),
});
type Receipt = z.infer<typeof Receipt>;

/** For so long after it was added an entry is looked for, and not added again. */
const comesWithinMs = 2 * 60_000;

export const allowHost = defineStep<Receipt>({
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
  async changes(world) {
    const project = world.nameOf(need(world, 'atlasProject'));
    const address = need(world, 'migrationHostIp');
    const access = await look(world);
    const list = `the IP access list of the Atlas project ${project}`;
    if (access.is !== 'ending') return [{ effect: 'create', what: `an entry for ${address} in ${list}` }];
    const { entry, ends } = access.by;
    return isSameEntry(entry, address)
      ? [{ effect: 'change', what: `the entry ${entry} in ${list}: it becomes permanent, and would end on ${ends}` }]
      : [{ effect: 'create', what: `an entry for ${address} in ${list}, because ${entry} ends on ${ends}` }];
  },
  // Private endpoints and peering do not go over public addresses (rule H07).
  applies: ({ values }) => values.network === 'public',
  pointless: ({ network }) =>
    network === undefined || network === 'public' ? undefined : `the migration goes over ${String(network)}`,
  async observe(world, receipt) {
    const address = need(world, 'migrationHostIp');
    const own = receipt?.address === address ? receipt : { address };
    return observationOf(await look(world), own, world.clock.now());
  },
  async run(world) {
    const address = need(world, 'migrationHostIp');
    const comment = entryComment(need(world, 'migrationHost'));
    const listed = coveringEntries(await world.atlas.accessList(need(world, 'atlasProject')), address);
    // Without a day to delete it: an entry of the same address takes what is sent, and stays (API notes, section 7).
    await world.atlas.addToAccessList(need(world, 'atlasProject'), { ipAddress: address, comment });
    const existedBefore = listed.some(({ entry }) => isSameEntry(entry, address));
    return { address, addedAt: world.clock.now().toISOString(), ...(existedBefore && { existedBefore }) };
  },
});

async function look({ atlas, values, clock }: World): Promise<Access> {
  const { atlasProject = '', migrationHostIp = '' } = values;
  return accessOf(atlas, atlasProject, migrationHostIp, clock.now());
}

function observationOf(access: Access, receipt: Receipt, now: Date): Observation<Receipt> {
  const { address, addedAt } = receipt;
  switch (access.is) {
    case 'missing': {
      // Whoever sends again at once what is not listed yet may go on sending for ever.
      const isNew = addedAt !== undefined && now.getTime() - Date.parse(addedAt) < comesWithinMs;
      const detail = `${address} is not on the access list`;
      return isNew ? { state: 'waiting', detail: `${detail} yet` } : { state: 'todo', detail };
    }
    case 'ready':
      return { state: 'done', detail: `${access.by.entry} is active${untilText(access.by)}`, receipt };
    case 'applying':
      return {
        state: 'waiting',
        detail: `${access.by.entry} is ${access.by.status ?? 'not known yet'}${untilText(access.by)}; waiting for ACTIVE`,
      };
    case 'ending': {
      const detail = `${access.by.entry}, which lets ${address} in, is temporary and ends on ${access.by.ends}`;
      return addedAt === undefined
        ? { state: 'todo', detail }
        : { state: 'waiting', detail: `${detail}; make it permanent in the project's Network Access` };
    }
    case 'failed':
      return { state: 'failed', error: failed(access.by.entry) };
  }
}

function untilText({ ends }: CoveringEntry): string {
  return ends === undefined ? '' : ` until ${ends}`;
}

function failed(entry: string): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'ACCESS_LIST_FAILED',
    message: `Atlas could not apply the access-list entry ${entry}.`,
    fix: "Remove it in the project's Network Access, then run `livemig provision` again.",
  });
}
