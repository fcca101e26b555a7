/** Lists of actions that the built-in roles share (MongoDB manual, "Built-In Roles" and "Privilege Actions"). */

const words = (text: string): readonly string[] => text.split(/\s+/).sort();

export const read = words(
  'changeStream collStats dbHash dbStats find killCursors listCollections listIndexes planCacheRead',
);

export const readWrite = words(
  `${read.join(' ')} compactStructuredEncryptionData convertToCapped createCollection createIndex dropCollection
  dropIndex insert remove renameCollectionSameDB update`,
);

export const dbAdmin = words(
  `analyzeShardKey bypassDocumentValidation collMod collStats compact convertToCapped createCollection createIndex
  dbStats dropCollection dropDatabase dropIndex enableProfiler listCollections listIndexes planCacheIndexFilter
  planCacheRead planCacheWrite reIndex renameCollectionSameDB storageDetails validate`,
);

export const userAdmin = words(
  `changeCustomData changePassword createRole createUser dropRole dropUser grantRole revokeRole
  setAuthenticationRestriction viewRole viewUser`,
);

export const monitorCluster = words(
  `checkFreeMonitoringStatus connPoolStats getClusterParameter getCmdLineOpts getDefaultRWConcern getLog getParameter
  getShardMap hostInfo inprog listDatabases listSessions listShards netstat replSetGetConfig replSetGetStatus
  serverStatus setFreeMonitoring shardedDataDistribution shardingState
  top useUUID`,
);

export const monitorDatabases = words('collStats dbStats getDatabaseVersion getShardVersion indexStats');

export const monitorOwn = words(
  'collStats dbHash dbStats find getShardVersion indexStats killCursors listCollections listIndexes planCacheRead',
);

export const hostCluster = words(
  `applicationMessage closeAllDatabases connPoolSync cpuProfiler flushRouterConfig fsync getClusterParameter
  invalidateUserCache killAnyCursor killAnySession killop logRotate oidReset resync rotateCertificates
  setClusterParameter setParameter setUserWriteBlockMode shutdown touch unlock`,
);

export const manageCluster = words(
  `addShard appendOplogNote applicationMessage cleanupOrphaned flushRouterConfig getClusterParameter
  getDefaultRWConcern listSessions listShards querySettings removeShard replSetConfigure replSetGetConfig replSetGetStatus
  replSetStateChange resync setClusterParameter setDefaultRWConcern setFeatureCompatibilityVersion setFreeMonitoring`,
);

export const manageDatabases = words(
  'clearJumboFlag enableSharding moveChunk refineCollectionShardKey reshardCollection splitChunk splitVector',
);

export const restoreDatabases = words(
  `bypassDocumentValidation collMod convertToCapped createCollection createIndex dropCollection insert listCollections`,
);

/** The first major version that knows an action; the others are older than all that the sandbox plays. */
export const actionSince: Readonly<Record<string, number>> = {
  analyzeShardKey: 7,
  bypassWriteBlockingMode: 6,
  compactStructuredEncryptionData: 6,
  getClusterParameter: 6,
  querySettings: 8,
  setClusterParameter: 6,
  setUserWriteBlockMode: 6,
  shardedDataDistribution: 6,
};
