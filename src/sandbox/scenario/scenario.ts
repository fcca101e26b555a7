import { z } from 'zod';

/**
 * What exists before anything happens: both organizations, their people, the deployments and the migration host.
 * Ids are 24 hexadecimal digits, times ISO 8601.
 */

const Id = z.string().regex(/^[0-9a-f]{24}$/);

/** A role holds in one organization or in one project. */
const Role = z.object({ roleName: z.string(), orgId: Id.optional(), groupId: Id.optional() });
export type Role = z.infer<typeof Role>;

const anyone = {
  roles: z.array(Role),
  /** Addresses and CIDR ranges that may call with it; absent: any address may. */
  accessList: z.array(z.string()).optional(),
};

const ApiKey = z.object({
  kind: z.literal('api-key'),
  id: Id,
  desc: z.string(),
  publicKey: z.string().length(8),
  privateKey: z.string(),
  ...anyone,
});

const ServiceAccount = z.object({
  kind: z.literal('service-account'),
  name: z.string(),
  description: z.string().optional(),
  clientId: z.string(),
  clientSecret: z.string(),
  ...anyone,
});

export const Identity = z.discriminatedUnion('kind', [ApiKey, ServiceAccount]);
export type Identity = z.infer<typeof Identity>;

const Organization = z.object({ id: Id, name: z.string(), apiAccessListRequired: z.boolean() });

export const DestinationCluster = z.object({
  id: Id,
  name: z.string(),
  /** Flex clusters have calls of their own; live migration supports neither them nor free ones. */
  kind: z.enum(['dedicated', 'free', 'flex']),
  instanceSize: z.string(),
  stateName: z.enum(['IDLE', 'CREATING', 'UPDATING', 'DELETING', 'REPAIRING']),
  paused: z.boolean(),
  version: z.string(),
  /** Of a sharded cluster; absent for a replica set. */
  shards: z.number().int().positive().optional(),
  /* What is left out here is as Atlas makes a cluster, or as somebody prepares one for a migration. */
  isGlobal: z.boolean().optional(),
  regions: z.array(z.string()).min(1).optional(),
  diskSizeGB: z.number().positive().optional(),
  diskIOPS: z.number().positive().optional(),
  featureCompatibilityVersion: z.string().optional(),
  versionReleaseSystem: z.enum(['LTS', 'CONTINUOUS']).optional(),
  biConnector: z.boolean().optional(),
  backup: z.boolean().optional(),
  /** Of tier and disk. */
  autoScaling: z.boolean().optional(),
  noTableScan: z.boolean().optional(),
  oplogSizeMB: z.number().nullable().optional(),
  oplogMinRetentionHours: z.number().nullable().optional(),
});
export type DestinationCluster = z.infer<typeof DestinationCluster>;

/** Of AWS, as far as choosing how to reach a cluster needs it (API notes, section 7). */
const Peer = z.object({
  id: Id,
  containerId: Id,
  accepterRegionName: z.string(),
  awsAccountId: z.string(),
  routeTableCidrBlock: z.string(),
  vpcId: z.string(),
  statusName: z.enum(['INITIATING', 'PENDING_ACCEPTANCE', 'FAILED', 'FINALIZING', 'AVAILABLE', 'TERMINATING']),
});

const EndpointService = z.object({
  id: Id,
  cloudProvider: z.enum(['AWS', 'AZURE', 'GCP']),
  regionName: z.string(),
  status: z.enum(['INITIATING', 'AVAILABLE', 'WAITING_FOR_USER', 'FAILED', 'DELETING']),
});

export const AtlasProject = z.object({
  id: Id,
  name: z.string(),
  orgId: Id,
  created: z.iso.datetime(),
  clusters: z.array(DestinationCluster),
  peers: z.array(Peer),
  endpointServices: z.array(EndpointService),
  /** By their names; left out, there is the one whose credentials the sandbox hands out. */
  databaseUsers: z.array(z.string()).optional(),
});
export type AtlasProject = z.infer<typeof AtlasProject>;

const SourceHost = z.object({
  id: z.string(),
  hostname: z.string(),
  port: z.number().int(),
  primary: z.boolean(),
  /** Where it is another than that of the deployment. */
  version: z.string().optional(),
  /** Such as `RECOVERING`; left out, PRIMARY or SECONDARY. */
  state: z.string().optional(),
  memoryMB: z.number().positive().optional(),
  /** What the manager says of it; left out, no. */
  profilerEnabled: z.boolean().optional(),
  lowUlimit: z.boolean().optional(),
  hasStartupWarnings: z.boolean().optional(),
});

export const Deployment = z.object({
  clusterId: Id,
  name: z.string(),
  version: z.string(),
  /** Whether the manager's automation keeps its users and settings. */
  managed: z.boolean(),
  tls: z.boolean(),
  /** Of a sharded cluster; absent for a replica set. */
  shards: z.number().int().positive().optional(),
  hosts: z.array(SourceHost),
  dbSizeBytes: z.number(),
  oplogSizeMB: z.number(),
});
export type Deployment = z.infer<typeof Deployment>;

export const ManagerProject = z.object({
  id: Id,
  name: z.string(),
  orgId: Id,
  deployments: z.array(Deployment),
});
export type ManagerProject = z.infer<typeof ManagerProject>;

export const ManagerKind = z.enum(['cloud-manager', 'ops-manager']);
export type ManagerKind = z.infer<typeof ManagerKind>;

const User = z.object({ username: z.string(), password: z.string() });

export const Scenario = z.object({
  atlas: z.object({
    orgs: z.array(Organization),
    projects: z.array(AtlasProject),
    identities: z.array(Identity),
  }),
  manager: z.object({
    kind: ManagerKind,
    /** As in X-MongoDB-Service-Version. */
    version: z.string(),
    orgs: z.array(Organization),
    projects: z.array(ManagerProject),
    identities: z.array(Identity),
  }),
  migrationHost: z.object({
    name: z.string(),
    /** The address under which it calls out. */
    outsideAddress: z.string(),
    /** The manager's project that its agent belongs to. */
    groupId: Id,
  }),
  /** The user made for the migration, and the one that automation uses itself. */
  sourceUser: User,
  automationUser: User,
  /** Of the applications that write to the source. */
  applicationUser: User,
  /** Of the destination server; the service has it, and livemig needs it only to compare. */
  destinationUser: User,
});
export type Scenario = z.infer<typeof Scenario>;
