import { z } from 'zod';
import { Secret } from '../core/secret.ts';
import { Sharding } from '../core/sharding.ts';
import { decidesNothing } from './decides-nothing.ts';
import { words } from './words.ts';

/**
 * Bodies of the Atlas Admin API v2 (Atlas API notes, sections 6 and 7). Fields that are not named here pass and are left
 * out, so that what is misspelt elsewhere does not compile; a status is any text, so that a value added tomorrow is seen as
 * it is and not taken for a failure.
 */

/** What may be missing, and decides something where it is. */
const text = words.nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();

/** What may be missing, and is not known then. */
const hint = decidesNothing(words);
const hintedNumber = decidesNothing(z.number());
const hintedBoolean = decidesNothing(z.boolean());

/** A list that may be absent or null. */
function list<Item>(item: z.ZodType<Item>) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** The same where it is only shown, or not known without. */
function lenientList<Item>(item: z.ZodType<Item>) {
  return decidesNothing(z.array(item)).transform((items) => items ?? []);
}

export const AtlasRoot = z.object({
  appName: hint,
  build: hint,
  /** Absent for a service account. */
  apiKey: z
    .object({
      id: hint,
      publicKey: hint,
      roles: list(z.object({ roleName: words.catch(''), orgId: text, groupId: hint })),
    })
    .nullish(),
});
export type AtlasRoot = z.infer<typeof AtlasRoot>;

export const AtlasOrg = z.object({ id: words, name: words, isDeleted: hintedBoolean });
export type AtlasOrg = z.infer<typeof AtlasOrg>;

export const AtlasProject = z.object({
  id: words,
  name: words,
  orgId: hint,
  clusterCount: hintedNumber,
});
export type AtlasProject = z.infer<typeof AtlasProject>;

const RegionConfig = z.object({
  providerName: hint,
  backingProviderName: hint,
  regionName: hint,
  electableSpecs: decidesNothing(
    z.object({ instanceSize: hint, diskSizeGB: hintedNumber, diskIOPS: hintedNumber, nodeCount: hintedNumber }),
  ),
  autoScaling: decidesNothing(
    z.object({
      compute: decidesNothing(z.object({ enabled: hintedBoolean })),
      diskGB: decidesNothing(z.object({ enabled: hintedBoolean })),
    }),
  ),
});

export const AtlasCluster = z.object({
  id: hint,
  name: words,
  /** IDLE, CREATING, UPDATING, DELETING, REPAIRING. */
  stateName: hint,
  /** REPLICASET, SHARDED, GEOSHARDED. */
  clusterType: hint,
  mongoDBVersion: hint,
  mongoDBMajorVersion: hint,
  /** LTS, or CONTINUOUS: the latest version, with upgrades by itself. */
  versionReleaseSystem: hint,
  featureCompatibilityVersion: hint,
  paused: hintedBoolean,
  backupEnabled: hintedBoolean,
  biConnector: decidesNothing(z.object({ enabled: hintedBoolean })),
  connectionStrings: decidesNothing(z.object({ standard: hint, standardSrv: hint, private: hint, privateSrv: hint })),
  replicationSpecs: lenientList(z.object({ zoneName: hint, regionConfigs: lenientList(RegionConfig) })),
});
export type AtlasCluster = z.infer<typeof AtlasCluster>;

export const FlexCluster = z.object({ name: words, stateName: hint, mongoDBVersion: hint });
export type FlexCluster = z.infer<typeof FlexCluster>;

export const ProcessArgs = z.object({
  noTableScan: hintedBoolean,
  oplogSizeMB: hintedNumber,
  oplogMinRetentionHours: hintedNumber,
  minimumEnabledTlsProtocol: hint,
});
export type ProcessArgs = z.infer<typeof ProcessArgs>;

/** INITIATING, AVAILABLE, WAITING_FOR_USER, FAILED, DELETING. */
export const EndpointService = z.object({ id: hint, regionName: hint, status: hint });
export type EndpointService = z.infer<typeof EndpointService>;

