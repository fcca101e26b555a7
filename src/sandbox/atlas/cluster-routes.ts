import { z } from 'zod';
import { clusterManager, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import { setPaused, stateNameOf } from '../model/clusters.ts';
import type { Model } from '../model/model.ts';
import type { AtlasProject, DestinationCluster } from '../scenario/scenario.ts';
import { clusterView, type ShownCluster } from './cluster-views.ts';
import { flexView, wasShared } from './flex-view.ts';
import { processArgs } from './process-args.ts';
import { atlasTerritory } from './territory.ts';

const reading = {
  versions: ['2023-01-01', '2023-02-01', '2024-08-05'],
  sunsets: { '2023-01-01': '2027-07-01', '2023-02-01': '2027-07-01' },
};
const changing = {
  versions: [...reading.versions, '2024-10-23'],
  sunsets: { ...reading.sunsets, '2024-08-05': '2027-03-01' },
};

/** Of all that can be changed about a cluster, the sandbox pauses and resumes. */
const ClusterChange = z.strictObject({ paused: z.boolean() });

/** Clusters and Flex clusters of a project (API notes, section 7). `destinationUri` has no credentials. */
export function clusterRoutes(model: Model, destinationUri: string): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = (request: ApiRequest) => project(territory, request.identity, request.param('groupId'));
  const shown = (cluster: DestinationCluster, { id: groupId }: AtlasProject, request: ApiRequest): ShownCluster => ({
    cluster,
    groupId,
    destinationUri,
    stateName: stateNameOf(model, cluster),
    href: `${new URL(request.url).origin}/api/atlas/v2/groups/${groupId}/clusters/${cluster.name}`,
  });
  const view = (cluster: DestinationCluster, group: AtlasProject, request: ApiRequest) =>
    clusterView(request.version, shown(cluster, group, request));
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/clusters',
      ...reading,
      handle: (request) => {
        const group = groupOf(request);
        return page(
          request,
          group.clusters.filter(isListed).map((cluster) => view(cluster, group, request)),
        );
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/clusters/:clusterName',
      ...reading,
      handle: (request) => {
        const group = groupOf(request);
        return ok(view(clusterOf(group, request.param('clusterName')), group, request));
      },
    },
    {
      method: 'PATCH',
      path: '/groups/:groupId/clusters/:clusterName',
      ...changing,
      handle: (request) => {
        const group = project(territory, request.identity, request.param('groupId'), clusterManager);
        const cluster = clusterOf(group, request.param('clusterName'));
        return ok(view(setPaused(model, cluster, readBody(ClusterChange, request.text).paused), group, request));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/clusters/:clusterName/status',
      versions: ['2023-01-01'],
      handle: (request) => {
        clusterOf(groupOf(request), request.param('clusterName'));
        return ok({ changeStatus: 'APPLIED', ...selfLink(request.url) });
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/clusters/:clusterName/processArgs',
      versions: ['2023-01-01', '2024-08-05'],
      sunsets: { '2023-01-01': '2027-07-01' },
      handle: (request) => {
        return ok(processArgs(request.version, clusterOf(groupOf(request), request.param('clusterName'))));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/flexClusters',
      versions: ['2024-11-13'],
      handle: (request) => {
        const group = groupOf(request);
        return page(
          request,
          group.clusters
            .filter(({ kind }) => kind === 'flex')
            .map((cluster) => flexView(shown(cluster, group, request))),
        );
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/flexClusters/:name',
      versions: ['2024-11-13'],
      handle: (request) => {
        const [group, name] = [groupOf(request), request.param('name')];
        const found = group.clusters.find((cluster) => cluster.name === name);
        if (found === undefined) throw clusterNotFound(name, group.id);
        if (found.kind !== 'flex') {
          const detail = `Cluster ${name} is not a Flex cluster and cannot be used in the Flex API.`;
          throw badRequest('CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', detail, name);
        }
        return ok(flexView(shown(found, group, request)));
      },
    },
  ];
}

export function clusterOf(group: AtlasProject, name: string): DestinationCluster {
  const found = group.clusters.find((cluster) => cluster.name === name);
  if (found === undefined) throw clusterNotFound(name, group.id);
  if (!isListed(found)) {
    const detail = `Flex cluster ${name} cannot be used in the Cluster API.`;
    throw badRequest('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', detail, name);
  }
  return found;
}

/** Beside the dedicated and the free ones, those that were shared before there was Flex. */
function isListed(cluster: DestinationCluster): boolean {
  return cluster.kind !== 'flex' || wasShared(cluster);
}

function clusterNotFound(name: string, groupId: string) {
  return notFound('CLUSTER_NOT_FOUND', `No cluster named ${name} exists in group ${groupId}.`, name, groupId);
}
