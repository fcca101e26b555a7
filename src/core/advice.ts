interface KnownMessage {
  readonly pattern: RegExp;
  readonly advice: string;
}

/** What a live migration is known to say when it cannot go on, and what helps (domain notes, section 5.4). The special before the general. */
const knownMessages: readonly KnownMessage[] = [
  {
    pattern: /disk space on the (destination|target)/i,
    advice: 'Raise the storage of the destination cluster: it needs more free space than the source uses.',
  },
  {
    pattern: /disk storage info/i,
    advice: 'The source user may not run dbStats: grant it readAnyDatabase, and clusterMonitor on a sharded cluster.',
  },
  {
    pattern: /(permissions?|privileges?) for blocking writes|bypassWriteBlockingMode/i,
    advice: 'Grant the source user a role with bypassWriteBlockingMode and setUserWriteBlockMode on the cluster.',
  },
  {
    pattern: /user writes? (is|are )?blocked/i,
    advice:
      'A write block is left over from an earlier attempt: lift it with setUserWriteBlockMode {global: false}, then start again.',
  },
  {
    pattern: /could not resolve hostname/i,
    advice:
      'The migration host cannot resolve the name: check its DNS, and --migration-host against the name that its agent reports.',
  },
  {
    pattern: /could not reach|(cannot|unable to) (reach|connect)/i,
    advice:
      'Let the migration host reach every member of the source and the destination: firewall, access list, peering and DNS.',
  },
  {
    pattern: /invalid (ssl|tls) options/i,
    advice:
      'TLS is set other than the source has it: flip --source-tls or --no-source-tls, and check --source-ca-file.',
  },
  {
    pattern: /\bca file\b/i,
    advice: '--source-ca-file must be a PEM file on the migration host that the agent may read.',
  },
  {
    pattern: /standalone/i,
    advice: 'Turn the standalone source into a replica set with one member first; a standalone has no oplog to follow.',
  },
  {
    pattern: /time.?series/i,
    advice:
      'Time-series collections are not migrated: move them out of the source, migrate, and bring them over by other means.',
  },
  {
    pattern: /notablescan|no indexed plans/i,
    advice: 'Switch notablescan off on the source and "Require indexes for all queries" off on the destination.',
  },
  {
    pattern: /addShardToZone|shard zone ranges/i,
    advice: 'Remove zones and tag ranges from the clusters; create them again after the migration.',
  },
  {
    pattern: /user(name)? or password|not authorized|unauthorized|authentication failed/i,
    advice:
      'Check user name and password, and that the source user has backup and readAnyDatabase on admin, on a sharded cluster clusterMonitor as well, with both SCRAM-SHA-1 and SCRAM-SHA-256.',
  },
  {
    pattern: /dummy indexes/i,
    advice: 'Drop the indexes whose names end in _mongosync_dummy_shard_key_index on the destination by hand.',
  },
  {
    pattern: /in (the )?oplog|oplog entry|resume (point|token)|change stream/i,
    advice:
      'The source oplog no longer reaches back far enough, or cannot be read: make it larger, check the backup role, then start again.',
  },
  {
    pattern: /modified after final verification/i,
    advice: 'Something wrote during the cutover: stop every writer, TTL and scheduled jobs too, then start again.',
  },
  {
    pattern: /mismatch/i,
    advice:
      'Source and destination differ, often because of writes on the destination: stop those and start again on a cleared destination.',
  },
  {
    pattern: /should not be unique yet/i,
    advice: 'An index was made on the destination by hand: drop the migrated data there and start again.',
  },
  {
    pattern: /convert the index to unique|enable index constraints/i,
    advice:
      'There are duplicates under a unique index, or the destination was written to: clean up the source and start again.',
  },
  {
    pattern: /IndexOptionsConflict/i,
    advice: 'Two indexes of one collection differ only in options: drop one on the source.',
  },
  {
    pattern: /compatible with the proposed shard key|incompatible unique index/i,
    advice: 'Let the migration make the supporting index (createSupportingIndexes), or choose another shard key.',
  },
  {
    pattern: /namespace conflict/i,
    advice: 'The destination holds collections of the same names: drop them, or clear it with --drop-destination.',
  },
  {
    pattern: /TooManyFilesOpen|timed out|ReplicaSetNoPrimary/i,
    advice: 'A cluster was overloaded or without a primary: stabilise it, raise limits or size, then start again.',
  },
  {
    pattern: /DDL events/i,
    advice:
      'On sources before MongoDB 6.0, nothing may create, drop or rename collections during the migration: freeze that and start again.',
  },
  {
    pattern: /failed to update document/i,
    advice:
      'One document cannot be written to the destination (size or key rules): find it in the log of the migration host and correct it.',
  },
  {
    pattern: /index key pattern/i,
    advice: 'An old index has a key pattern that is no longer allowed: rebuild it on the source.',
  },
];

/** Advice for the message of a failed validation or migration; `undefined` for one that is not known. */
export function adviceForMigrationMessage(message: string): string | undefined {
  return knownMessages.find(({ pattern }) => pattern.test(message))?.advice;
}
