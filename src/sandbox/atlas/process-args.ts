import type { DestinationCluster } from '../scenario/scenario.ts';

/** As Atlas' page on pulling asks for: a size that is fixed (domain notes, T12). */
const preparedOplogMB = 20_480;

/** Every setting, most of them at Atlas' own defaults, as recorded; two of them were gone with the second version. */
const both = {
  changeStreamOptionsPreAndPostImagesExpireAfterSeconds: null,
  chunkMigrationConcurrency: null,
  customOpensslCipherConfigTls12: [],
  customOpensslCipherConfigTls13: [],
  defaultMaxTimeMS: null,
  defaultWriteConcern: 'majority',
  javascriptEnabled: true,
  minimumEnabledTlsProtocol: 'TLS1_2',
  queryStatsLogVerbosity: null,
  sampleRefreshIntervalBIConnector: null,
  sampleSizeBIConnector: null,
  tlsCipherConfigMode: 'DEFAULT',
  transactionLifetimeLimitSeconds: null,
};

export function processArgs(version: string, cluster: DestinationCluster): object {
  const { noTableScan = false, oplogMinRetentionHours = null, oplogSizeMB = preparedOplogMB } = cluster;
  const all = { ...both, noTableScan, oplogMinRetentionHours, oplogSizeMB };
  return version === '2023-01-01' ? { ...all, defaultReadConcern: null, failIndexKeyTooLong: null } : all;
}
