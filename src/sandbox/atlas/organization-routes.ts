import { organization, project, visibleOrganizations, visibleProjects } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { notFound } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import type { AtlasProject } from '../scenario.ts';
import { atlasTerritory } from './territory.ts';

const versions = ['2023-01-01'] as const;

/** Root, organizations and projects (API notes, section 7). */
export function organizationRoutes({ scenario }: Model): Route[] {
  const territory = atlasTerritory(scenario);
  const orgView = ({ id, name }: { id: string; name: string }, request: ApiRequest) => ({
    id,
    name,
    isDeleted: false,
    ...selfLink(`${new URL(request.url).origin}/api/atlas/v2/orgs/${id}`),
  });
  const groups = (request: ApiRequest, chosen: readonly AtlasProject[]) =>
    page(
      request,
      chosen.filter(named(request)).map((one) => projectView(one, request)),
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
            .filter(named(request))
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
        const { id } = organization(territory, identity, param('orgId'));
        return ok({ apiAccessListRequired: scenario.atlas.orgs.find((org) => org.id === id)?.apiAccessListRequired });
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
      method: 'GET',
      path: '/groups/byName/:groupName',
      versions,
      handle: (request) => {
        const name = request.param('groupName');
        const found = visibleProjects(territory, request.identity).find((candidate) => candidate.name === name);
        if (found === undefined) throw notFound('GROUP_NAME_NOT_FOUND', `No group with name ${name} exists.`, name);
        return ok(projectView(found, request));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId',
      versions,
      handle: (request) => ok(projectView(project(territory, request.identity, request.param('groupId')), request)),
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

function named(request: ApiRequest): (one: { name: string }) => boolean {
  const wanted = request.query.get('name');
  return ({ name }) => wanted === null || name.startsWith(wanted);
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
