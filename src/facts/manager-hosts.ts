import type { ManagerHost } from '../api/ops-manager-schemas.ts';
import type { FactWorld } from './probe.ts';

/** The manager's servers of the source deployment; none where it does not know the deployment. */
export async function serversOf({ manager, values }: FactWorld): Promise<readonly ManagerHost[]> {
  const { sourceProject, sourceCluster } = values;
  if (sourceProject === undefined || sourceCluster === undefined) return [];
  const cluster = (await manager.clusters(sourceProject)).find(
    ({ clusterName, replicaSetName }) => clusterName === sourceCluster || replicaSetName === sourceCluster,
  );
  return cluster === undefined ? [] : manager.hosts(sourceProject, cluster.id);
}

/** In bytes: that of each shard's primary, added up; `undefined` where the manager does not tell. */
export function dataSizeOf(hosts: readonly ManagerHost[]): number | undefined {
  const primaries = hosts.filter(({ typeName }) => typeName?.endsWith('PRIMARY'));
  const sizes = primaries.flatMap(({ lastDataSizeBytes }) => lastDataSizeBytes ?? []);
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
}

/** All names and addresses of a server; the manager writes aliases with their port. */
export function hostNames({ hostname, aliases, ipAddress }: ManagerHost): string[] {
  const others = (aliases ?? []).map((alias) => alias.replace(/:\d+$/, ''));
  return [hostname, ...others, ...(ipAddress ? [ipAddress] : [])];
}
