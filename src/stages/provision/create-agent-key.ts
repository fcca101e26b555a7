import { z } from 'zod';
import type { AgentKey } from '../../api/ops-manager-schemas.ts';
import { progressOf } from '../../core/journal.ts';
import { type LiveAgent, liveAgent } from '../../facts/live-agent.ts';
import { defineStep, need, type World } from '../world.ts';
import { installAgent } from './install-agent.ts';

const Receipt = z.object({ keyId: z.string() });

export const createAgentKey = defineStep<z.infer<typeof Receipt>>({
  id: 'provision.create-agent-key',
  title: 'Create an agent API key',
  receipt: Receipt,
  repeatable: true,
  applies: ({ values }) => values.agent !== 'existing',
  pointless: ({ agent }) => (agent === 'existing' ? 'the migration host has an agent already' : undefined),
  async changes(world) {
    const project = world.nameOf(need(world, 'sourceProject'));
    const unused = await unusedKeys(world);
    return [
      ...unused.map(({ id, createdTime }) => ({
        effect: 'delete' as const,
        what: `the agent API key ${id} in the project ${project} that livemig made${timeOf(createdTime)} and never used`,
      })),
      { effect: 'create' as const, what: `an agent API key in the project ${project}` },
    ];
  },
  async observe(world) {
    const agent = await agentThere(world);
    if (agent.state === 'alive') return { state: 'done', detail: 'the agent is already running' };
    if ((await world.secrets.get('agentKey')) !== undefined)
      return { state: 'done', detail: 'a key is kept for the installation' };
    // It has come with the key that it was given; that it is silent now has other reasons.
    return agent.state !== 'absent' && progressOf(world.journal(), installAgent.id) === 'done'
      ? { state: 'done', detail: 'the agent was installed with a key' }
      : { state: 'todo' };
  },
  async run(world) {
    const project = need(world, 'sourceProject');
    for (const { id } of await unusedKeys(world)) await world.manager.deleteAgentKey(project, id);
    const { id, key } = await world.manager.createAgentKey(project, descriptionOf(world));
    await world.secrets.set('agentKey', key);
    return { keyId: id };
  },
});

/**
 * Those that this migration made and whose value went astray with the answer, so that no agent was ever given it. Keys are
 * told apart by nothing but the description, so once one of them may be in use, any may.
 */
async function unusedKeys(world: World): Promise<readonly AgentKey[]> {
  const mayBeInUse =
    wasHandedOut(world) ||
    (await world.secrets.get('agentKey')) !== undefined ||
    (await agentThere(world)).state !== 'absent';
  if (mayBeInUse) return [];
  const keys = await world.manager.agentKeys(need(world, 'sourceProject'));
  return keys.filter(({ desc }) => desc === descriptionOf(world));
}

/** From the moment at which the installation began, whoever has the script may have given an agent the key. */
function wasHandedOut(world: World): boolean {
  return installAgent.id in world.journal().steps;
}

function agentThere(world: World): Promise<LiveAgent> {
  return liveAgent(world.manager, need(world, 'sourceProject'), need(world, 'migrationHost'));
}

/** The same for every try of one migration, so that a key whose answer was lost can be found and deleted. */
export function descriptionOf(world: World): string {
  return `livemig ${need(world, 'migrationHost')} ${world.journal().createdAt}`;
}

/** `createdTime` in milliseconds since 1970; whatever is no time is not told. */
function timeOf(createdTime: number | null | undefined): string {
  const time = new Date(createdTime ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? '' : ` at ${time.toISOString()}`;
}
