import type { DestinationCluster } from '../scenario/scenario.ts';
import { connectionStrings } from './connection-strings.ts';
import { flexDiskGB, region } from './replication-specs.ts';

interface Shown {
  readonly cluster: DestinationCluster;
  readonly groupId: string;
  readonly stateName: string;
  readonly destinationUri: string;
}

/** A Flex cluster in the list of its own, as recorded (API notes, section 0, `rec`). */
export function flexView(shown: Shown) {
  const { cluster, groupId, stateName } = shown;
  return {
    id: cluster.id,
    groupId,
    name: cluster.name,
    stateName,
    mongoDBVersion: cluster.version,
    clusterType: 'REPLICASET',
    versionReleaseSystem: releaseSystemOf(cluster),
    backupSettings: { enabled: true },
    connectionStrings: connectionStrings(shown),
    createDate: '2025-11-03T08:20:11Z',
    providerSettings: {
      providerName: 'FLEX',
      backingProviderName: 'AWS',
      regionName: region,
      diskSizeGB: flexDiskGB,
    },
    tags: [],
    terminationProtectionEnabled: false,
  };
}

/**
 * A cluster that was M2 or M5 before there was Flex: Atlas lists it with both, under its old size, and goes on upgrading
 * it by itself (OpenAPI file, `effectiveInstanceSize`; recorded, of one made before Flex was).
 */
export function wasShared({ kind, instanceSize }: DestinationCluster): boolean {
  return kind === 'flex' && instanceSize !== 'FLEX';
}

export function releaseSystemOf(cluster: DestinationCluster): 'LTS' | 'CONTINUOUS' {
  return wasShared(cluster) ? 'CONTINUOUS' : (cluster.versionReleaseSystem ?? 'LTS');
}
