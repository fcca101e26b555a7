import { parse } from 'yaml';
import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { newId, newSecret, newUuid } from './default-scenario.ts';
import {
  AtlasProject,
  Deployment,
  DestinationCluster,
  type Identity,
  type ManagerProject,
  type Scenario,
} from './scenario.ts';

/*
 * What a person writes to make the sandbox look like their own organizations: only what differs. Names are wanted
 * wherever something is listed; ids, credentials and everything else come from the default scenario. The first
 * project, cluster and deployment are those that the migration is for.
 */

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'must be 24 hexadecimal digits');
const Name = z.string().min(1);
const Organization = z.strictObject({
  id: Id.optional(),
  name: Name.optional(),
  apiAccessListRequired: z.boolean().optional(),
});

const Cluster = z.strictObject({
  ...DestinationCluster.shape,
  id: Id.default(newId),
  name: Name,
  kind: DestinationCluster.shape.kind.default('dedicated'),
  instanceSize: z.string().default('M40'),
  stateName: DestinationCluster.shape.stateName.default('IDLE'),
  paused: z.boolean().default(false),
  version: z.string().default('7.0.16'),
});

const AtlasProjectEntry = z.strictObject({
  ...AtlasProject.omit({ orgId: true }).shape,
  id: Id.default(newId),
  name: Name,
  created: AtlasProject.shape.created.default('2025-11-03T08:12:45Z'),
  clusters: z.array(Cluster).default([]),
  peers: AtlasProject.shape.peers.default([]),
  endpointServices: AtlasProject.shape.endpointServices.default([]),
});

const Host = z.strictObject({
  id: z.string().default(newSecret),
  hostname: Name,
  port: z.number().int().min(1).max(65_535).default(27017),
});

const DeploymentEntry = z.strictObject({
  ...Deployment.shape,
  clusterId: Id.default(newId),
  name: Name,
  version: z.string().default('7.0.14'),
  managed: z.boolean().default(true),
  tls: z.boolean().default(false),
  /** The first is the primary. */
  hosts: z
    .array(Host)
    .min(1)
    .default([{ id: newSecret(), hostname: 'db01.corp.example', port: 27017 }]),
  dbSizeBytes: z.number().min(0).default(734_003_200),
  oplogSizeMB: z.number().min(0).default(2048),
});

const ManagerProjectEntry = z.strictObject({
  id: Id.default(newId),
  name: Name,
  deployments: z.array(DeploymentEntry).default([]),
});

/** Roles in the organization, such as ORG_OWNER. Without an access list, any address may call. */
const anyone = { roles: z.array(z.string()).min(1), accessList: z.array(z.string()).optional() };
const IdentityEntry = z.discriminatedUnion('kind', [
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
]);

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
  migrationHost: z.strictObject({ name: Name.optional(), outsideAddress: z.string().optional() }).optional(),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;

/** Reads YAML, which JSON is as well. Kind `usage`, naming the field, where it is no scenario. */
export function parseScenarioFile(text: string, path: string): ScenarioFile {
  const result = ScenarioFile.safeParse(parsed(text, path) ?? {});
  if (result.success) return checked(result.data, path);
  const [issue] = result.error.issues;
  throw notAScenario(path, `${issue?.path.join('.') || 'the whole file'}: ${issue?.message}`);
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw notAScenario(path, error instanceof Error ? error.message : String(error));
  }
}

function checked(file: ScenarioFile, path: string): ScenarioFile {
  const [atlasProject] = file.atlas?.projects ?? [];
  if (atlasProject?.clusters.length === 0)
    throw notAScenario(path, 'atlas.projects.0.clusters: the first project needs a cluster, the destination');
  const [sourceProject] = file.manager?.projects ?? [];
  if (sourceProject?.deployments.length === 0)
    throw notAScenario(path, 'manager.projects.0.deployments: the first project needs a deployment, the source');
  for (const service of ['atlas', 'manager'] as const) {
    const [identity] = file[service]?.identities ?? [];
    if (identity !== undefined && identity.kind !== 'api-key')
      throw notAScenario(
        path,
        `${service}.identities.0: the first must be an API key, which the environment hands out`,
      );
  }
  return file;
}

function notAScenario(path: string, problem: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'SCENARIO_FILE',
    message: `${path} is not a scenario: ${problem}.`,
    fix: 'Mend it; the README, under Sandbox, shows one.',
  });
}

/** The scenario with what the file says in the place of its own. */
export function withScenarioFile(scenario: Scenario, file: ScenarioFile): Scenario {
  const { migrationHost } = scenario;
  const atlas = inOrganization(scenario.atlas, file.atlas?.organization);
  const manager = inOrganization(scenario.manager, file.manager?.organization);
  const [atlasOrg = '', sourceOrg = ''] = [atlas.orgs[0]?.id, manager.orgs[0]?.id];
  const atlasProjects = file.atlas?.projects?.map((entry) => ({ ...entry, orgId: atlasOrg }));
  const sourceProjects = file.manager?.projects?.map((entry) => managerProjectOf(entry, sourceOrg)) ?? manager.projects;
  return {
    ...scenario,
    atlas: {
      ...atlas,
      projects: atlasProjects ?? atlas.projects,
      identities: file.atlas?.identities?.map((entry) => identityOf(entry, atlasOrg)) ?? atlas.identities,
    },
    manager: {
      ...manager,
      version: file.manager?.version ?? manager.version,
      projects: sourceProjects,
      identities: file.manager?.identities?.map((entry) => identityOf(entry, sourceOrg)) ?? manager.identities,
    },
    migrationHost: {
      name: file.migrationHost?.name ?? migrationHost.name,
      outsideAddress: file.migrationHost?.outsideAddress ?? migrationHost.outsideAddress,
      groupId: sourceProjects[0]?.id ?? migrationHost.groupId,
    },
  };
}

type Placed = { orgId?: string | undefined };
interface Service {
  readonly orgs: Scenario['atlas']['orgs'];
  readonly projects: readonly Placed[];
  readonly identities: readonly { readonly roles: readonly Placed[] }[];
}

/** Projects and people of the first organization follow it, should it have another id now. */
function inOrganization<One extends Service>(service: One, changes: z.infer<typeof Organization> = {}): One {
  const [before, ...others] = service.orgs;
  if (before === undefined) return service;
  const { id = before.id, name = before.name, apiAccessListRequired = before.apiAccessListRequired } = changes;
  const moved = <One extends Placed>(placed: One): One =>
    placed.orgId === before.id ? { ...placed, orgId: id } : placed;
  return {
    ...service,
    orgs: [{ id, name, apiAccessListRequired }, ...others],
    projects: service.projects.map(moved),
    identities: service.identities.map((identity) => ({ ...identity, roles: identity.roles.map(moved) })),
  };
}

function managerProjectOf(entry: z.infer<typeof ManagerProjectEntry>, orgId: string): ManagerProject {
  const deployments = entry.deployments.map(({ hosts, ...deployment }) => ({
    ...deployment,
    hosts: hosts.map((host, index) => ({ ...host, primary: index === 0 })),
  }));
  return { ...entry, orgId, deployments };
}

function identityOf({ roles, ...entry }: z.infer<typeof IdentityEntry>, orgId: string): Identity {
  return { ...entry, roles: roles.map((roleName) => ({ roleName, orgId })) };
}
