/**
 * The port between the two APIs and the engine that moves data. The engine knows MongoDB and nothing of HTTP;
 * `src/sandbox/replication` implements it with the official driver.
 */

/** What `validate` and `create` are asked for, without the version's spelling (API notes, section 6.1). */
export interface MigrationRequest {
  readonly source: {
    readonly clusterName: string;
    readonly groupId: string;
    readonly username?: string | null | undefined;
    readonly password?: string | null | undefined;
    readonly managedAuthentication: boolean;
    readonly ssl: boolean;
    readonly caCertificatePath?: string | null | undefined;
  };
  readonly destination: {
    readonly clusterName: string;
    readonly groupId: string;
    readonly hostnameSchemaType: 'PUBLIC' | 'PRIVATE_LINK' | 'VPC_PEERING';
    readonly privateLinkId?: string | null | undefined;
  };
  readonly migrationHosts: readonly [string];
  readonly dropDestinationData: boolean;
  readonly sharding?: unknown;
}

export interface MigrationJob {
  /** With the credentials of the request. */
  readonly sourceUri: string;
  readonly destinationUri: string;
  readonly dropDestinationData: boolean;
  readonly sharding?: unknown;
}

/** The first copy of one collection; totals as the source estimated them at its start. */
export interface CollectionProgress {
  /** `shop.orders` */
  readonly namespace: string;
  readonly documents: number;
  readonly documentsCopied: number;
  readonly bytes: number;
  readonly bytesCopied: number;
  readonly state: 'waiting' | 'copying' | 'building-indexes' | 'copied';
}

export interface MigrationProgress {
  readonly phase: 'copying' | 'following' | 'finalizing' | 'complete' | 'failed';
  /** What is being done at the moment, in words; absent where the engine does not tell. */
  readonly info?: string;
  readonly collections?: readonly CollectionProgress[];
  readonly lagSeconds: number | null;
  readonly changesApplied: number;
  readonly documentsCopied: number;
  readonly failure?: string;
}

/** Where a migration is, as far as it can be made to fail there. */
export type MigrationMoment = 'initializing' | 'copying' | 'catching-up' | 'following' | 'cutting-over' | 'committing';

/** What is made to go wrong with a migration; asked whenever it could. */
export interface MigrationTrouble {
  /** The reason for which it fails now. */
  failureAt(moment: MigrationMoment): string | undefined;
  /** How many ms a change is to be old before it is applied; with infinity none is, and the lag grows. */
  behindMs(): number;
  /** While it says so, nothing more is copied. */
  holdsCopy(): boolean;
  /** Fulfilled when the cutover may begin. */
  beforeCutover(signal: AbortSignal): Promise<void>;
}

export interface RunningMigration {
  status(): MigrationProgress;
  /** Applies what is still outstanding, then completes. */
  cutOver(): void;
  /** Ends it wherever it is; what has been copied stays. */
  stop(): Promise<void>;
}

export interface MigrationEngine {
  /** `undefined` where nothing speaks against it, else the text for `errorMessage`. */
  validate(job: MigrationJob): Promise<string | undefined>;
  start(job: MigrationJob, trouble?: MigrationTrouble): RunningMigration;
}
