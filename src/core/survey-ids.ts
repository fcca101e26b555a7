import type { DestinationSurveyId, SourceSurveyId, SurveyId } from './facts.ts';

/*
 * The facts that are seen through a connection, by name: stages and checks need no more of them, and the schemas take time
 * to load.
 */

const throughSource: Readonly<Record<SourceSurveyId, true>> = {
  sourceIdentity: true,
  sourceInventory: true,
  sourceShards: true,
  sourceShardedCollections: true,
  sourceIndexDifferences: true,
  sourceBalancer: true,
  sourceShardingChanges: true,
  sourceUniqueIndexes: true,
  sourceOldUniqueIndexes: true,
  sourceQuerySettings: true,
  sourceForeignCollections: true,
  sourceDataBytes: true,
  sourceTopology: true,
  sourceFeatureState: true,
  sourceNoTableScan: true,
  sourceWriteConcern: true,
  sourceMembers: true,
  sourceUsers: true,
  sourceRoles: true,
  sourceLogin: true,
  sourceMechanisms: true,
  sourceSearchIndexes: true,
  sourceZones: true,
  sourceOplogs: true,
  sourceStatus: true,
  sourceStartup: true,
  sourceProfiling: true,
  sourceUser: true,
  sourceUserOnShards: true,
  sourceEngineDatabases: true,
  sourceSample: true,
  sourceIds: true,
  sourceSharedIds: true,
  sourceCounts: true,
  sourceWrites: true,
  sourceLatestWrites: true,
  sourceTransactions: true,
  sourceIndexBuilds: true,
  sourceDrivers: true,
};

const throughDestination: Readonly<Record<DestinationSurveyId, true>> = {
  destinationLastWrite: true,
  destinationIndexBuilds: true,
  destinationZones: true,
  destinationEngineDatabases: true,
  destinationUser: true,
  destinationWrites: true,
};

export function isOfSource(id: string): id is SourceSurveyId {
  return Object.hasOwn(throughSource, id);
}

export function isOfDestination(id: string): id is DestinationSurveyId {
  return Object.hasOwn(throughDestination, id);
}

export function isSurveyId(id: string): id is SurveyId {
  return isOfSource(id) || isOfDestination(id);
}

export const sourceSurveyIds: readonly SourceSurveyId[] = Object.keys(throughSource).filter(isOfSource);
