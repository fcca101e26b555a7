import type { DestinationCluster } from '../scenario/scenario.ts';
import { connectionStrings } from './connection-strings.ts';
import { releaseSystemOf } from './flex-view.ts';
import { legacyCluster } from './legacy-cluster.ts';
import { diskOf, newReplicationSpecs, replicationSpecs20230201 } from './replication-specs.ts';

/** A cluster and where it is seen. */
export interface ShownCluster {
  readonly cluster: DestinationCluster;
  readonly groupId: string;
  readonly stateName: string;
  /** Without credentials. */
  readonly destinationUri: string;
  /** The address of the cluster in the API. */
  readonly href: string;
}

/**
 * The shape of each dated version: which fields it has is MongoDB's OpenAPI file, with which values Atlas fills them is
 * what `mongodb/mongodb-atlas-cli` has recorded (API notes, section 0, `rec`).
 */
const shapes: Readonly<Record<string, (shown: ShownCluster) => object>> = {
  '2023-01-01': (shown) => ({ ...common(shown), ...legacyCluster(shown) }),
  '2023-02-01': (shown) => ({
    ...common(shown),
    diskSizeGB: diskOf(shown.cluster),
    replicationSpecs: replicationSpecs20230201(shown.cluster),
  }),
  '2024-08-05': newest,
  // Of changes only, and answered as the one before.
  '2024-10-23': newest,
};

export function clusterView(version: string, shown: ShownCluster): object {
  const shape = shapes[version];
  if (shape === undefined) throw new Error(`clusters have no shape of ${version}`);
  return shape(shown);
}

function newest(shown: ShownCluster): object {
  return {
    ...common(shown),
    ...newReplicationSpecs(shown.cluster),
    adaptiveCapacity: null,
    featureCompatibilityVersion: shown.cluster.featureCompatibilityVersion ?? seriesOf(shown.cluster),
    internalClusterRole: 'NONE',
    redactClientLogData: false,
    retainBackups: false,
    useAwsTimeBasedSnapshotCopyForFastInitialSync: false,
  };
}

function common(shown: ShownCluster) {
  const { cluster, groupId, stateName, href } = shown;
  const { id, name, kind, paused, version, shards, biConnector = false, backup = kind === 'dedicated' } = cluster;
  const rel = (what: string) => `https://cloud.mongodb.com/${what}`;
  return {
    id,
    groupId,
    name,
    clusterType: cluster.isGlobal === true ? 'GEOSHARDED' : shards === undefined ? 'REPLICASET' : 'SHARDED',
    stateName,
    paused,
    mongoDBVersion: version,
    mongoDBMajorVersion: seriesOf(cluster),
    ...(kind === 'dedicated' ? { advancedConfiguration } : {}),
    ...(shards === undefined ? {} : configServers(cluster)),
    backupEnabled: backup,
    biConnector: { enabled: biConnector, readPreference: 'secondary' },
    connectionStrings: connectionStrings(shown),
    createDate: '2025-11-03T08:20:11Z',
    diskWarmingMode: 'FULLY_WARMED',
    encryptionAtRestProvider: 'NONE',
    globalClusterSelfManagedSharding: false,
    labels: [],
    links: [
      { rel: 'self', href },
      { rel: rel('restoreJobs'), href: `${href}/backup/restoreJobs` },
      { rel: rel('snapshots'), href: `${href}/backup/snapshots` },
    ],
    pitEnabled: false,
    rootCertType: 'ISRGROOTX1',
    tags: [],
    terminationProtectionEnabled: false,
    versionReleaseSystem: releaseSystemOf(cluster),
  };
}

const advancedConfiguration = {
  customOpensslCipherConfigTls12: [],
  customOpensslCipherConfigTls13: [],
  minimumEnabledTlsProtocol: 'TLS1_2',
  tlsCipherConfigMode: 'DEFAULT',
};

function seriesOf({ version }: DestinationCluster): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Config servers within the shards came with 8.0. */
function configServers({ version }: DestinationCluster) {
  const configServerType = Number.parseInt(version, 10) < 8 ? 'DEDICATED' : 'EMBEDDED';
  return { configServerManagementMode: 'ATLAS_MANAGED', configServerType };
}
