/** A cluster in Atlas, reduced to what decides whether it can be a destination; `undefined` is what Atlas does not tell. */
export interface DestinationFacts {
  readonly name: string;
  /** `REPLICASET`, `SHARDED`, `GEOSHARDED`, `FLEX`, or what Atlas may call it one day. */
  readonly type: string | undefined;
  readonly instanceSize: string | undefined;
  readonly state: string | undefined;
  readonly paused: boolean | undefined;
  readonly version: string | undefined;
  /** `LTS` or `CONTINUOUS`. */
  readonly upgrades: string | undefined;
  readonly biConnector: boolean | undefined;
  /** Where the preferred primary is, such as `AWS EU_CENTRAL_1`. */
  readonly region: string | undefined;
  /** GB of each data-bearing server. */
  readonly diskGB: number | undefined;
}

/** The source deployment, as Atlas, the manager or itself reports it. */
export interface SourceFacts {
  readonly name: string;
  readonly version: string;
  readonly sharded?: boolean | undefined;
  readonly sizeBytes?: number | undefined;
  readonly tls?: boolean | undefined;
  /** By the manager's Automation. */
  readonly managed?: boolean | undefined;
}

export type ManagerKind = 'cloud-manager' | 'ops-manager';

/** Whether there is such a thing; where there is not, what was answered, and what to do. */
export type Existence =
  | { readonly exists: true }
  | { readonly exists: false; readonly answer: string; readonly fix: string };

/** The map of facts: what there is to know before anything is changed, by name. `src/facts` reads each, `src/checks` judge them. */
export interface FactValues {
  readonly manager: ManagerKind;
  /** What the manager calls itself. */
  readonly managerName: string;
  /** Roles of the Atlas API key in the organization. */
  readonly atlasRoles: readonly string[];
  /** The manager's word for the link between the organizations, such as `SYNCED`. */
  readonly linkStatus: string;
  /** A link-token is at hand, or the organizations are connected. */
  readonly canConnect: boolean;
  readonly destinationExists: Existence;
  readonly destination: DestinationFacts;
  readonly destinationType: string;
  /** Such as `M40`, or `Flex`. */
  readonly destinationTier: string;
  /** Its state, such as `IDLE`; `paused` in place of it where it is paused. */
  readonly destinationState: string;
  readonly destinationVersion: string;
  readonly destinationUpgrades: string;
  readonly destinationBiConnector: boolean;
  /** The destination answered `hello` from here. */
  readonly destinationReachable: true;
  /** Namespaces with user data on the destination. */
  readonly destinationNamespaces: readonly string[];
  readonly dropDestination: boolean;
  readonly source: SourceFacts;
  readonly sourceSharded: boolean;
  /** Names and addresses of the source deployment's own servers. */
  readonly sourceServers: readonly string[];
  readonly migrationHost: string;
  /** The hosts whose agents the source's project lists. */
  readonly agentHosts: readonly string[];
  /** The migration hosts that Atlas sees through the link. */
  readonly linkedHosts: readonly string[];
}

export type FactId = keyof FactValues;

/** As far as it was looked; what nobody needed is in neither. */
export interface Facts {
  readonly known: Readonly<Partial<FactValues>>;
  /** For what is not known, why. */
  readonly unknown: { readonly [Id in FactId]?: string };
}
