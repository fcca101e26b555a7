import type { AtlasProject, Identity, ManagerProject } from '../scenario.ts';
import { notFound, Refusal } from './refusal.ts';

interface Organization {
  readonly id: string;
  readonly name: string;
}

/** The organizations and projects of one service, and the ids that belong to the other one. */
export interface Territory<Project extends AtlasProject | ManagerProject = AtlasProject | ManagerProject> {
  readonly orgs: readonly Organization[];
  readonly projects: readonly Project[];
  /** errorCode for an id that the other service owns, such as NOT_ATLAS_ORG. */
  readonly foreign: {
    readonly orgIds: readonly string[];
    readonly groupIds: readonly string[];
    readonly orgCode: string;
    readonly groupCode: string;
  };
}

/** `ORG_OWNER` or, where any member will do, undefined. */
type Need = 'ORG_OWNER' | undefined;

/** Finds the organization and makes sure that the caller may; refusals as in the API notes, section 3. */
export function organization(territory: Territory, identity: Identity, id: string, need?: Need): Organization {
  if (!isId(id)) throw notFound('INVALID_ORG_ID', `An invalid organization ID ${id} was specified.`, id);
  const { foreign } = territory;
  if (foreign.orgIds.includes(id))
    throw notFound(foreign.orgCode, `The organization ${id} belongs to the other service.`, id);
  const found = territory.orgs.find((org) => org.id === id);
  if (found === undefined) throw notFound('ORG_NOT_FOUND', `An organization with ID ${id} was not found.`, id);
  if (!identity.roles.some(({ orgId }) => orgId === id)) {
    throw new Refusal(401, 'USER_CANNOT_ACCESS_ORG', `The caller is not a member of the organization ${id}.`);
  }
  mustOwn(identity, id, need);
  return found;
}

/** The same for a project; the role is that in its organization, or in the project itself. */
export function project<Project extends AtlasProject | ManagerProject>(
  territory: Territory<Project>,
  identity: Identity,
  id: string,
  need?: Need,
): Project {
  if (!isId(id)) throw notFound('INVALID_GROUP_ID', `An invalid group ID ${id} was specified.`, id);
  const { foreign } = territory;
  if (foreign.groupIds.includes(id))
    throw notFound(foreign.groupCode, `The project ${id} belongs to the other service.`, id);
  const found = territory.projects.find((candidate) => candidate.id === id);
  if (found === undefined) throw notFound('GROUP_NOT_FOUND', `No group with ID ${id} exists.`, id);
  if (!mayEnter(identity, found))
    throw new Refusal(401, 'USER_CANNOT_ACCESS_GROUP', `The caller is not in the project ${id}.`);
  mustOwn(identity, found.orgId, need);
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
  return territory.projects.filter((candidate) => mayEnter(identity, candidate));
}

function mayEnter({ roles }: Identity, { id, orgId }: AtlasProject | ManagerProject): boolean {
  return roles.some((role) => role.orgId === orgId || role.groupId === id);
}

function mustOwn({ roles }: Identity, orgIdNeeded: string, need: Need): void {
  if (need === undefined || roles.some(({ orgId, roleName }) => orgId === orgIdNeeded && roleName === need)) return;
  throw new Refusal(401, 'USER_UNAUTHORIZED', 'Current user is not authorized to perform this action.');
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}
