import type { ManagerApi } from '../../api/ops-manager.ts';
import type { ManagerAgent } from '../../api/ops-manager-schemas.ts';

/** The agent on a host, by its last call for configuration: the only sign of life there is (Ops Manager notes 4.6). */
export type LiveAgent =
  | { readonly state: 'absent' }
  | { readonly state: 'silent'; readonly secondsAgo: number }
  | { readonly state: 'alive'; readonly secondsAgo: number };

/** How recent is alive is not documented; agents call every minute or less, so five minutes is generous. */
const aliveWithinSeconds = 300;

export async function liveAgent(manager: ManagerApi, projectId: string, host: string): Promise<LiveAgent> {
  const { agents, answeredAt } = await manager.agents(projectId, 'AUTOMATION');
  const agent = agents.find(({ hostname }) => hostname.toLowerCase() === host.toLowerCase());
  const secondsAgo = agent && ageOf(agent, answeredAt);
  if (secondsAgo === undefined) return { state: 'absent' };
  return { state: isAlive(secondsAgo) ? 'alive' : 'silent', secondsAgo };
}

/** Seconds since its last sign of life, by the manager's clock; `undefined` for an agent that never gave one. */
export function ageOf({ lastConf }: Pick<ManagerAgent, 'lastConf'>, answeredAt: Date): number | undefined {
  if (lastConf === undefined || lastConf === null) return undefined;
  return Math.max(0, Math.round((answeredAt.getTime() - Date.parse(lastConf)) / 1000));
}

export function isAlive(secondsAgo: number): boolean {
  return secondsAgo <= aliveWithinSeconds;
}
