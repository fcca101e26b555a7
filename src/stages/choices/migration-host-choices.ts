import { isAlive } from '../../core/agent-life.ts';
import { findHost, plainHost } from '../../core/host-name.ts';
import { durationText } from '../../core/plain-units.ts';
import type { Choice } from '../../core/ports.ts';
import { ageOf } from '../../facts/live-agent.ts';
import { hostNames } from '../../facts/manager-hosts.ts';
import type { Services } from '../services.ts';
import type { Values } from '../values.ts';

/** Hosts with an agent in the source's project, the latest sign of life first; the source's own servers are unsuitable. */
export async function migrationHostChoices(services: Services, { sourceProject = '' }: Values): Promise<Choice[]> {
  if (!services.hasManager) return [];
  const { manager } = services;
  const { agents, answeredAt } = await manager.agents(sourceProject, 'AUTOMATION');
  const servers = await manager.hosts(sourceProject);
  const busy = servers.flatMap(hostNames);
  return newestOfEach(agents.map((agent) => ({ hostname: agent.hostname, age: ageOf(agent, answeredAt) }))).map(
    ({ hostname, age }) => ({
      value: hostname,
      name: hostname,
      note: noteOf(age),
      unsuitable: findHost(hostname, busy).is === 'one' ? 'runs a server of a deployment' : undefined,
    }),
  );
}

interface SeenAgent {
  readonly hostname: string;
  /** In seconds. */
  readonly age: number | undefined;
}

/** The latest sign of life first; of several records of one host the others mean nothing. */
function newestOfEach(agents: readonly SeenAgent[]): SeenAgent[] {
  const sorted = agents.toSorted((one, other) => ageIn(one) - ageIn(other));
  return sorted.filter(
    ({ hostname }, at) => sorted.findIndex((other) => plainHost(other.hostname) === plainHost(hostname)) === at,
  );
}

function ageIn({ age = Number.POSITIVE_INFINITY }: SeenAgent): number {
  return age;
}

/** `age` in seconds. */
function noteOf(age: number | undefined): string {
  if (age === undefined) return 'its agent has never reported';
  return `agent ${isAlive(age) ? 'seen' : 'silent, last seen'} ${durationText(age * 1000)} ago`;
}
