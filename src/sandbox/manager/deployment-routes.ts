import { automationAdmin, isId, project } from '../http/access.ts';
import { page, selfLink } from '../http/page.ts';
import { notFound } from '../http/refusal.ts';
import { type ApiRequest, ok, type Route } from '../http/route.ts';
import type { Model } from '../model/model.ts';
import type { Deployment, ManagerProject } from '../scenario/scenario.ts';
import { automationConfig, wholeAutomationConfig } from './automation-config.ts';
import { managerTerritory } from './territory.ts';

/** Clusters, hosts and automation of a project (Ops Manager notes, sections 4.4, 4.5 and 4.8). */
export function deploymentRoutes(model: Model): Route[] {
  const territory = managerTerritory(model);
  const groupOf = ({ identity, param }: ApiRequest) => project(territory, identity, param('groupId'));
  const now = () => new Date(model.time.now()).toISOString();
  const clusters = (group: ManagerProject, request: ApiRequest) =>
    group.deployments.map((deployment) => clusterView(deployment, group.id, now(), request));
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/clusters',
      handle: (request) => page(request, clusters(groupOf(request), request)),
    },
    {
      method: 'GET',
      path: '/groups/:groupId/clusters/:clusterId',
      handle: (request) => {
        const [group, wanted] = [groupOf(request), request.param('clusterId')];
        if (!isId(wanted))
          throw notFound('INVALID_CLUSTER_ID', `An invalid cluster ID ${wanted} was specified.`, wanted);
        const found = clusters(group, request).find(({ id }) => id === wanted);
        if (found === undefined)
          throw notFound('CLUSTER_NOT_FOUND', `No cluster with ID ${wanted} exists in group ${group.id}.`, wanted);
        return ok(found);
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/hosts',
      handle: (request) => {
        const [group, wanted] = [groupOf(request), request.query.get('clusterId')];
        const chosen = group.deployments.filter(({ clusterId }) => wanted === null || clusterId === wanted);
        return page(
          request,
          chosen.flatMap((deployment) => hostViews(deployment, group.id, now())),
        );
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/hosts/:hostId',
      handle: (request) => {
        const [group, wanted] = [groupOf(request), request.param('hostId')];
        const all = group.deployments.flatMap((deployment) => hostViews(deployment, group.id, now()));
        const found = all.find(({ id }) => id === wanted);
        if (found === undefined) throw notFound('HOST_NOT_FOUND', `No host with ID ${wanted} exists.`, wanted);
        return ok(found);
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/automationConfig/noSecrets',
      handle: (request) => ok(automationConfig(automated(groupOf(request)), model.scenario)),
    },
    {
      method: 'GET',
      path: '/groups/:groupId/automationConfig',
      handle: ({ identity, param }) => {
        const group = project(territory, identity, param('groupId'), automationAdmin);
        return ok(wholeAutomationConfig(automated(group), model.scenario));
      },
    },
    {
      method: 'GET',
      path: '/groups/:groupId/automationStatus',
      handle: (request) => {
        const hosts = groupOf(request).deployments.flatMap((deployment) => deployment.hosts);
        const processes = hosts.map(({ hostname }) => ({
          hostname,
          name: hostname,
          lastGoalVersionAchieved: 7,
          plan: [],
          errorCode: 0,
        }));
        return ok({ goalVersion: 7, processes });
      },
    },
  ];
}

function automated(group: ManagerProject): ManagerProject {
  if (group.deployments.some(({ managed }) => managed)) return group;
  throw notFound('AUTOMATION_CONFIG_NOT_FOUND', `The project ${group.id} has no automation config.`, group.id);
}

function clusterView({ clusterId, name, shards }: Deployment, groupId: string, now: string, request: ApiRequest) {
  return {
    id: clusterId,
    clusterName: name,
    ...(shards === undefined ? { replicaSetName: name, typeName: 'REPLICA_SET' } : { typeName: 'SHARDED_REPLICA_SET' }),
    groupId,
    lastHeartbeat: now,
    ...selfLink(`${new URL(request.url).origin}/api/public/v1.0/groups/${groupId}/clusters/${clusterId}`),
  };
}

function hostViews(deployment: Deployment, groupId: string, now: string) {
  const { clusterId, name, version, tls, shards, hosts, dbSizeBytes } = deployment;
  // Of a sharded cluster the members of its shards are played, and no mongos.
  const kind = shards === undefined ? 'REPLICA' : 'SHARD';
  return hosts.map(
    ({ id, hostname, port, primary, version: own = version, state, memoryMB = 16_384, ...flags }, index) => ({
      id,
      groupId,
      clusterId,
      hostname,
      port,
      aliases: [],
      ipAddress: `10.20.0.${11 + index}`,
      typeName: `${kind}_${primary ? 'PRIMARY' : 'SECONDARY'}`,
      replicaSetName: name,
      replicaStateName: state ?? (primary ? 'PRIMARY' : 'SECONDARY'),
      version: own,
      authMechanismName: 'SCRAM-SHA-256',
      sslEnabled: tls,
      hidden: false,
      hostEnabled: true,
      profilerEnabled: flags.profilerEnabled ?? false,
      lowUlimit: flags.lowUlimit ?? false,
      hasStartupWarnings: flags.hasStartupWarnings ?? false,
      lastPing: now,
      created: '2024-02-19T09:30:00Z',
      uptimeMsec: 8_640_000_000,
      lastDataSizeBytes: dbSizeBytes,
      lastIndexSizeBytes: Math.round(dbSizeBytes / 10),
      systemInfo: { memSizeMB: memoryMB, numCores: 4 },
    }),
  );
}
