import { z } from 'zod';
import { databaseAccessAdmin, project } from '../http/access.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, conflict, notFound } from '../http/refusal.ts';
import { type ApiRequest, noContent, ok, type Route } from '../http/route.ts';
import type { CustomRole, Model } from '../model/model.ts';
import { customRoleActions } from './custom-role-actions.ts';
import { isBuiltInRole, knowsRole } from './role-names.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;

/** All three are required, also where the first makes the others mean nothing (OpenAPI file, DatabasePermittedNamespaceResource). */
const Resource = z.strictObject({ cluster: z.boolean(), db: z.string(), collection: z.string() });

const NewRole = z.strictObject({
  roleName: z.string(),
  actions: z.array(z.strictObject({ action: z.enum(customRoleActions), resources: z.array(Resource) })).default([]),
  inheritedRoles: z.array(z.strictObject({ db: z.string(), role: z.string() })).default([]),
});
type NewRole = z.infer<typeof NewRole>;

/** Custom roles of a project (OpenAPI file, Custom Database Roles); the sandbox's servers do not learn of them. */
export function customRoleRoutes(model: Model): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId')).id;
  const ownedGroup = ({ identity, param }: ApiRequest) =>
    project(territory, identity, param('groupId'), databaseAccessAdmin).id;
  const rolesOf = (groupId: string) => model.state.customRoles.filter((role) => role.groupId === groupId);
  const wanted = (request: ApiRequest, groupId: string) => {
    const name = request.param('roleName');
    const found = rolesOf(groupId).find(({ roleName }) => roleName === name);
    if (found !== undefined) return found;
    throw notFound('ATLAS_CUSTOM_ROLE_NOT_FOUND', `The custom role ${name} was not found.`, name);
  };
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/customDBRoles/roles',
      versions,
      handle: (request) => ok(rolesOf(groupOf(request)).map(roleView)),
    },
    {
      method: 'POST',
      path: '/groups/:groupId/customDBRoles/roles',
      versions,
      handle: (request) => {
        const groupId = ownedGroup(request);
        const wish = readBody(NewRole, request.text);
        refuseRole(model, groupId, wish);
        const role = { groupId, ...wish };
        model.state = { ...model.state, customRoles: [...model.state.customRoles, role] };
        return { status: 202, body: roleView(role) };
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/customDBRoles/roles/:roleName',
      versions,
      handle: (request) => ok(roleView(wanted(request, groupOf(request)))),
    },
    {
      method: 'DELETE',
      path: '/groups/:groupId/customDBRoles/roles/:roleName',
      versions,
      handle: (request) => {
        const gone = wanted(request, ownedGroup(request));
        model.state = { ...model.state, customRoles: model.state.customRoles.filter((role) => role !== gone) };
        return noContent;
      },
    },
  ];
}

/** The codes and their texts are those of Atlas' page of API errors; what is not there is named after them. */
function refuseRole(model: Model, groupId: string, { roleName, actions, inheritedRoles }: NewRole): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(roleName) || roleName.startsWith('xgen-') || isBuiltInRole(roleName)) {
    throw badRequest(
      'ATLAS_CUSTOM_ROLE_INVALID_NAME',
      `The role name, "${roleName}", is invalid. A custom role name must be a non-empty string made up of only ASCII letters, numbers, hyphens, and underscores, and should begin with a letter or number.`,
      roleName,
    );
  }
  if (actions.length === 0 && inheritedRoles.length === 0) {
    throw badRequest(
      'ATLAS_CUSTOM_ROLE_HAS_NO_PERMISSIONS',
      'Custom roles must have one or more user privilege actions or inherited roles.',
    );
  }
  if (hasDuplicates(actions.map(({ action }) => action)))
    throw badRequest('ATLAS_DUPLICATE_CUSTOM_ROLE_ACTION', 'A custom role cannot have duplicate actions.');
  if (actions.some(({ resources }) => hasDuplicates(resources.map((one) => JSON.stringify(one))))) {
    throw badRequest(
      'ATLAS_DUPLICATE_CUSTOM_ROLE_RESOURCE',
      'A custom role cannot have duplicate resources applied to the same action.',
    );
  }
  for (const { role } of inheritedRoles) {
    if (!knowsRole(model, groupId, role))
      throw badRequest('UNSUPPORTED_ROLE', `The role ${role} is not supported.`, role);
  }
  if (model.state.customRoles.some((one) => one.groupId === groupId && one.roleName === roleName))
    throw conflict('DUPLICATE_ATLAS_CUSTOM_ROLE', `The custom role ${roleName} already exists.`, roleName);
}

function hasDuplicates(all: readonly string[]): boolean {
  return new Set(all).size < all.length;
}

function roleView({ groupId: _, ...shown }: CustomRole) {
  return shown;
}
