import { randomBytes } from 'node:crypto';
import { newId } from '../scenario/default-scenario.ts';
import type { AgentKey, Model } from './model.ts';
import { delays } from './sandbox-time.ts';

export interface Agent {
  readonly hostname: string;
  readonly stateName: 'ACTIVE' | 'NO_PROCESSES';
  /** Epoch milliseconds of its last call for configuration. */
  readonly lastConf: number;
  readonly confCount: number;
}

export function createAgentKey(model: Model, groupId: string, desc: string): AgentKey {
  const key = { id: newId(), groupId, key: randomBytes(24).toString('hex'), desc, createdAt: model.time.now() };
  model.state = { ...model.state, agentKeys: [...model.state.agentKeys, key] };
  return key;
}

/** False where there is no such key. */
export function deleteAgentKey(model: Model, groupId: string, id: string): boolean {
  const agentKeys = model.state.agentKeys.filter((key) => key.groupId !== groupId || key.id !== id);
  const found = agentKeys.length < model.state.agentKeys.length;
  model.state = { ...model.state, agentKeys };
  return found;
}

/** The AUTOMATION agents: those beside the deployments' servers, and the migration host once it lives. */
export function agentsOf(model: Model, groupId: string): Agent[] {
  const project = model.scenario.manager.projects.find(({ id }) => id === groupId);
  const beside = (project?.deployments ?? [])
    .flatMap(({ hosts }) => hosts)
    .map(({ hostname }) => agentSince(model, hostname, 'ACTIVE', model.startedAt));
  const since = migrationAgentSince(model, groupId);
  return since === undefined
    ? beside
    : [
        ...beside,
        agentSince(model, model.scenario.migrationHost.name, 'NO_PROCESSES', since, silentSince(model, since)),
      ];
}

/** Its host names as Atlas shows them: only agents that are configured for migration. */
export function migrationHostsOf(model: Model, groupId: string): string[] {
  const since = migrationAgentSince(model, groupId);
  if (since === undefined || !model.time.hasPassed(since, delays.agentCall)) return [];
  const silent = silentSince(model, since);
  const isGone = silent !== undefined && model.time.hasPassed(silent, delays.agentSilence);
  return isGone ? [] : [model.scenario.migrationHost.name];
}

/** When it made its last call, which is noticed at the first look at it and not before its first; `undefined` while it goes on. */
function silentSince(model: Model, since: number): number | undefined {
  const isSilent = model.faults.service('agent') === 'silent';
  const agentSilentSince = isSilent ? (model.state.agentSilentSince ?? Math.max(since, model.time.now())) : undefined;
  model.state = { ...model.state, agentSilentSince };
  return agentSilentSince;
}

/** When the migration host's agent began to call; `undefined` while it does not. */
function migrationAgentSince(model: Model, groupId: string): number | undefined {
  if (model.faults.service('agent') === 'never' || model.scenario.migrationHost.groupId !== groupId) return undefined;
  if (model.agent === 'running') return model.startedAt - delays.agentCall / model.time.speed;
  const started = model.state.agentKeys
    .filter((key) => key.groupId === groupId && model.time.hasPassed(key.createdAt, delays.agentStart))
    .map(({ createdAt }) => createdAt + delays.agentStart / model.time.speed);
  return started.length === 0 ? undefined : Math.min(...started);
}

function agentSince(
  { time }: Model,
  hostname: string,
  stateName: Agent['stateName'],
  since: number,
  until = time.now(),
): Agent {
  const interval = delays.agentCall / time.speed;
  const calls = Math.floor((until - since) / interval);
  return { hostname, stateName, lastConf: Math.round(since + calls * interval), confCount: calls + 1 };
}
