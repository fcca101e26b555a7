import { z } from 'zod';
import { clusterManager, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { readBody } from '../http/read-body.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import { setPaused, stateNameOf } from '../model/clusters.ts';
import { destinationDiskGB } from '../model/destination-disk.ts';
import type { Model } from '../model/model.ts';
import type { AtlasProject, DestinationCluster } from '../scenario/scenario.ts';
import { atlasTerritory } from './territory.ts';

const clusterVersions = ['2023-01-01', '2023-02-01', '2024-08-05'] as const;
const clusterSunsets = { '2023-01-01': '2027-07-01', '2023-02-01': '2027-07-01' } as const;

/** Of all that can be changed about a cluster, the sandbox pauses and resumes. */
const ClusterChange = z.strictObject({ paused: z.boolean() });

/** Clusters and Flex clusters of a project (API notes, section 7). `destinationUri` has no credentials. */
export function clusterRoutes(model: Model, destinationUri: string): Route[] {
  const territory = atlasTerritory(model);
  const groupOf = (request: ApiRequest) => project(territory, request.identity, request.param('groupId'));
  const view = (cluster: DestinationCluster, group: AtlasProject, request: ApiRequest) => ({
    ...clusterView(cluster, destinationUri),
    stateName: stateNameOf(model, cluster),
    groupId: group.id,
    ...selfLink(`${new URL(request.url).origin}/api/atlas/v2/groups/${group.id}/clusters/${cluster.name}`),
  });
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/clusters',
      versions: clusterVersions,
      sunsets: clusterSunsets,
      handle: (request) => {
        const group = groupOf(request);
        const shown = group.clusters.filter(({ kind }) => kind !== 'flex');
        return page(
          request,
          shown.map((cluster) => view(cluster, group, request)),
        );
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/clusters/:clusterName',
      versions: clusterVersions,
      sunsets: clusterSunsets,
      handle: (request) => {
        const group = groupOf(request);
        return ok(view(clusterOf(group, request.param('clusterName')), group, request));
      },
    },
    {
      method: 'PATCH',
      path: '/groups/:groupId/clusters/:clusterName',
      versions: clusterVersions,
      sunsets: clusterSunsets,
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
      handle: (request) => {
        clusterOf(groupOf(request), request.param('clusterName'));
        return ok({
          javascriptEnabled: true,
          minimumEnabledTlsProtocol: 'TLS1_2',
          noTableScan: false,
          oplogSizeMB: null,
        });
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
          group.clusters.filter(({ kind }) => kind === 'flex').map((cluster) => flexView(cluster, group.id)),
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
        return ok(flexView(found, group.id));
      },
    },
  ];
}

export function clusterOf(group: AtlasProject, name: string): DestinationCluster {
  const found = group.clusters.find((cluster) => cluster.name === name);
  if (found === undefined) throw clusterNotFound(name, group.id);
  if (found.kind === 'flex') {
    const detail = `Flex cluster ${name} cannot be used in the Cluster API.`;
    throw badRequest('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', detail, name);
  }
  return found;
}

function clusterView(cluster: DestinationCluster, destinationUri: string) {
  const { id, name, paused, version, shards } = cluster;
  const free = cluster.kind === 'free';
  const series = version.split('.').slice(0, 2).join('.');
  return {
    id,
    name,
    clusterType: shards === undefined ? 'REPLICASET' : 'SHARDED',
    paused,
    mongoDBVersion: version,
    mongoDBMajorVersion: series,
    featureCompatibilityVersion: series,
    versionReleaseSystem: 'LTS',
    backupEnabled: !free,
    biConnector: { enabled: false, readPreference: 'SECONDARY' },
    createDate: '2025-11-03T08:20:11Z',
    // A cluster without a public SRV record, as sandboxes have none: the plain connection string alone.
    connectionStrings: { standard: destinationUri },
    replicationSpecs: Array.from({ length: shards ?? 1 }, () => replicationSpec(cluster, free)),
  };
}

function replicationSpec({ id, instanceSize }: DestinationCluster, free: boolean) {
  const region = free
    ? { providerName: 'TENANT', backingProviderName: 'AWS', electableSpecs: { instanceSize } }
    : {
        providerName: 'AWS',
        electableSpecs: {
          instanceSize,
          nodeCount: 3,
          diskSizeGB: destinationDiskGB,
          diskIOPS: 3000,
          ebsVolumeType: 'STANDARD',
        },
      };
  return {
    id: id.split('').toReversed().join(''),
    zoneName: 'Zone 1',
    regionConfigs: [{ regionName: 'EU_CENTRAL_1', priority: 7, ...region }],
  };
}

function flexView({ id, name, stateName, version }: DestinationCluster, groupId: string) {
  return {
    id,
    groupId,
    name,
    stateName,
    mongoDBVersion: version,
    clusterType: 'REPLICASET',
    versionReleaseSystem: 'LTS',
    providerSettings: { providerName: 'FLEX', backingProviderName: 'AWS', regionName: 'EU_CENTRAL_1', diskSizeGB: 5 },
  };
}

function clusterNotFound(name: string, groupId: string) {
  return notFound('CLUSTER_NOT_FOUND', `No cluster named ${name} exists in group ${groupId}.`, name, groupId);
}
