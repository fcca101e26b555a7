import { firstNames } from '../../core/first-names.ts';
import { shortened } from '../../core/harmless.ts';
import { nearestHost, plainHost } from '../../core/host-name.ts';
import { durationText } from '../../core/plain-units.ts';
import { shellWord } from '../../core/shell-word.ts';
import { type AgentList, ageOf, type LiveAgent } from '../../facts/live-agent.ts';

/** What there is to see while a host's agent is waited for. */
export interface AgentWait {
  readonly host: string;
  readonly agent: Exclude<LiveAgent, { state: 'alive' }>;
  readonly list: AgentList;
  /** All names of the deployments' own servers, which cannot be the migration host. */
  readonly servers: readonly string[];
  /** The script that has to be run there; `undefined` where the agent comes by itself. */
  readonly script: string | undefined;
}

/** Says what is waited for, and who is there instead. */
export function agentWaitText({ host, agent, list, servers, script }: AgentWait): string {
  switch (agent.state) {
    case 'silent':
      return `${agent.hostname} was last heard from ${durationText(agent.secondsAgo * 1000)} ago; look there at \`systemctl status mongodb-mms-automation-agent\``;
    case 'unheard':
      return `the manager lists ${agent.hostname} with a time of its last report that cannot be true; check its agent and its clock`;
    case 'several':
      return `${host} could be ${firstNames(agent.hosts, ' or ')}: say which with --migration-host`;
    case 'absent':
      return `${waitingFor(host, script)}; ${othersText(host, list, servers)}`;
  }
}

function waitingFor(host: string, script: string | undefined): string {
  return `waiting for ${host} to report${script === undefined ? ', which the manager does not list (--agent script installs it)' : `; ${script} has to be run there as root`}`;
}

/** The agents that could be meant, the one with the nearest name first. */
function othersText(host: string, { agents, answeredAt }: AgentList, servers: readonly string[]): string {
  const busy = new Set(servers.map(plainHost));
  const free = agents.filter(({ hostname }) => !busy.has(plainHost(hostname)));
  const nearest = nearestHost(host, [...new Set(free.map(({ hostname }) => hostname))]);
  if (nearest === undefined)
    return `no agent is there${agents.length > 0 ? " but those of the deployments' servers" : ''}`;
  const ages = free.filter(({ hostname }) => hostname === nearest).flatMap((agent) => ageOf(agent, answeredAt) ?? []);
  const seen = ages.length === 0 ? 'is listed' : `reported ${durationText(Math.min(...ages) * 1000)} ago`;
  const others = [...new Set(free.map(({ hostname }) => hostname))].filter((name) => name !== nearest);
  const also = others.length === 0 ? '' : ` (also there: ${firstNames(others)})`;
  return `${shortened(nearest)} ${seen}: is that the one? --migration-host ${shellWord(nearest)}${also}`;
}
