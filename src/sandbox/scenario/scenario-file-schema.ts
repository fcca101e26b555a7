import { isIP } from 'node:net';
import { z } from 'zod';
import { asRange } from '../model/access-list.ts';
import { newId, newSecret, newUuid } from './default-scenario.ts';
import { AtlasProject, Deployment, DestinationCluster } from './scenario.ts';

/*
 * What a person writes to make the sandbox look like their own organizations: only what differs. Names are wanted
 * wherever something is listed; ids, credentials and everything else come from the default scenario. The first
 * project, cluster and deployment are those that the migration is for.
 */

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'must be 24 hexadecimal digits, in quotes');
const Name = z.string().min(1);
const Version = z.string('must be a version in quotes, such as "7.0.24"').regex(/^\d+\.\d+(\.\d+)?$/, {
  error: 'must be a version in quotes, such as "7.0.24"',
});
const Address = z.string().refine((text) => isIP(text) !== 0, 'must be an IP address, such as 203.0.113.25');
const Range = z
  .string()
  .refine((text) => asRange(text) !== undefined, 'must be an IP address or a CIDR range, such as 203.0.113.0/24');

const Organization = z.strictObject({
  id: Id.optional(),
  name: Name.optional(),
  /** Keys of the default scenario may then be used from this machine. */
  apiAccessListRequired: z.boolean().optional(),
});
export type OrganizationChanges = z.infer<typeof Organization>;

const Cluster = z.strictObject({
  ...DestinationCluster.shape,
  id: Id.default(newId),
  name: Name,
  kind: DestinationCluster.shape.kind.default('dedicated'),
  instanceSize: z.string().default('M40'),
  stateName: DestinationCluster.shape.stateName.default('IDLE'),
  paused: z.boolean().default(false),
  version: Version.default('7.0.25'),
  featureCompatibilityVersion: Version.optional(),
});

const { element: Peer } = AtlasProject.shape.peers;
const PeerEntry = z.strictObject({
  ...Peer.shape,
  id: Id.default(newId),
  containerId: Id.default(newId),
  accepterRegionName: Name.default('eu-central-1'),
  statusName: Peer.shape.statusName.default('AVAILABLE'),
});

const { element: EndpointService } = AtlasProject.shape.endpointServices;
const EndpointServiceEntry = z.strictObject({
  ...EndpointService.shape,
  id: Id.default(newId),
  cloudProvider: EndpointService.shape.cloudProvider.default('AWS'),
  regionName: Name.default('EU_CENTRAL_1'),
  status: EndpointService.shape.status.default('AVAILABLE'),
});

const AtlasProjectEntry = z.strictObject({
  ...AtlasProject.omit({ orgId: true }).shape,
  id: Id.default(newId),
  name: Name,
  created: AtlasProject.shape.created.default('2025-11-03T08:12:45Z'),
  clusters: z.array(Cluster).default([]),
  peers: z.array(PeerEntry).default([]),
  endpointServices: z.array(EndpointServiceEntry).default([]),
});

const Host = z.strictObject({
  id: z.string().default(newSecret),
  hostname: Name,
  port: z.number().int().min(1).max(65_535).default(27017),
  version: Version.optional(),
  state: z.enum(['PRIMARY', 'SECONDARY', 'ARBITER', 'RECOVERING', 'STARTUP2', 'DOWN']).optional(),
  memoryMB: z.number().positive().optional(),
  profilerEnabled: z.boolean().optional(),
  lowUlimit: z.boolean().optional(),
  hasStartupWarnings: z.boolean().optional(),
});

const DeploymentEntry = z.strictObject({
  ...Deployment.shape,
  clusterId: Id.default(newId),
  name: Name,
  version: Version.default('7.0.24'),
  managed: z.boolean().default(true),
  tls: z.boolean().default(false),
  /** The first is the primary; left out, there is one of a name of its own. */
  hosts: z.array(Host).min(1).optional(),
  dbSizeBytes: z.number().min(0).default(734_003_200),
  oplogSizeMB: z.number().min(0).default(2048),
});

const ManagerProjectEntry = z.strictObject({
  id: Id.default(newId),
  name: Name,
  deployments: z.array(DeploymentEntry).default([]),
});
export type ManagerProjectEntry = z.infer<typeof ManagerProjectEntry>;

const orgRoles = ['ORG_OWNER', 'ORG_GROUP_CREATOR', 'ORG_BILLING_ADMIN', 'ORG_READ_ONLY', 'ORG_MEMBER'] as const;
const groupRoles = [
  'GROUP_OWNER',
  'GROUP_AUTOMATION_ADMIN',
  'GROUP_CLUSTER_MANAGER',
  'GROUP_NETWORK_ACCESS_MANAGER',
  'GROUP_DATABASE_ACCESS_ADMIN',
  'GROUP_DATA_ACCESS_ADMIN',
  'GROUP_READ_ONLY',
] as const;

/** `ORG_OWNER` in the organization, or `{ role: GROUP_OWNER, project: NAME }` in one of its projects. */
const RoleEntry = z.preprocess(
  (entry) => (typeof entry === 'string' ? { role: entry } : entry),
  z.discriminatedUnion(
    'role',
    [z.strictObject({ role: z.enum(orgRoles) }), z.strictObject({ role: z.enum(groupRoles), project: Name })],
    `must be ${orgRoles.join(', ')}, or one in a project such as { role: ${groupRoles[0]}, project: NAME } with ${groupRoles.join(', ')}`,
  ),
);
export type RoleEntry = z.infer<typeof RoleEntry>;

/** Without an access list, any address may call. */
const anyone = { roles: z.array(RoleEntry).min(1), accessList: z.array(Range).min(1).optional() };
const IdentityEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('api-key'),
      desc: Name,
      id: Id.default(newId),
      publicKey: z
        .string()
        .length(8)
        .default(() => newSecret().slice(0, 8)),
      privateKey: z.string().min(1).default(newUuid),
      ...anyone,
    }),
    z.strictObject({
      kind: z.literal('service-account'),
      name: Name,
      clientId: z
        .string()
        .min(1)
        .default(() => `mdb_sa_id_${newId()}`),
      clientSecret: z
        .string()
        .min(1)
        .default(() => `mdb_sa_sk_${newSecret()}`),
      ...anyone,
    }),
  ],
  'must be api-key or service-account',
);
export type IdentityEntry = z.infer<typeof IdentityEntry>;

export const ScenarioFile = z.strictObject({
  atlas: z
    .strictObject({
      organization: Organization.optional(),
      projects: z.array(AtlasProjectEntry).min(1).optional(),
      identities: z.array(IdentityEntry).min(1).optional(),
    })
    .optional(),
  manager: z
    .strictObject({
      version: z.string().optional(),
      organization: Organization.optional(),
      projects: z.array(ManagerProjectEntry).min(1).optional(),
      identities: z.array(IdentityEntry).min(1).optional(),
    })
    .optional(),
  migrationHost: z.strictObject({ name: Name.optional(), outsideAddress: Address.optional() }).optional(),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;
