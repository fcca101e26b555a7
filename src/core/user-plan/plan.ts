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

/** A call of Atlas' API, as a person sends it. */
export interface PlannedRequest<Body> {
  readonly method: 'POST';
  readonly path: string;
  readonly accept: 'application/vnd.atlas.2023-01-01+json';
  readonly body: Body;
}

export function userPlan(sources: UserSources, others: Pick<UserPlan, 'searchIndexes' | 'zones'>): UserPlan {
  const { users, inAtlas } = sources;
  const roles = rolesOfOthers(sources);
  return { users: planUsers(sources), roles: planRoles(roles, inAtlas), source: { users, roles }, ...others };
}

/** Creates a custom role in the project (Atlas Admin API, createCustomDbRole). */
export function roleRequest(project: string | undefined, body: RoleBody): PlannedRequest<RoleBody> {
  return request(project, 'customDBRoles/roles', body);
}

/** Creates a database user in the project (Atlas Admin API, createDatabaseUser). */
export function userRequest(project: string | undefined, body: UserBody): PlannedRequest<UserBody> {
  return request(project, 'databaseUsers', body);
}

function request<Body>(project = projectToSet, what: string, body: Body): PlannedRequest<Body> {
  const path = `/api/atlas/v2/groups/${project}/${what}`;
  return { method: 'POST', path, accept: 'application/vnd.atlas.2023-01-01+json', body };
}
