import { z } from 'zod';
import { Secret } from '../core/secret.ts';
import { Sharding } from '../core/sharding.ts';

/**
 * Bodies of the Atlas Admin API v2 (Atlas API notes, sections 6 and 7). Answers are loose: fields that are not named here pass, and a
 * status is any text, so that a value added tomorrow is seen as it is and not taken for a failure.
 */

const text = z.string().nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();

/** A list that may be absent or null. */
function list<Item>(item: z.ZodType<Item>) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

export const AtlasRoot = z.looseObject({
  appName: text,
  build: text,
  /** Absent for a service account. */
  apiKey: z
    .looseObject({
      id: text,
      publicKey: text,
      roles: list(z.looseObject({ roleName: z.string().catch(''), orgId: text, groupId: text })),
    })
    .nullish(),
});
export type AtlasRoot = z.infer<typeof AtlasRoot>;

export const AtlasOrg = z.looseObject({ id: z.string(), name: z.string(), isDeleted: boolean });
export type AtlasOrg = z.infer<typeof AtlasOrg>;

export const AtlasProject = z.looseObject({
  id: z.string(),
  name: z.string(),
  orgId: z.string(),
  clusterCount: number,
});
export type AtlasProject = z.infer<typeof AtlasProject>;

const RegionConfig = z.looseObject({
  providerName: text,
  backingProviderName: text,
  regionName: text,
  electableSpecs: z.looseObject({ instanceSize: text, diskSizeGB: number, nodeCount: number }).nullish(),
});

export const AtlasCluster = z.looseObject({
  id: text,
  name: z.string(),
  /** IDLE, CREATING, UPDATING, DELETING, REPAIRING. */
  stateName: text,
  /** REPLICASET, SHARDED, GEOSHARDED. */
  clusterType: text,
  mongoDBVersion: text,
  mongoDBMajorVersion: text,
  /** LTS, or CONTINUOUS: the latest version, with upgrades by itself. */
  versionReleaseSystem: text,
  featureCompatibilityVersion: text,
  paused: boolean,
  backupEnabled: boolean,
  biConnector: z.looseObject({ enabled: boolean }).nullish(),
  connectionStrings: z.looseObject({ standard: text, standardSrv: text, private: text, privateSrv: text }).nullish(),
  replicationSpecs: list(z.looseObject({ zoneName: text, regionConfigs: list(RegionConfig) })),
});
export type AtlasCluster = z.infer<typeof AtlasCluster>;

export const FlexCluster = z.looseObject({ name: z.string(), stateName: text, mongoDBVersion: text });
export type FlexCluster = z.infer<typeof FlexCluster>;

export const ProcessArgs = z.looseObject({
  noTableScan: boolean,
  oplogSizeMB: number,
  oplogMinRetentionHours: number,
  minimumEnabledTlsProtocol: text,
});
export type ProcessArgs = z.infer<typeof ProcessArgs>;

/** `deleteAfterDate`, ISO 8601, is when Atlas removes a temporary entry; at most a week ahead when it is set. */
export const AccessListEntry = z.looseObject({
  ipAddress: text,
  cidrBlock: text,
  comment: text,
  deleteAfterDate: text,
});
export type AccessListEntry = z.infer<typeof AccessListEntry>;

export const NewAccessListEntry = z.union([
  z.object({ ipAddress: z.string(), comment: z.string().max(80) }),
  z.object({ cidrBlock: z.string(), comment: z.string().max(80) }),
]);
export type NewAccessListEntry = z.infer<typeof NewAccessListEntry>;

/** PENDING, ACTIVE, FAILED; the key is in upper case on the wire. */
export const AccessListStatus = z.looseObject({ STATUS: text }).transform(({ STATUS }) => ({ status: STATUS }));
export type AccessListStatus = z.infer<typeof AccessListStatus>;

export const LinkToken = z.object({
  linkToken: z
    .string()
    .min(1)
    .transform((token) => new Secret(token)),
});
export type LinkToken = z.infer<typeof LinkToken>;

/** A source project that Atlas sees through the link. */
export const AvailableProject = z.looseObject({
  projectId: z.string(),
  name: z.string(),
  migrationHosts: list(z.string()),
  deployments: list(
    z.looseObject({
      name: z.string(),
      clusterId: text,
      managed: boolean,
      sharded: boolean,
      shardsSize: number,
      tlsEnabled: boolean,
      mongoDBVersion: text,
      featureCompatibilityVersion: text,
      agentVersion: text,
      dbSizeBytes: number,
      oplogSizeMB: number,
    }),
  ),
});
export type AvailableProject = z.infer<typeof AvailableProject>;

/** What validating and creating a migration send, form 2024-05-30. */
export const LiveMigrationRequest = z.object({
  /** The name that the agent reports; exactly one. */
  migrationHosts: z.tuple([z.string().min(1)]),
  dropDestinationData: z.boolean(),
  source: z.object({
    clusterName: z.string().min(1),
    groupId: z.string().min(1),
    managedAuthentication: z.boolean(),
    ssl: z.boolean(),
    /** User name and password only without managed authentication. */
    username: z.string().min(1).exactOptional(),
    password: z.instanceof(Secret).exactOptional(),
    /** A path on the migration host. */
    caCertificatePath: z.string().min(1).exactOptional(),
  }),
  destination: z.object({
    clusterName: z.string().min(1),
    groupId: z.string().min(1),
    hostnameSchemaType: z.enum(['PUBLIC', 'PRIVATE_LINK', 'VPC_PEERING']),
    privateLinkId: z.string().min(1).exactOptional(),
  }),
  sharding: Sharding.exactOptional(),
});
export type LiveMigrationRequest = z.infer<typeof LiveMigrationRequest>;

const validation = { status: text, errorMessage: text, groupId: text, sourceGroupId: text };

/** As Atlas gives them out (its OpenAPI file, `_id` of a live migration): anything else can be asked for nowhere. */
const newId = z.string().regex(/^[a-f0-9]{24}$/);

/** Of the answer that starts a validation; without its id nobody can ask how it went. */
export const StartedValidation = z.looseObject({ _id: newId, ...validation });
export type StartedValidation = z.infer<typeof StartedValidation>;

/** Status: PENDING, SUCCESS, FAILED; null and anything else mean: ask again. */
export const Validation = z.looseObject({ _id: text, ...validation });
export type Validation = z.infer<typeof Validation>;

const migration = { status: text, readyForCutover: boolean, lagTimeSeconds: number, migrationHosts: list(z.string()) };

/** Of the answer that creates a migration: the only time that the id is told. */
export const CreatedMigration = z.looseObject({ _id: newId, ...migration });
export type CreatedMigration = z.infer<typeof CreatedMigration>;

/** Status: NEW, WORKING, FAILED, COMPLETE, EXPIRED; null and anything else mean: ask again. */
export const LiveMigration = z.looseObject({ _id: text, ...migration });
export type LiveMigration = z.infer<typeof LiveMigration>;
