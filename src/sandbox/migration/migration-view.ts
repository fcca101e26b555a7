import type { Migration } from './migration-course.ts';

/** A migration under /_sandbox/state: what Atlas tells, and what only the migration host would know. */
export function migrationView({ id, request, status, lagTimeSeconds, readyForCutover, progress, failure }: Migration) {
  const collections = progress?.collections ?? [];
  return {
    id,
    migrationHost: request.migrationHosts[0],
    sourceCluster: request.source.clusterName,
    destinationCluster: request.destination.clusterName,
    status,
    lagTimeSeconds,
    readyForCutover,
    phase: progress?.phase ?? null,
    info: progress?.info ?? null,
    documentsCopied: progress?.documentsCopied ?? 0,
    estimatedTotalBytes: collections.reduce((sum, { bytes }) => sum + bytes, 0),
    estimatedCopiedBytes: collections.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0),
    collections,
    changesApplied: progress?.changesApplied ?? 0,
    failure: failure ?? null,
  };
}
