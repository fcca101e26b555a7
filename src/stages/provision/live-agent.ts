import type { ManagerApi } from '../../api/ops-manager.ts';

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
  if (agent?.lastConf === undefined || agent.lastConf === null) return { state: 'absent' };
  const secondsAgo = Math.max(0, Math.round((answeredAt.getTime() - Date.parse(agent.lastConf)) / 1000));
  return { state: secondsAgo <= aliveWithinSeconds ? 'alive' : 'silent', secondsAgo };
}
