import type { ManagerCluster, ManagerHost } from '../api/ops-manager-schemas.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { type FactWorld, given } from './probe.ts';

/** The manager's servers of the source deployment: one at least, or why none is known. */
export async function serversOf({ manager, values }: FactWorld): Promise<Fact<readonly ManagerHost[]>> {
  return given(values.sourceProject, "the source's project", (project) =>
    given(values.sourceCluster, 'the source deployment', async (name) => {
      const cluster = (await manager.clusters(project)).find((one) => isNamed(one, name));
      const servers = cluster === undefined ? [] : await manager.hosts(project, cluster.id);
      return servers.length === 0 ? unknownBecause(`the manager lists no servers of ${name}`) : known(servers);
    }),
  );
}

/** A replica set goes by either name. */
function isNamed({ clusterName, replicaSetName }: ManagerCluster, name: string): boolean {
  return clusterName === name || replicaSetName === name;
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
