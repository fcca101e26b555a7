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
    iops: electable(cluster)?.diskIOPS ?? undefined,
    // Since the version of 2024-08-05 each shard has one.
    shards: cluster.replicationSpecs.length || undefined,
    regions: regionsOf(cluster),
    featureVersion: cluster.featureCompatibilityVersion ?? undefined,
    backup: cluster.backupEnabled ?? undefined,
    scalesTier: firstRegion(cluster)?.autoScaling?.compute?.enabled ?? undefined,
    scalesDisk: firstRegion(cluster)?.autoScaling?.diskGB?.enabled ?? undefined,
  };
}

/** The same of a Flex cluster, which Atlas lists apart. */
export function flexFacts(name: string): DestinationFacts {
  return { name, type: 'FLEX' };
}

function regionOf(cluster: AtlasCluster): string | undefined {
  const region = firstRegion(cluster);
  return region && (nameOf(region) || undefined);
}

function regionsOf({ replicationSpecs }: AtlasCluster): string[] | undefined {
  const names = replicationSpecs.flatMap(({ regionConfigs }) => regionConfigs.map(nameOf));
  return names.length === 0 || names.includes('') ? undefined : [...new Set(names)];
}

type RegionConfig = AtlasCluster['replicationSpecs'][number]['regionConfigs'][number];

function nameOf({ providerName, regionName }: RegionConfig): string {
  return [providerName, regionName].flatMap((part) => part ?? []).join(' ');
}

function electable(cluster: AtlasCluster) {
  return firstRegion(cluster)?.electableSpecs;
}

/** The size of all shards is that of the first one's first region. */
function firstRegion(cluster: AtlasCluster) {
  return cluster.replicationSpecs[0]?.regionConfigs[0];
}
