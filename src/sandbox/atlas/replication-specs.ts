import { createHash } from 'node:crypto';
import { dedicatedDiskGB } from '../model/destination-disk.ts';
import type { DestinationCluster } from '../scenario/scenario.ts';

/** Of a Free cluster, in GB, as recorded. */
const freeDiskGB = 0.5;

/** Of a Flex cluster, and of what was M2 or M5 before. */
export const flexDiskGB = 5;

export const region = 'EU_CENTRAL_1';
export const zoneName = 'Zone 1';

/** In GB, of each server that holds data. */
export function diskOf(cluster: DestinationCluster): number {
  const { kind } = cluster;
  if (kind === 'dedicated') return dedicatedDiskGB(cluster);
  return kind === 'free' ? freeDiskGB : flexDiskGB;
}

/** Another 24 hexadecimal digits for each part of a cluster, and the same ones at every look. */
export function idOfPart({ id }: DestinationCluster, part: string): string {
  return createHash('sha256').update(`${id} ${part}`).digest('hex').slice(0, 24);
}

/** Since 2024-08-05 an entry for each shard, and the disk with the hardware; twice, for what is wanted and what is. */
export function newReplicationSpecs(cluster: DestinationCluster) {
  const disk = { diskSizeGB: diskOf(cluster) };
  const hardware = regionsOf(cluster).map((name) => hardwareOf(cluster, disk, name));
  const effective = hardware.map((one) => ('readOnlySpecs' in one ? { ...one, ...effectiveOf(one) } : one));
  const specs = (regionConfigs: object[]) =>
    Array.from({ length: cluster.shards ?? 1 }, (_, shard) => ({
      id: idOfPart(cluster, `shard ${shard}`),
      ...zoneOf(cluster),
      regionConfigs,
    }));
  return { replicationSpecs: specs(effective), effectiveReplicationSpecs: specs(hardware) };
}

function effectiveOf(hardware: { electableSpecs: object; readOnlySpecs: object; analyticsSpecs: object }) {
  return {
    effectiveElectableSpecs: hardware.electableSpecs,
    effectiveReadOnlySpecs: hardware.readOnlySpecs,
    effectiveAnalyticsSpecs: hardware.analyticsSpecs,
  };
}

/** Before, one for the zone with the number of its shards, and the disk with the cluster. */
export function replicationSpecs20230201(cluster: DestinationCluster) {
  const regionConfigs = regionsOf(cluster).map((name) => hardwareOf(cluster, {}, name));
  return [{ id: idOfPart(cluster, 'zone'), numShards: cluster.shards ?? 1, ...zoneOf(cluster), regionConfigs }];
}

function regionsOf({ regions = [region] }: DestinationCluster): readonly string[] {
  return regions;
}

function zoneOf(cluster: DestinationCluster) {
  return { zoneId: idOfPart(cluster, 'zone id'), zoneName };
}

function hardwareOf(cluster: DestinationCluster, disk: { diskSizeGB?: number }, regionName: string) {
  const { kind, instanceSize, diskIOPS = 3000, autoScaling: enabled = false } = cluster;
  const place = { regionName, priority: 7 - regionsOf(cluster).indexOf(regionName) };
  if (kind !== 'dedicated') {
    const effectiveInstanceSize = kind === 'flex' ? 'FLEX' : instanceSize;
    const electableSpecs = { instanceSize, effectiveInstanceSize, ...disk };
    return { ...place, providerName: 'TENANT', backingProviderName: 'AWS', electableSpecs };
  }
  const nodes = (nodeCount: number) => ({
    instanceSize,
    nodeCount,
    ...disk,
    diskIOPS,
    ebsVolumeType: 'STANDARD',
  });
  return {
    ...place,
    providerName: 'AWS',
    electableSpecs: nodes(3),
    readOnlySpecs: nodes(0),
    analyticsSpecs: nodes(0),
    autoScaling: { compute: { enabled, scaleDownEnabled: enabled }, diskGB: { enabled } },
  };
}
