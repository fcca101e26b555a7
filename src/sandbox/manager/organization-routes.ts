import { z } from 'zod';
import { groupCreator, organization, project, visibleOrganizations, visibleProjects } from '../http/access.ts';
import { nameFilter } from '../http/name-filter.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { conflict, notFound } from '../http/refusal.ts';
import { type ApiRequest, created, ok, type Route } from '../http/route.ts';
import { agentsOf, createAgentKey } from '../model/agents.ts';
import type { Model } from '../model/model.ts';
import { createManagerProject } from '../model/projects.ts';
import type { ManagerKind, ManagerProject } from '../scenario/scenario.ts';
import { managerTerritory } from './territory.ts';

/** Unknown fields are refused (Ops Manager notes, section 1). */
const NewProject = z.strictObject({ name: z.string().min(1).max(64), orgId: z.string() });

const appNames: Record<ManagerKind, string> = {
  'cloud-manager': 'MongoDB Cloud Manager',
  'ops-manager': 'MongoDB Ops Manager',
};

/** Root, organizations and projects (Ops Manager notes, sections 4.1 to 4.3). */
export function managerOrganizationRoutes(model: Model): Route[] {
  const { manager } = model.scenario;
  const territory = managerTerritory(model);
  const base = (request: ApiRequest) => `${new URL(request.url).origin}/api/public/v1.0`;
  const orgView = ({ id, name }: { id: string; name: string }, request: ApiRequest) => ({
    id,
    name,
    isDeleted: false,
    ...selfLink(`${base(request)}/orgs/${id}`),
  });
  const groupView = (one: ManagerProject, request: ApiRequest) => ({
    ...projectView(one, agentsOf(model, one.id).length),
    ...selfLink(`${base(request)}/groups/${one.id}`),
  });
  const groups = (request: ApiRequest, chosen: readonly ManagerProject[]) =>
    page(
      request,
      chosen.filter(nameFilter(request)).map((one) => groupView(one, request)),
    );
  return [
    {
      method: 'GET',
      path: '',
      handle: ({ url }) =>
        ok({
          appName: appNames[manager.kind],
          build: '6f70732d6d616e616765722d73616e64626f782121',
          throttling: false,
          ...selfLink(url),
        }),
    },
    {
      method: 'GET',
      path: '/orgs',
      handle: (request) => {
        const visible = visibleOrganizations(territory, request.identity).filter(nameFilter(request));
        return page(
          request,
          visible.map((org) => orgView(org, request)),
        );
      },
    },
    {
      method: 'GET',
      path: '/orgs/:orgId',
      handle: (request) => ok(orgView(organization(territory, request.identity, request.param('orgId')), request)),
    },
    {
      method: 'GET',
      path: '/orgs/:orgId/groups',
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
      handle: (request) => groups(request, visibleProjects(territory, request.identity)),
    },
    {
      method: 'POST',
      path: '/groups',
      handle: (request) => {
        const { name, orgId } = readBody(NewProject, request.text);
        const org = organization(territory, request.identity, orgId, groupCreator);
        if (territory.projects.some((one) => one.orgId === org.id && one.name === name))
          throw conflict('GROUP_ALREADY_EXISTS', `A group with name "${name}" already exists.`, name);
        const made = createManagerProject(model, name, org.id);
        const { key } = createAgentKey(model, made.id, 'Made with the project');
        return created({ ...groupView(made, request), agentApiKey: key });
      },
    },
    {
      method: 'GET',
      path: '/groups/byName/:groupName',
      handle: (request) => {
        const name = request.param('groupName');
        const found = visibleProjects(territory, request.identity).find((candidate) => candidate.name === name);
        if (found === undefined) throw notFound('GROUP_NAME_NOT_FOUND', `No group with name ${name} exists.`, name);
        return ok(groupView(found, request));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId',
      handle: (request) => ok(groupView(project(territory, request.identity, request.param('groupId')), request)),
    },
  ];
}

function projectView({ id, name, orgId, deployments }: ManagerProject, activeAgentCount: number) {
  const hosts = deployments.flatMap((deployment) => deployment.hosts);
  const primary = hosts.filter((host) => host.primary).length;
  return {
    id,
    name,
    orgId,
    activeAgentCount,
    hostCounts: { arbiter: 0, config: 0, master: 0, mongos: 0, primary, secondary: hosts.length - primary, slave: 0 },
    publicApiEnabled: true,
    replicaSetCount: deployments.length,
    shardCount: 0,
    tags: [],
    withDefaultAlertsSettings: true,
  };
}
