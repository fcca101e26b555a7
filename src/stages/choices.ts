import type { AtlasCluster } from '../api/atlas-schemas.ts';
import type { ManagerCluster } from '../api/ops-manager-schemas.ts';
import type { Choice } from '../core/ports.ts';
import type { Services } from './world.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export function namedChoices(entities: readonly Named[]): Choice[] {
  return entities.map(({ id, name }) => ({ value: id, name }));
}

/** Clusters with what decides; a shared one is listed, so that it can be refused with the reason. */
export function destinationChoices(
  clusters: readonly AtlasCluster[],
  flexClusters: readonly { name: string }[],
): Choice[] {
  const dedicated = clusters.map((cluster) => ({
    value: cluster.name,
    name: cluster.name,
    note: [instanceSizeOf(cluster), cluster.mongoDBVersion, cluster.clusterType, cluster.stateName]
      .filter((fact) => fact !== undefined)
      .join(', '),
    ...(cluster.paused === true ? { unsuitable: 'paused' } : {}),
  }));
  const flex = flexClusters.map(({ name }) => ({
    value: name,
    name,
    unsuitable: 'Flex cluster, cannot be a destination',
  }));
  return [...dedicated, ...flex];
}

/** The size of the first shard's first region, such as M40. */
export function instanceSizeOf(cluster: AtlasCluster): string | undefined {
  return cluster.replicationSpecs?.[0]?.regionConfigs?.[0]?.electableSpecs?.instanceSize ?? undefined;
}

/** A sharded cluster also lists each of its shards (Ops Manager notes 4.4); those are not deployments of their own. */
export function deploymentChoices(clusters: readonly ManagerCluster[]): Choice[] {
  return clusters
    .filter((cluster) => cluster.shardName === undefined || cluster.shardName === null)
    .map((cluster) => {
      const name = cluster.clusterName ?? cluster.replicaSetName ?? cluster.id;
      return { value: name, name, note: cluster.typeName ?? undefined };
    });
}

/** The manager knows its projects; where it cannot be asked, Atlas knows those that are linked. */
export async function sourceProjectChoices(services: Services, sourceOrg = '', atlasOrg = ''): Promise<Choice[]> {
  if (services.hasManager && sourceOrg !== '') return namedChoices(await services.manager.projects(sourceOrg));
  const linked = await services.atlas.availableProjects(atlasOrg);
  return linked.map(({ projectId, name }) => ({ value: projectId, name: name ?? projectId }));
}

/** The same for deployments. */
export async function sourceDeploymentChoices(
  services: Services,
  sourceProject: string,
  atlasOrg = '',
): Promise<Choice[]> {
  if (services.hasManager) return deploymentChoices(await services.manager.clusters(sourceProject));
  const project = (await services.atlas.availableProjects(atlasOrg)).find(
    ({ projectId }) => projectId === sourceProject,
  );
  return (project?.deployments ?? []).map(({ name, mongoDBVersion }) => ({
    value: name,
    name,
    note: mongoDBVersion ?? undefined,
  }));
}