/** AWS says `statusName`, Azure and Google Cloud `status`; AVAILABLE is the good one of each. */
export const Peering = z.object({ id: hint, statusName: hint, status: hint });
export type Peering = z.infer<typeof Peering>;

/** `deleteAfterDate`, ISO 8601, is when Atlas removes a temporary entry; at most a week ahead when it is set. */
export const AccessListEntry = z.object({
  ipAddress: text,
  cidrBlock: text,
  comment: hint,
  deleteAfterDate: text,
});
export type AccessListEntry = z.infer<typeof AccessListEntry>;

export const NewAccessListEntry = z.union([
  z.object({ ipAddress: z.string(), comment: z.string().max(80) }),
  z.object({ cidrBlock: z.string(), comment: z.string().max(80) }),
]);
export type NewAccessListEntry = z.infer<typeof NewAccessListEntry>;

/** PENDING, ACTIVE, FAILED; the key is in upper case on the wire. */
export const AccessListStatus = z.object({ STATUS: text }).transform(({ STATUS }) => ({ status: STATUS }));
export type AccessListStatus = z.infer<typeof AccessListStatus>;

/** A database user of a project; how it logs in is told by `databaseName`: `admin` by a password, `$external` otherwise. */
export const AtlasDatabaseUser = z.object({
  username: words,
  databaseName: hint,
  roles: lenientList(z.object({ roleName: words, databaseName: words, collectionName: hint })),
  /** None means that it can use everything in the project, so another type of it is refused. */
  scopes: list(z.object({ name: words, type: words })),
});
export type AtlasDatabaseUser = z.infer<typeof AtlasDatabaseUser>;

/** A custom role of a project. */
export const CustomDbRole = z.object({
  roleName: words,
  actions: lenientList(
    z.object({
      action: words,
      resources: lenientList(z.object({ cluster: hintedBoolean, db: hint, collection: hint })),
    }),
  ),
  inheritedRoles: lenientList(z.object({ role: words, db: words })),
});
export type CustomDbRole = z.infer<typeof CustomDbRole>;

export const LinkToken = z.object({
  linkToken: z
    .string()
    .min(1)
    .transform((token) => new Secret(token)),
});
export type LinkToken = z.infer<typeof LinkToken>;

/** A source project that Atlas sees through the link. */
export const AvailableProject = z.object({
  projectId: words,
  name: hint,
  migrationHosts: list(words),
  deployments: list(
    z.object({
      name: words,
      clusterId: hint,
      managed: hintedBoolean,
      sharded: hintedBoolean,
      shardsSize: hintedNumber,
      tlsEnabled: hintedBoolean,
      mongoDBVersion: hint,
      featureCompatibilityVersion: hint,
      agentVersion: hint,
      dbSizeBytes: hintedNumber,
      oplogSizeMB: hintedNumber,
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

const validation = { status: text, errorMessage: hint, groupId: hint, sourceGroupId: hint };

/** As Atlas gives them out (its OpenAPI file, `_id` of a live migration): anything else can be asked for nowhere. */
const newId = z.string().regex(/^[a-f0-9]{24}$/);

/** Of the answer that starts a validation; without its id nobody can ask how it went, and nothing else is of use. */
export const StartedValidation = z.object({ _id: newId });
export type StartedValidation = z.infer<typeof StartedValidation>;

/** Status: PENDING, SUCCESS, FAILED; null and anything else mean: ask again. */
export const Validation = z.object({ _id: hint, ...validation });
export type Validation = z.infer<typeof Validation>;

const migration = { status: text, readyForCutover: boolean, lagTimeSeconds: number, migrationHosts: list(words) };

/** Of the answer that creates a migration: the only time that the id is told, so nothing else in it may cost it. */
export const CreatedMigration = z.object({ _id: newId });
export type CreatedMigration = z.infer<typeof CreatedMigration>;

/** Status: NEW, WORKING, FAILED, COMPLETE, EXPIRED; null and anything else mean: ask again. */
export const LiveMigration = z.object({ _id: text, ...migration });
export type LiveMigration = z.infer<typeof LiveMigration> & {
  /** Where the sandbox tells more, if it is a sandbox that has answered. */
  readonly sandboxState?: string | undefined;
};
