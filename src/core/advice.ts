export interface KnownMessage {
  readonly pattern: RegExp;
  readonly advice: string;
}

/** What a live migration is known to say when it cannot go on, and what helps (domain notes, section 5.4). The special before the general. */
export const knownMessages: readonly KnownMessage[] = [
  {
    pattern: /disk space on the (destination|target)/i,
    advice: 'Increase the storage of the destination cluster: it needs more free space than the source uses.',
  },
  {
    pattern: /disk storage info/i,
    advice:
      'The source user is not allowed to run dbStats: grant it readAnyDatabase, and clusterMonitor on a sharded cluster.',
  },
  {
    pattern: /(permissions?|privileges?) for blocking writes|bypassWriteBlockingMode/i,
    advice: 'Grant the source user a role with bypassWriteBlockingMode and setUserWriteBlockMode on the cluster.',
  },
  {
    pattern: /user writes? (is|are )?blocked/i,
    advice:
      'A write block is on, perhaps left over from an earlier attempt. On the source db.adminCommand({setUserWriteBlockMode: 1, global: false}) lifts it, on the destination Atlas support does; then run `livemig start` again.',
  },
  {
    pattern:
      /existing (live )?migration|migration .*\balready\b|already (has|in use by|used by) (a|another) .*migration/i,
    advice:
      "Another live migration has this destination or this migration host. Look at the destination cluster's card in Atlas, and into the other directories that livemig was used in: it may be somebody's, and running. Do not clear anything because of it.",
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
      'The TLS setting does not match the source: give --source-tls or --no-source-tls accordingly, and check --source-ca-file.',
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
      'The source oplog no longer reaches back far enough, or cannot be read: make it larger, and check the backup role, before you try again.',
  },
  {
    pattern: /modified after final verification/i,
    advice: 'Something wrote during the cutover: stop every writer, TTL and scheduled jobs too, before you try again.',
  },
  {
    pattern: /mismatch/i,
    advice:
      'Source and destination differ, often because somebody wrote to the destination: find out who and what, and keep everybody off the destination before you try again.',
  },
  {
    pattern: /should not be unique yet/i,
    advice:
      'Somebody made an index unique by hand on the destination during the migration: keep everybody off the destination before you try again.',
  },
  {
    pattern: /convert the index to unique|enable index constraints/i,
    advice:
      'There are duplicates under a unique index, or the destination was written to: remove the duplicates on the source, and keep everybody off the destination, before you try again.',
  },
  {
    pattern: /IndexOptionsConflict/i,
    advice: 'Two indexes of one collection differ only in options: drop one on the source.',
  },
  {
    pattern: /compatible with the proposed shard key|incompatible unique index/i,
    advice:
      'Let the migration make the supporting index (createSupportingIndexes in the file of --sharding), or choose another shard key there.',
  },
  {
    pattern: /namespace conflict/i,
    advice:
      'The destination holds namespaces that the source has as well. Find out whose they are; then choose another --destination-cluster in a new directory, or rename or drop by hand what nobody needs.',
  },
  {
    pattern: /TooManyFilesOpen|timed out|ReplicaSetNoPrimary/i,
    advice: 'A cluster was overloaded or without a primary: stabilise it, raise limits or size, before you try again.',
  },
  {
    pattern: /DDL events/i,
    advice:
      'On sources before MongoDB 6.0, nothing may create, drop or rename collections during the migration: freeze such changes before you try again.',
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
