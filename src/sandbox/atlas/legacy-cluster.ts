import type { DestinationCluster } from '../scenario/scenario.ts';
import { connectionStrings } from './connection-strings.ts';
import { diskOf, idOfPart, region, zoneName } from './replication-specs.ts';

interface Shown {
  readonly cluster: DestinationCluster;
  readonly stateName: string;
  readonly destinationUri: string;
}

/** What only the version of 2023-01-01 has: one size for all servers, and regions by name (MongoDB's OpenAPI file). */
export function legacyCluster(shown: Shown) {
  const { cluster } = shown;
  const { standard, standardSrv } = connectionStrings(shown);
  const numShards = cluster.shards ?? 1;
  const regions = { [region]: { electableNodes: 3, readOnlyNodes: 0, analyticsNodes: 0, priority: 7 } };
  const { autoScaling: enabled = false } = cluster;
  const isDedicated = cluster.kind === 'dedicated';
  return {
    autoScaling: { compute: { enabled, scaleDownEnabled: enabled }, diskGBEnabled: enabled },
    diskSizeGB: diskOf(cluster),
    ...(standard === undefined
      ? {}
      : {
          mongoURI: standard.replace(/\/?\?.*$/, ''),
          mongoURIUpdated: '2025-11-03T08:31:40Z',
          mongoURIWithOptions: standard,
          srvAddress: standardSrv,
        }),
    numShards,
    providerBackupEnabled: isDedicated,
    providerSettings: isDedicated ? dedicated(cluster) : shared(cluster),
    replicationFactor: 3,
    replicationSpec: regions,
    replicationSpecs: [{ id: idOfPart(cluster, 'zone'), numShards, regionsConfig: regions, zoneName }],
  };
}

function dedicated({ instanceSize }: DestinationCluster) {
  return {
    providerName: 'AWS',
    autoScaling: { compute: {} },
    diskIOPS: 3000,
    encryptEBSVolume: true,
    instanceSizeName: instanceSize,
    regionName: region,
    volumeType: 'STANDARD',
  };
}

function shared({ kind, instanceSize }: DestinationCluster) {
  return {
    providerName: 'TENANT',
    backingProviderName: 'AWS',
    effectiveInstanceSizeName: kind === 'flex' ? 'FLEX' : instanceSize,
    instanceSizeName: instanceSize,
    regionName: region,
  };
}
