import type { SearchIndex, SourceRole, SourceUser, Zones } from '../facts/users.ts';
import { projectToSet, type RoleBody, type UserBody } from './atlas-bodies.ts';
import { type PlannedRole, planRoles } from './plan-roles.ts';
import { type PlannedUser, planUsers, rolesOfOthers, type UserSources } from './plan-users.ts';

/** What a migration leaves behind that a person can make again. */
export interface UserPlan {
  readonly users: readonly PlannedUser[];
  readonly roles: readonly PlannedRole[];
  /** As they are on the source, for what does not go through Atlas' API. */
  readonly source: { readonly users: readonly SourceUser[]; readonly roles: readonly SourceRole[] };
  readonly searchIndexes: readonly SearchIndex[];
  readonly zones: Zones;
}

/** The version of both calls, which Atlas wants to be named: it answers 406 without. */
export const apiVersion = 'application/vnd.atlas.2023-01-01+json';

/** A call of Atlas' API, as a person sends it. */
export interface PlannedRequest<Body> {
  readonly method: 'POST';
  readonly path: string;
  readonly accept: typeof apiVersion;
  readonly body: Body;
}

export function userPlan(sources: UserSources, others: Pick<UserPlan, 'searchIndexes' | 'zones'>): UserPlan {
  const { users, inAtlas } = sources;
  const roles = rolesOfOthers(sources);
  return { users: planUsers(sources), roles: planRoles(roles, inAtlas), source: { users, roles }, ...others };
}

/** Where a custom role of the project is created (Atlas Admin API, createCustomDbRole). */
export function rolePath(project: string | undefined): string {
  return pathOf(project, 'customDBRoles/roles');
}

/** Where a database user of the project is created (Atlas Admin API, createDatabaseUser). */
export function userPath(project: string | undefined): string {
  return pathOf(project, 'databaseUsers');
}

export function roleRequest(project: string | undefined, body: RoleBody): PlannedRequest<RoleBody> {
  return { method: 'POST', path: rolePath(project), accept: apiVersion, body };
}

export function userRequest(project: string | undefined, body: UserBody): PlannedRequest<UserBody> {
  return { method: 'POST', path: userPath(project), accept: apiVersion, body };
}

function pathOf(project = projectToSet, what: string): string {
  return `/api/atlas/v2/groups/${project}/${what}`;
}
