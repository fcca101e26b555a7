import type { FaultPlan } from '../faults/fault-plan.ts';
import type { SandboxTime } from '../sandbox-time.ts';
import type { ManagerProject, Scenario } from '../scenario.ts';

/** Atlas shows the token once; it remembers for which organization and from which addresses it may be used. */
export interface LinkToken {
  readonly token: string;
  readonly atlasOrgId: string;
  readonly accessListIps: readonly string[];
}

export interface OrganizationLink {
  readonly managerOrgId: string;
  readonly atlasOrgId: string;
  /** Epoch milliseconds, as all times here. */
  readonly connectedAt: number;
  /** Without an address to call from, an Ops Manager cannot reach Atlas, and the link never synchronizes. */
  readonly callsAllowed: boolean;
}

export interface AgentKey {
  readonly id: string;
  readonly groupId: string;
  readonly key: string;
  readonly desc: string;
  readonly createdAt: number;
}

export interface AccessEntry {
  readonly groupId: string;
  readonly cidrBlock: string;
  readonly ipAddress?: string;
  readonly comment?: string;
  readonly addedAt: number;
}

/** Everything that calls can change, but migrations, which have a service of their own. Replaced, never mutated. */
export interface State {
  readonly linkTokens: readonly LinkToken[];
  readonly links: readonly OrganizationLink[];
  readonly agentKeys: readonly AgentKey[];
  readonly accessList: readonly AccessEntry[];
}

/** `after-key`: the agent comes to life some time after a key for its project was made. */
export type AgentBehaviour = 'running' | 'after-key';

/** The sandbox's world: what exists, what has happened, and the time in which the rest happens by itself. */
export interface Model {
  readonly scenario: Scenario;
  readonly time: SandboxTime;
  readonly agent: AgentBehaviour;
  /** What is going wrong just now. */
  readonly faults: Pick<FaultPlan, 'service'>;
  readonly startedAt: number;
  state: State;
}

export function createModel(parts: Pick<Model, 'scenario' | 'time' | 'agent' | 'faults'>): Model {
  const state = { linkTokens: [], links: [], agentKeys: [], accessList: [] };
  return { ...parts, startedAt: parts.time.now(), state };
}

export function sourceProjectOf(model: Model, groupId: string): ManagerProject | undefined {
  return model.scenario.manager.projects.find(({ id }) => id === groupId);
}
