import { z } from 'zod';
import { databaseAccessAdmin, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, conflict, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, noContent, ok, type Route } from '../http/route.ts';
import type { DatabaseUser, Model } from '../model/model.ts';
import { knowsRole } from './role-names.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;

/** What is kept and shown as it came. */
const About = z.object({
  labels: z.array(z.strictObject({ key: z.string().optional(), value: z.string().optional() })).default([]),
  description: z.string().max(100).nullish(),
  deleteAfterDate: z.iso.datetime({ offset: true }).optional(),
  awsIAMType: z.enum(['NONE', 'USER', 'ROLE']).default('NONE'),
  ldapAuthType: z.enum(['NONE', 'GROUP', 'USER']).default('NONE'),
  oidcAuthType: z.enum(['NONE', 'IDP_GROUP', 'USER']).default('NONE'),
  x509Type: z.enum(['NONE', 'CUSTOMER', 'MANAGED']).default('NONE'),
});

const NewUser = z.strictObject({
  databaseName: z.enum(['admin', '$external']),
  username: z.string().min(1).max(1024),
  password: z.string().min(8).optional(),
  roles: z
    .array(z.strictObject({ roleName: z.string(), databaseName: z.string(), collectionName: z.string().optional() }))
    .default([]),
  scopes: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9-]*$/),
        type: z.enum(['CLUSTER', 'DATA_LAKE', 'STREAM']),
      }),
    )
    .default([]),
  groupId: z.string().optional(),
  ...About.shape,
  links: z.unknown().optional(),
});

/** The users that Atlas lists for a project (API notes, section 7); the sandbox's servers do not learn of new ones. */
export function databaseUserRoutes(model: Model): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId')).id;
  const ownedGroup = ({ identity, param }: ApiRequest) =>
    project(territory, identity, param('groupId'), databaseAccessAdmin).id;
  /** A temporary user is gone on its day. */
  const usersOf = (groupId: string) =>
    model.state.databaseUsers.filter(({ groupId: of, about }) => {
      const { deleteAfterDate } = About.parse(about);
      return of === groupId && (deleteAfterDate === undefined || Date.parse(deleteAfterDate) > model.time.now());
    });
  const find = (groupId: string, databaseName: string, username: string) =>
    usersOf(groupId).find((user) => user.databaseName === databaseName && user.username === username);
  const wanted = (request: ApiRequest, groupId: string) => {
    const username = request.param('username');
    const found = find(groupId, request.param('databaseName'), username);
    if (found !== undefined) return found;
    throw notFound('USERNAME_NOT_FOUND', `No user with username ${username} exists.`, username);
  };
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/databaseUsers',
      versions,
      handle: (request) => {
        const groupId = groupOf(request);
        return page(
          request,
          usersOf(groupId).map((user) => userView(user, request)),
        );
      },
    },
    {
      method: 'POST',
      path: '/groups/:groupId/databaseUsers',
      versions,
      handle: (request) => {
        const groupId = ownedGroup(request);
        const wish = readBody(NewUser, request.text);
        const { databaseName, username, password, roles, scopes } = wish;
        const about = About.parse(wish);
        if (databaseName === 'admin' && password === undefined)
          throw badRequest('MISSING_ATTRIBUTE', 'The required attribute password was not specified.', 'password');
        for (const { roleName } of roles) {
          if (!knowsRole(model, groupId, roleName))
            throw badRequest('UNSUPPORTED_ROLE', `The role ${roleName} is not supported.`, roleName);
        }
        if (find(groupId, databaseName, username) !== undefined)
          throw conflict('USER_ALREADY_EXISTS', `The specified user ${username} already exists.`, username);
        const user = { groupId, databaseName, username, roles, scopes, about };
        model.state = { ...model.state, databaseUsers: [...model.state.databaseUsers, user] };
        return created(userView(user, request));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/databaseUsers/:databaseName/:username',
      versions,
      handle: (request) => ok(userView(wanted(request, groupOf(request)), request)),
    },
    {
      method: 'DELETE',
      path: '/groups/:groupId/databaseUsers/:databaseName/:username',
      versions,
      handle: (request) => {
        const gone = wanted(request, ownedGroup(request));
        model.state = { ...model.state, databaseUsers: model.state.databaseUsers.filter((user) => user !== gone) };
        return noContent;
      },
    },
  ];
}

function userView({ about, ...shown }: DatabaseUser, request: ApiRequest) {
  const place = `/api/atlas/v2/groups/${shown.groupId}/databaseUsers/${shown.databaseName}`;
  return {
    ...About.parse(about),
    ...shown,
    ...selfLink(`${new URL(request.url).origin}${place}/${encodeURIComponent(shown.username)}`),
  };
}
