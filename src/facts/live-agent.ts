import type { ManagerApi } from '../api/ops-manager.ts';
import type { ManagerAgent } from '../api/ops-manager-schemas.ts';
import { aliveWithinSeconds, isAlive } from '../core/agent-life.ts';
import { findHost, plainHost } from '../core/host-name.ts';
import { durationText } from '../core/plain-units.ts';

/**
 * The agent on a host, by its last call for configuration: the only sign of life there is (Ops Manager notes 4.6).
 * `unheard` is one that is listed without a time that could be true.
 */
export type LiveAgent =
  | { readonly state: 'absent' }
  | { readonly state: 'several'; readonly hosts: readonly string[] }
  | { readonly state: 'unheard'; readonly hostname: string }
  | { readonly state: 'silent'; readonly hostname: string; readonly secondsAgo: number }
  | { readonly state: 'alive'; readonly hostname: string; readonly secondsAgo: number };

/** What the manager lists, and its own time when it did. */
export type AgentList = Awaited<ReturnType<ManagerApi['agents']>>;

export const aliveWithin = durationText(aliveWithinSeconds * 1000);

export async function liveAgent(manager: ManagerApi, projectId: string, host: string): Promise<LiveAgent> {
  return agentOf(await manager.agents(projectId, 'AUTOMATION'), host);
}

/** Of several records of one host, which stay when an agent is installed anew, the latest sign of life counts. */
export function agentOf({ agents, answeredAt }: AgentList, host: string): LiveAgent {
  const found = findHost(
    host,
    agents.map(({ hostname }) => hostname),
  );
  if (found.is === 'none') return { state: 'absent' };
  if (found.is === 'several') return { state: 'several', hosts: found.hosts };
  const records = agents.filter(({ hostname }) => plainHost(hostname) === plainHost(found.host));
  const ages = records.flatMap((agent) => ageOf(agent, answeredAt) ?? []);
  if (ages.length === 0) return { state: 'unheard', hostname: found.host };
  const secondsAgo = Math.min(...ages);
  return { state: isAlive(secondsAgo) ? 'alive' : 'silent', hostname: found.host, secondsAgo };
}

/**
 * Seconds since its last sign of life, by the manager's clock; `undefined` for an agent that never gave one, or one whose
 * time is no time or lies so far ahead that one of the clocks is wrong.
 */
export function ageOf({ lastConf }: Pick<ManagerAgent, 'lastConf'>, answeredAt: Date): number | undefined {
  const age = Math.round((answeredAt.getTime() - Date.parse(lastConf ?? '')) / 1000);
  return age >= -aliveWithinSeconds ? Math.max(0, age) : undefined;
}
