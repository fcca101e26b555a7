import { newSecret } from './default-scenario.ts';
import type { Identity, ManagerProject, Role, Scenario } from './scenario.ts';
import type {
  IdentityEntry,
  ManagerProjectEntry,
  OrganizationChanges,
  RoleEntry,
  ScenarioFile,
} from './scenario-file-schema.ts';

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
      identities:
        file.atlas?.identities?.map((entry) => identityOf(entry, atlasOrg, atlasProjects ?? [])) ?? admitted(atlas),
    },
    manager: {
      ...manager,
      version: file.manager?.version ?? manager.version,
      projects: sourceProjects,
      identities:
        file.manager?.identities?.map((entry) => identityOf(entry, sourceOrg, sourceProjects)) ?? admitted(manager),
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
function inOrganization<One extends Service>(service: One, changes: OrganizationChanges = {}): One {
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

/** The default scenario's keys go on working where the organization wants to know from where: from this machine. */
function admitted({ orgs, identities }: Scenario['atlas' | 'manager']): Identity[] {
  if (orgs[0]?.apiAccessListRequired !== true) return identities;
  return identities.map((one) => (one.accessList === undefined ? { ...one, accessList: ['127.0.0.0/8'] } : one));
}

function managerProjectOf(entry: ManagerProjectEntry, orgId: string): ManagerProject {
  const deployments = entry.deployments.map(({ hosts, ...deployment }) => ({
    ...deployment,
    hosts: (hosts ?? [ownHost(deployment.name)]).map((host, index) => ({ ...host, primary: index === 0 })),
  }));
  return { ...entry, orgId, deployments };
}

function ownHost(deployment: string) {
  const label = deployment.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return { id: newSecret(), hostname: `${label}-01.corp.example`, port: 27017 };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function identityOf({ roles, ...entry }: IdentityEntry, orgId: string, projects: readonly Named[]): Identity {
  return { ...entry, roles: roles.map((role) => roleOf(role, orgId, projects)) };
}

function roleOf(entry: RoleEntry, orgId: string, projects: readonly Named[]): Role {
  if (!('project' in entry)) return { roleName: entry.role, orgId };
  return { roleName: entry.role, groupId: projects.find(({ name }) => name === entry.project)?.id };
}
