import type { AtlasCluster } from '../api/atlas-schemas.ts';
import type { DestinationFacts } from '../core/facts.ts';

/** What decides whether a cluster can be a destination. */
export function destinationFacts(cluster: AtlasCluster): DestinationFacts {
  return {
    name: cluster.name,
    type: cluster.clusterType ?? undefined,
    instanceSize: electable(cluster)?.instanceSize ?? undefined,
    state: cluster.stateName ?? undefined,
    paused: cluster.paused ?? undefined,
    version: cluster.mongoDBVersion ?? undefined,
    upgrades: cluster.versionReleaseSystem ?? undefined,
    biConnector: cluster.biConnector?.enabled ?? undefined,
    region: regionOf(cluster),
    diskGB: electable(cluster)?.diskSizeGB ?? undefined,
  };
}

/** The same of a Flex cluster, which Atlas lists apart. */
export function flexFacts(name: string): DestinationFacts {
  return {
    name,
    type: 'FLEX',
    instanceSize: undefined,
    state: undefined,
    paused: undefined,
    version: undefined,
    upgrades: undefined,
    biConnector: undefined,
    region: undefined,
    diskGB: undefined,
  };
}

function regionOf(cluster: AtlasCluster): string | undefined {
  const region = firstRegion(cluster);
  return [region?.providerName, region?.regionName].flatMap((part) => part ?? []).join(' ') || undefined;
}

function electable(cluster: AtlasCluster) {
  return firstRegion(cluster)?.electableSpecs;
}

/** The size of all shards is that of the first one's first region. */
function firstRegion(cluster: AtlasCluster) {
  return cluster.replicationSpecs[0]?.regionConfigs[0];
}
