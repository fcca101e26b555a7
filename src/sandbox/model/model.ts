import type { FaultPlan } from '../faults/fault-plan.ts';
import type { AtlasProject, ManagerProject, Scenario } from '../scenario/scenario.ts';
import type { SandboxTime } from './sandbox-time.ts';
import { firstSecrets } from './service-account-secrets.ts';

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
  /** When it goes by itself; absent: never. */
  readonly deleteAt?: number;
}

/** Of one entry in the access list of an API key or a service account. */
export interface AccessUse {
  /** Public key or client id. */
  readonly who: string;
  readonly range: string;
  readonly createdAt: number;
  /** How many requests it let in. */
  readonly count: number;
  readonly lastUsed?: { readonly at: number; readonly address: string };
}

/** A service account may have several; each answers for it until it expires. */
export interface AccountSecret {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Its password is not kept: the sandbox's servers have users of their own. */
export interface DatabaseUser {
  readonly groupId: string;
  readonly databaseName: string;
  readonly username: string;
  readonly roles: readonly { readonly roleName: string; readonly databaseName: string }[];
  readonly scopes: readonly { readonly name: string; readonly type: string }[];
  /** How it logs in, description and labels, as the call that made it said. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface CustomRole {
  readonly groupId: string;
  readonly roleName: string;
  readonly actions: readonly {
    readonly action: string;
    readonly resources: readonly { readonly cluster: boolean; readonly db: string; readonly collection: string }[];
  }[];
  readonly inheritedRoles: readonly { readonly db: string; readonly role: string }[];
}

/** Everything that calls can change, but migrations, which have a service of their own. Replaced, never mutated. */
export interface State {
  readonly linkTokens: readonly LinkToken[];
  readonly links: readonly OrganizationLink[];
  readonly agentKeys: readonly AgentKey[];
  readonly accessList: readonly AccessEntry[];
  readonly accessUses: readonly AccessUse[];
  readonly accountSecrets: readonly AccountSecret[];
  readonly databaseUsers: readonly DatabaseUser[];
  readonly customRoles: readonly CustomRole[];
  /** When each cluster was paused or resumed for the last time. */
  readonly clusterChanges: readonly { readonly clusterId: string; readonly at: number }[];
  /** When the migration host's agent called for the last time; `undefined` while it goes on calling. */
  readonly agentSilentSince: number | undefined;
}

/** `after-key`: the agent reports some time after a key for its project was made. */
export type AgentBehaviour = 'running' | 'after-key';

/** The sandbox's world: what exists, what has happened, and the time in which the rest happens by itself. */
export interface Model {
  /** Replaced, never mutated, where calls make or change organizations' people and projects. */
  scenario: Scenario;
  readonly time: SandboxTime;
  readonly agent: AgentBehaviour;
  /** What is going wrong just now. */
  readonly faults: Pick<FaultPlan, 'service'>;
  readonly startedAt: number;
  state: State;
}

export function createModel(parts: Pick<Model, 'scenario' | 'time' | 'agent' | 'faults'>): Model {
  const { scenario, time } = parts;
  const startedAt = time.now();
  const state = {
    linkTokens: [],
    links: [],
    agentKeys: [],
    accessList: [],
    accessUses: [],
    accountSecrets: [scenario.atlas, scenario.manager].flatMap((one) => firstSecrets(one.identities, startedAt)),
    clusterChanges: [],
    agentSilentSince: undefined,
    databaseUsers: scenario.atlas.projects.flatMap(usersOf(scenario)),
    customRoles: [],
  };
  return { ...parts, startedAt, state };
}

/**
 * Where the scenario says nothing, each project with clusters has the user whose credentials the sandbox hands out, and the
 * one that the applications of the source will log in as: what does not migrate has been prepared.
 */
function usersOf({ destinationUser, applicationUser }: Scenario): (project: AtlasProject) => DatabaseUser[] {
  const usual = [destinationUser.username, applicationUser.username];
  const roleOf = (name: string) => (name === applicationUser.username ? 'readWriteAnyDatabase' : 'atlasAdmin');
  return ({ id, clusters, databaseUsers = clusters.length > 0 ? usual : [] }) =>
    databaseUsers.map((username) => {
      const roles = [{ roleName: roleOf(username), databaseName: 'admin' }];
      return { groupId: id, databaseName: 'admin', username, roles, scopes: [], about: {} };
    });
}

export function sourceProjectOf(model: Model, groupId: string): ManagerProject | undefined {
  return model.scenario.manager.projects.find(({ id }) => id === groupId);
}
