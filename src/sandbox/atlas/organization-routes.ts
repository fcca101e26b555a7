import { z } from 'zod';
import { groupCreator, organization, project, visibleOrganizations, visibleProjects } from '../http/access.ts';
import { nameFilter } from '../http/name-filter.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { conflict, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, ok, type Route } from '../http/route.ts';
import { giveRole } from '../model/identities.ts';
import type { Model } from '../model/model.ts';
import { createAtlasProject } from '../model/projects.ts';
import { maxSecretHours } from '../model/service-account-secrets.ts';
import type { AtlasProject } from '../scenario/scenario.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;

/** What a client may send back of what it has read is accepted and ignored: such fields are read-only. */
const NewProject = z.strictObject({
  name: z.string().min(1).max(64),
  orgId: z.string(),
  clusterCount: z.unknown().optional(),
  created: z.unknown().optional(),
  id: z.unknown().optional(),
  links: z.unknown().optional(),
  tags: z.array(z.unknown()).optional(),
  regionUsageRestrictions: z.string().nullish(),
  withDefaultAlertsSettings: z.boolean().optional(),
});

/** Root, organizations and projects (API notes, section 7). */
export function organizationRoutes(model: Model): Route[] {
  const territory = atlasTerritory(model);
  const orgView = ({ id, name }: { id: string; name: string }, request: ApiRequest) => ({
    id,
    name,
    isDeleted: false,
    skipDefaultAlertsSettings: false,
    ...selfLink(`${new URL(request.url).origin}/api/atlas/v2/orgs/${id}`),
  });
  const groups = (request: ApiRequest, chosen: readonly AtlasProject[]) =>
    page(
      request,
      chosen.filter(nameFilter(request)).map((one) => projectView(one, request)),
    );
  return [
    { method: 'GET', path: '', versions, handle: root },
    {
      method: 'GET',
      path: '/orgs',
      versions,
      handle: (request) =>
        page(
          request,
          visibleOrganizations(territory, request.identity)
            .filter(nameFilter(request))
            .map((org) => orgView(org, request)),
        ),
    },
    {
      method: 'GET',
      path: '/orgs/:orgId',
      versions,
      handle: (request) => ok(orgView(organization(territory, request.identity, request.param('orgId')), request)),
    },
    {
      method: 'GET',
      path: '/orgs/:orgId/settings',
      versions,
      handle: ({ identity, param }) => {
        const { apiAccessListRequired } = organization(territory, identity, param('orgId'));
        return ok({
          apiAccessListRequired,
          maxServiceAccountSecretValidityInHours: maxSecretHours,
          multiFactorAuthRequired: false,
          restrictEmployeeAccess: false,
        });
      },
    },
    {
      method: 'GET',
      path: '/orgs/:orgId/groups',
      versions,
      handle: (request) => {
        const { id } = organization(territory, request.identity, request.param('orgId'));
        return groups(
          request,
          visibleProjects(territory, request.identity).filter(({ orgId }) => orgId === id),
        );
      },
    },
    {
      method: 'GET',
      path: '/groups',
      versions,
      handle: (request) => groups(request, visibleProjects(territory, request.identity)),
    },
    {
      method: 'POST',
      path: '/groups',
      versions,
      handle: (request) => {
        const { name, orgId } = readBody(NewProject, request.text);
        const org = organization(territory, request.identity, orgId, groupCreator);
        if (territory.projects.some((one) => one.orgId === org.id && one.name === name)) throw nameTaken(name);
        const made = createAtlasProject(model, name, org.id);
        giveRole(model, 'atlas', request.identity, { roleName: 'GROUP_OWNER', groupId: made.id });
        return { ...created(oneProjectView(made, request)), headers: { Location: newProjectLocation(request) } };
      },
    },
    {
      method: 'GET',
      path: '/groups/byName/:groupName',
      versions,
      handle: (request) => {
        const name = request.param('groupName');
        const found = visibleProjects(territory, request.identity).find((candidate) => candidate.name === name);
        if (found === undefined) throw notFound('GROUP_NAME_NOT_FOUND', `No group with name ${name} exists.`, name);
        return ok(oneProjectView(found, request));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId',
      versions,
      handle: (request) => ok(oneProjectView(project(territory, request.identity, request.param('groupId')), request)),
    },
  ];
}

/** Shows an API key its own roles; a service account has none here (API notes, section 7). */
function root({ identity, url }: ApiRequest) {
  const apiKey =
    identity.kind === 'api-key'
      ? {
          id: identity.id,
          publicKey: identity.publicKey,
          roles: identity.roles,
          accessList: (identity.accessList ?? []).map((cidrBlock) => ({
            cidrBlock,
            ipAddress: cidrBlock.split('/')[0],
          })),
        }
      : null;
  return ok({
    appName: 'MongoDB Atlas',
    build: '5a6e646d6f78206f6620746865206c6976656d69',
    throttling: false,
    apiKey,
    ...selfLink(url),
  });
}

function projectView({ id, name, orgId, created, clusters }: AtlasProject, request: ApiRequest) {
  return {
    id,
    name,
    orgId,
    created,
    clusterCount: clusters.length,
    tags: [],
    withDefaultAlertsSettings: true,
    ...selfLink(`${new URL(request.url).origin}/api/atlas/v2/groups/${id}`),
  };
}

/** Alone, it says where everything in it is. */
function oneProjectView(one: AtlasProject, request: ApiRequest) {
  const view = projectView(one, request);
  const [self] = view.links;
  const parts = ['containers', 'clusters', 'databaseUsers', 'peers', 'processes', 'whitelist'];
  const links = parts.map((part) => ({ rel: `https://cloud.mongodb.com/${part}`, href: `${self?.href}/${part}` }));
  return { ...view, links: [...view.links, ...links] };
}

/** As recorded, word for word: it names no project, and has a slash too many (API notes, section 0, `rec`). */
function newProjectLocation({ url }: ApiRequest): string {
  return `${new URL(url).origin}//api/atlas/v1.0`;
}

function nameTaken(name: string) {
  return conflict('GROUP_ALREADY_EXISTS', `A group with name "${name}" already exists.`, name);
}
