import { durationText } from '../../core/plain-units.ts';
import type { Choice } from '../../core/ports.ts';
import { ageOf, isAlive } from '../provision/live-agent.ts';
import type { Values } from '../values.ts';
import type { Services } from '../world.ts';

/** Hosts with an agent in the source's project, the latest sign of life first; the source's own servers are unsuitable. */
export async function migrationHostChoices(services: Services, { sourceProject = '' }: Values): Promise<Choice[]> {
  if (!services.hasManager) return [];
  const { manager } = services;
  const { agents, answeredAt } = await manager.agents(sourceProject, 'AUTOMATION');
  const servers = await manager.hosts(sourceProject);
  const busy = new Set(servers.map(({ hostname }) => hostname.toLowerCase()));
  return agents
    .map((agent) => ({ hostname: agent.hostname, age: ageOf(agent, answeredAt) }))
    .sort((one, other) => (one.age ?? Number.POSITIVE_INFINITY) - (other.age ?? Number.POSITIVE_INFINITY))
    .map(({ hostname, age }) => ({
      value: hostname,
      name: hostname,
      note: noteOf(age),
      unsuitable: busy.has(hostname.toLowerCase()) ? 'runs a server of a deployment' : undefined,
    }));
}

/** `age` in seconds. */
function noteOf(age: number | undefined): string {
  if (age === undefined) return 'its agent has never reported';
  return `agent ${isAlive(age) ? 'seen' : 'silent, last seen'} ${durationText(age * 1000)} ago`;
}
