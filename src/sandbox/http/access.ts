import type { AtlasProject, Identity, ManagerProject } from '../scenario/scenario.ts';
import { notFound, Refusal } from './refusal.ts';

interface Organization {
  readonly id: string;
  readonly name: string;
  readonly apiAccessListRequired: boolean;
}

/** The organizations and projects of one service, and the ids that belong to the other one. */
export interface Territory<Project extends AtlasProject | ManagerProject = AtlasProject | ManagerProject> {
  readonly orgs: readonly Organization[];
  readonly projects: readonly Project[];
  /** errorCode for somebody who is not in the organization or project (section 3; Ops Manager notes, section 5). */
  readonly outsider: { readonly orgCode: string; readonly groupCode: string };
  /** errorCode for an id that the other service owns, such as NOT_ATLAS_ORG. */
  readonly foreign: {
    owns(id: string): boolean;
    readonly orgCode: string;
    readonly groupCode: string;
  };
}

/** One of these roles, in the organization or, for a project, in the project itself; absent where any member will do. */
type Need = readonly [RoleName, ...RoleName[]] | undefined;

type RoleName =
  | 'ORG_OWNER'
  | 'ORG_READ_ONLY'
  | 'ORG_GROUP_CREATOR'
  | 'GROUP_OWNER'
  | 'GROUP_AUTOMATION_ADMIN'
  | 'GROUP_CLUSTER_MANAGER'
  | 'GROUP_NETWORK_ACCESS_MANAGER'
  | 'GROUP_DATABASE_ACCESS_ADMIN';

export const orgOwner = ['ORG_OWNER'] as const;

export const orgReader = ['ORG_READ_ONLY', 'ORG_OWNER'] as const;

export const groupCreator = ['ORG_OWNER', 'ORG_GROUP_CREATOR'] as const;

/** Organization Owners may do in every project what its own owner may. */
export const groupOwner = ['GROUP_OWNER', 'ORG_OWNER'] as const;

/** Who may change a project's clusters, its access list, and its database users (x-rolesRequirements of Atlas' OpenAPI file). */
export const clusterManager = ['GROUP_CLUSTER_MANAGER', ...groupOwner] as const;
export const networkManager = ['GROUP_NETWORK_ACCESS_MANAGER', ...groupOwner] as const;
export const databaseAccessAdmin = ['GROUP_DATABASE_ACCESS_ADMIN', ...groupOwner] as const;

/** Who may see what automation knows, secrets and all (Ops Manager docs, Get the Automation Configuration). */
export const automationAdmin = ['GROUP_AUTOMATION_ADMIN', ...groupOwner] as const;

/** Whether the id is that of an organization or project of this service. */
export function ownedBy(service: { orgs: readonly { id: string }[]; projects: readonly { id: string }[] }, id: string) {
  return [...service.orgs, ...service.projects].some((one) => one.id === id);
}

/** Finds the organization and makes sure that the caller may; refusals as in the API notes, section 3. */
export function organization(territory: Territory, identity: Identity, id: string, need?: Need): Organization {
  if (!isId(id)) throw notFound('INVALID_ORG_ID', `An invalid organization ID ${id} was specified.`, id);
  const { foreign } = territory;
  if (foreign.owns(id)) throw notFound(foreign.orgCode, `The organization ${id} belongs to the other service.`, id);
  const found = territory.orgs.find((org) => org.id === id);
  if (found === undefined) throw notFound('ORG_NOT_FOUND', `An organization with ID ${id} was not found.`, id);
  if (!identity.roles.some(({ orgId }) => orgId === id)) {
    throw new Refusal(401, territory.outsider.orgCode, `The caller is not a member of the organization ${id}.`);
  }
  mustComeFromListed(found, identity);
  mustHave(identity, need, { orgId: id });
  return found;
}

/** Whoever is in the organization, for the one call on a project that asks for no role in it (x-rolesRequirements). */
export const anyMember = 'any member of the organization';

/** The same for a project; the role is that in its organization, or in the project itself. */
export function project<Project extends AtlasProject | ManagerProject>(
  territory: Territory<Project>,
  identity: Identity,
  id: string,
  need?: Need | typeof anyMember,
): Project {
  if (!isId(id)) throw notFound('INVALID_GROUP_ID', `An invalid group ID ${id} was specified.`, id);
  const { foreign } = territory;
  if (foreign.owns(id)) throw notFound(foreign.groupCode, `The project ${id} belongs to the other service.`, id);
  const found = territory.projects.find((candidate) => candidate.id === id);
  if (found === undefined) throw notFound('GROUP_NOT_FOUND', `No group with ID ${id} exists.`, id);
  const isMember = need === anyMember && identity.roles.some(({ orgId }) => orgId === found.orgId);
  if (!isMember && !mayRead(identity, found))
    throw new Refusal(401, territory.outsider.groupCode, `The caller is not in the project ${id}.`);
  const org = territory.orgs.find(({ id: orgId }) => orgId === found.orgId);
  if (org !== undefined) mustComeFromListed(org, identity);
  if (need !== anyMember) mustHave(identity, need, { orgId: found.orgId, groupId: id });
  return found;
}

/** Those that the caller may see. */
export function visibleOrganizations(territory: Territory, identity: Identity): Organization[] {
  return territory.orgs.filter(({ id }) => identity.roles.some(({ orgId }) => orgId === id));
}

export function visibleProjects<Project extends AtlasProject | ManagerProject>(
  territory: Territory<Project>,
  identity: Identity,
): Project[] {
  return territory.projects.filter((candidate) => mayRead(identity, candidate));
}

/** Members of an organization do not see its projects; its owners and readers see all, others those they are in. */
function mayRead({ roles }: Identity, { id, orgId }: AtlasProject | ManagerProject): boolean {
  const seesAll = ['ORG_OWNER', 'ORG_READ_ONLY'];
  return roles.some((role) => role.groupId === id || (role.orgId === orgId && seesAll.includes(role.roleName)));
}

export function mustOwn(identity: Identity, orgId: string): void {
  mustHave(identity, orgOwner, { orgId });
}

function mustHave({ roles }: Identity, need: Need, place: { orgId: string; groupId?: string }): void {
  const counts = (role: Identity['roles'][number]) =>
    need?.some((name) => name === role.roleName) &&
    (role.orgId === place.orgId || (role.groupId !== undefined && role.groupId === place.groupId));
  if (need === undefined || roles.some(counts)) return;
  throw new Refusal(401, 'USER_UNAUTHORIZED', 'Current user is not authorized to perform this action.');
}

/** An organization may demand that keys name where they are used; the code is by analogy (API notes, section 3). */
function mustComeFromListed({ apiAccessListRequired, id }: Organization, { accessList = [] }: Identity): void {
  if (!apiAccessListRequired || accessList.length > 0) return;
  const detail = `The organization ${id} requires access lists, and the caller's credentials have none.`;
  throw new Refusal(403, 'ORG_REQUIRES_ACCESS_LIST', detail, [id]);
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}
