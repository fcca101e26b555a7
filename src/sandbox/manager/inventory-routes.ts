import { visibleProjects } from '../http/access.ts';
import { page } from '../http/page.ts';
import type { Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import type { Deployment, ManagerProject } from '../scenario/scenario.ts';
import { managerTerritory } from './territory.ts';

/** The deployments of all projects in one call (Ops Manager notes, section 4.4). */
export function inventoryRoutes(model: Model): Route[] {
  const territory = managerTerritory(model);
  return [
    {
      method: 'GET',
      path: '/clusters',
      handle: (request) => {
        const projects = visibleProjects(territory, request.identity);
        return page(
          request,
          projects.map((project) => projectView(project, orgNameOf(model, project.orgId))),
        );
      },
    },
  ];
}

function orgNameOf({ scenario }: Model, id: string): string | undefined {
  return scenario.manager.orgs.find((org) => org.id === id)?.name;
}

function projectView({ id, name, orgId, deployments }: ManagerProject, orgName: string | undefined) {
  const clusters = deployments.map(clusterView);
  return { groupId: id, groupName: name, orgId, orgName, planType: 'Enterprise Advanced', tags: [], clusters };
}

function clusterView({ clusterId, name, version, tls, hosts, dbSizeBytes }: Deployment) {
  return {
    clusterId,
    name,
    type: 'replica set',
    availability: 'available',
    versions: [version],
    backupEnabled: false,
    authEnabled: true,
    sslEnabled: tls,
    alertCount: 0,
    dataSizeBytes: dbSizeBytes,
    nodeCount: hosts.length,
  };
}
