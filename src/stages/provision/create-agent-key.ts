import { z } from 'zod';
import { defineStep } from '../../core/step.ts';
import { need, type World } from '../world.ts';
import { liveAgent } from './live-agent.ts';

const Receipt = z.object({ keyId: z.string() });

export const createAgentKey = defineStep<World, z.infer<typeof Receipt>>({
  id: 'provision.create-agent-key',
  title: 'Create an agent API key',
  receipt: Receipt,
  repeatable: true,
  applies: ({ values }) => values.agent !== 'existing',
  changes: (world) => [
    { effect: 'create', what: `an agent API key in the project ${world.nameOf(need(world, 'sourceProject'))}` },
  ],
  async observe(world) {
    const agent = await liveAgent(world.manager, need(world, 'sourceProject'), need(world, 'migrationHost'));
    if (agent.state === 'alive') return { state: 'done', detail: 'the agent is already running' };
    const kept = await world.secrets.get('agentKey');
    return kept === undefined ? { state: 'todo' } : { state: 'done', detail: 'a key is kept for the installation' };
  },
  async run(world) {
    const project = need(world, 'sourceProject');
    const description = descriptionOf(world);
    await deleteLostKeys(world, project, description);
    const { id, key } = await world.manager.createAgentKey(project, description);
    await world.secrets.set('agentKey', key);
    return { keyId: id };
  },
});

/** The same for every try of one migration, so that a key whose answer was lost can be found and deleted. */
function descriptionOf(world: World): string {
  return `livemig ${need(world, 'migrationHost')} ${world.journal().createdAt}`;
}

async function deleteLostKeys(world: World, project: string, description: string): Promise<void> {
  const lost = (await world.manager.agentKeys(project)).filter(({ desc }) => desc === description);
  for (const { id } of lost) await world.manager.deleteAgentKey(project, id);
}
