import { z } from 'zod';
import type { Removal } from '../../core/cleanup/cleanup-plan.ts';
import { cleanupStep } from '../../core/cleanup/made-here.ts';
import { momentText } from '../../core/plain-units.ts';
import { isSameEntry } from '../../core/same-entry.ts';
import type { StepId } from '../../core/step.ts';
import { linkedProject } from '../source-deployment.ts';
import { defineStep, type LivemigStep, need, type World } from '../world.ts';

/** `removed`: false where the service answered that there was none. */
export const Removed = z.object({ removed: z.boolean() });
export type Removed = z.infer<typeof Removed>;

/** How to see whether it is still there, where that can be seen, and what removes it. */
interface Way {
  /** `undefined`: nothing tells. */
  isThere(world: World): Promise<boolean | undefined>;
  /** False where there was none. */
  remove(world: World): Promise<boolean>;
}

/**
 * For so long after an answer what is listed all the same is taken for an old list, and not asked for again: longer than a run
 * waits for it, so that no run sends the same twice. Whoever runs it after that confirms it anew.
 */
const goesWithinMs = 10 * 60_000;

/**
 * The step that removes one thing. It is looked at right before, so that what is gone is not removed again; what was answered
 * and is still listed is waited for.
 *
 * @param what as the plan calls it
 */
export function removalStep(removal: Removal, what: string): LivemigStep<Removed> {
  const { isThere, remove } = wayOf(removal);
  const id = removalId(removal);
  return defineStep<Removed>({
    id,
    title: `Remove ${what}`,
    receipt: Removed,
    repeatable: true,
    patience: {
      usually: 'a few seconds',
      longAfterMs: 60_000,
      lookAt: 'Look in the console whether it is still there.',
      limitMs: 5 * 60_000,
    },
    async observe(world, receipt) {
      const there = await isThere(world);
      const answeredAt = answeredLately(id, world);
      if (there === true && receipt !== undefined && answeredAt !== undefined) {
        return { state: 'waiting', detail: `${answerText(receipt, answeredAt)}, and it is still listed` };
      }
      if (there === true || (there === undefined && receipt === undefined)) return { state: 'todo' };
      return { state: 'done', detail: receipt?.removed === true ? 'it is gone' : 'it was gone already' };
    },
    run: async (world) => ({ removed: await remove(world) }),
  });
}

/** When it was answered and not yet seen to be gone; what was seen to be gone and is there has come anew. */
function answeredLately(id: StepId, { journal, clock }: World): string | undefined {
  const record = journal().steps[id];
  if (record?.state !== 'submitted') return undefined;
  const age = clock.now().getTime() - Date.parse(record.submittedAt);
  return age < goesWithinMs ? record.submittedAt : undefined;
}

function answerText({ removed }: Removed, at: string): string {
  return removed
    ? `its removal was accepted at ${momentText(at)}`
    : `at ${momentText(at)} the answer was that there is none`;
}

export function removalId(removal: Removal): StepId {
  return `${cleanupStep}${keyOf(removal)}`;
}

function keyOf(removal: Removal): string {
  switch (removal.of) {
    case 'access-list':
      return `access-list-${removal.entry}`;
    case 'agent-key':
      return `agent-key-${removal.key}`;
    case 'link':
      return `link-${removal.side}`;
    case 'kept-secrets':
      return 'kept-secrets';
  }
}

function wayOf(removal: Removal): Way {
  switch (removal.of) {
    case 'access-list':
      return accessListWay(removal.entry);
    case 'agent-key':
      return agentKeyWay(removal.key);
    case 'link':
      return removal.side === 'atlas' ? atlasLink : managerLink;
    case 'kept-secrets':
      return secrets;
  }
}

function accessListWay(address: string): Way {
  return {
    async isThere(world) {
      const listed = await world.atlas.accessList(need(world, 'atlasProject'));
      return listed.some((one) =>
        [one.ipAddress, one.cidrBlock].some((name) => name != null && isSameEntry(name, address)),
      );
    },
    remove: (world) => world.atlas.removeFromAccessList(need(world, 'atlasProject'), address),
  };
}

function agentKeyWay(key: string): Way {
  return {
    isThere: async (world) =>
      (await world.manager.agentKeys(need(world, 'sourceProject'))).some(({ id }) => id === key),
    remove: (world) => world.manager.deleteAgentKey(need(world, 'sourceProject'), key),
  };
}

/** What neither side lists may be a token that nobody used, or a link that is not synchronized: only removing it tells. */
const atlasLink: Way = {
  isThere: async (world) => ((await linkedProject(world, world.values)) === undefined ? undefined : true),
  remove: (world) => world.atlas.deleteLink(need(world, 'atlasOrg')),
};

const managerLink: Way = {
  isThere: async (world) =>
    (await world.manager.linkStatus(need(world, 'sourceOrg'))).status === 'SYNCED' ? true : undefined,
  remove: (world) => world.manager.disconnect(need(world, 'sourceOrg')),
};

const secrets: Way = {
  isThere: async ({ secrets: kept }) =>
    (await kept.get('linkToken')) !== undefined || (await kept.get('agentKey')) !== undefined,
  async remove({ secrets: kept }) {
    await kept.remove('linkToken');
    await kept.remove('agentKey');
    return true;
  },
};
