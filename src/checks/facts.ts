import type { Fact } from '../core/check.ts';

/** A cluster in Atlas, reduced to what decides whether it can be a destination. */
export interface DestinationFacts {
  readonly name: string;
  /** `REPLICASET`, `SHARDED`, `GEOSHARDED`, `FLEX`, or what Atlas may call it one day. */
  readonly type: string;
  readonly instanceSize: string | undefined;
  readonly state: string;
  readonly paused: boolean;
  readonly version: string | undefined;
  readonly continuousUpgrades: boolean;
  readonly biConnector: boolean;
  /** Where the preferred primary is, such as `AWS EU_CENTRAL_1`. */
  readonly region: string | undefined;
  /** GB of each data-bearing server. */
  readonly diskGB: number | undefined;
}

/** The source deployment, as the manager or Atlas reports it. */
export interface SourceFacts {
  readonly name: string;
  readonly version: string;
  readonly sharded: boolean;
  readonly sizeBytes?: number | undefined;
  readonly tls?: boolean | undefined;
  /** By the manager's Automation. */
  readonly managed?: boolean | undefined;
}

export type ManagerKind = 'cloud-manager' | 'ops-manager';

export interface LinkFacts {
  readonly manager: Fact<ManagerKind>;
  /** Roles of the Atlas API key in the organization. */
  readonly atlasRoles: Fact<readonly string[]>;
  readonly destination: Fact<DestinationFacts>;
  /** Whether the destination answered `hello` from here. */
  readonly reachable: Fact<true>;
  readonly source: Fact<SourceFacts>;
}

export interface ProvisionFacts {
  readonly manager: Fact<ManagerKind>;
  /** What the manager calls itself. */
  readonly managerName: Fact<string>;
  readonly source: Fact<SourceFacts>;
  readonly migrationHost: string;
  /** Names and addresses of the source deployment's own servers. */
  readonly sourceHosts: Fact<readonly string[]>;
  /** The hosts whose agents the source's project lists. */
  readonly agentHosts: Fact<readonly string[]>;
  /** A link-token is at hand, or the organizations are connected. */
  readonly canConnect: Fact<boolean>;
}

export interface StartFacts {
  readonly manager: Fact<ManagerKind>;
  readonly linkStatus: Fact<string>;
  readonly destination: Fact<DestinationFacts>;
  readonly source: Fact<SourceFacts>;
  readonly migrationHost: string;
  readonly migrationHosts: Fact<readonly string[]>;
  readonly destinationNamespaces: Fact<readonly string[]>;
  readonly dropDestination: boolean;
}
