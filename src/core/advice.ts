/** A family of messages that mean the same. */
export interface KnownMessage {
  /** Stable: scripts compare it. */
  readonly id: string;
  /** What has happened, as a clause. */
  readonly means: string;
  /** The rules of `livemig check` that tell it before. */
  readonly rules?: readonly string[];
  readonly pattern: RegExp;
  readonly advice: string;
}

/** What a live migration is known to say when it cannot go on, and what helps (domain notes, section 5.4). The special before the general. */
export const knownMessages: readonly KnownMessage[] = [
  {
    id: 'disk-space',
    means: 'the destination has less free disk than the source uses',
    rules: ['T10'],
    pattern: /disk space on the (destination|target)/i,
    advice: 'Increase the storage of the destination cluster: it needs more free space than the source uses.',
  },
  {
    id: 'disk-info',
    means: 'the source user may not ask how large the data is',
    rules: ['O04'],
    pattern: /disk storage info/i,
    advice:
      'The source user is not allowed to run dbStats: grant it readAnyDatabase, and clusterMonitor on a sharded cluster.',
  },
  {
    id: 'write-blocking-right',
    means: 'the source user may not block writes, which the engine does at the cutover',
    rules: ['O04', 'O08'],
    pattern: /(permissions?|privileges?) for blocking writes|bypassWriteBlockingMode/i,
    advice: 'Grant the source user a role with bypassWriteBlockingMode and setUserWriteBlockMode on the cluster.',
  },
  {
    id: 'writes-blocked',
    means: 'a deployment refuses the writes of users because a write block is on',
    pattern: /user writes? (is|are )?blocked/i,
    advice:
      'A write block is on, perhaps left over from an earlier attempt. On the source db.adminCommand({setUserWriteBlockMode: 1, global: false}) lifts it, on the destination Atlas support does; then run `livemig start` again.',
  },
  {
    id: 'other-migration',
    means: 'another live migration has this destination or this host',
    rules: ['H03'],
    pattern:
      /existing (live )?migration|migration .{0,200}\balready\b|already (has|in use by|used by) (a|another) .{0,200}migration/i,
    advice:
      "Another live migration has this destination or this migration host. Look at the destination cluster's card in Atlas, and into the other directories that livemig was used in: it may be somebody's, and running. Do not clear anything because of it.",
  },
  {
    id: 'name-not-resolved',
    means: 'the migration host found no address for a name of the source or the destination',
    rules: ['H08'],
    pattern: /could not resolve hostname/i,
    advice:
      'The migration host cannot resolve the name: check its DNS, and --migration-host against the name that its agent reports.',
  },
  {
    id: 'not-reached',
    means: 'the migration host got no connection to a member of the source or the destination',
    rules: ['H07', 'H08'],
    pattern: /could not reach|(cannot|unable to) (reach|connect)/i,
    advice:
      'Let the migration host reach every member of the source and the destination: firewall, access list, peering and DNS.',
  },
  {
    id: 'tls-options',
    means: 'what was said about TLS is not what the source does',
    rules: ['H09', 'H10'],
    pattern: /invalid (ssl|tls) options/i,
    advice:
      'The TLS setting does not match the source: give --source-tls or --no-source-tls accordingly, and check --source-ca-file.',
  },
  {
    id: 'ca-file',
    means: 'the CA file on the migration host is missing, not readable or no certificate',
    rules: ['H09'],
    pattern: /\bca file\b/i,
    advice: '--source-ca-file must be a PEM file on the migration host that the agent may read.',
  },
  {
    id: 'standalone',
    means: 'the source is a single server without an oplog',
    rules: ['T01'],
    pattern: /standalone/i,
    advice: 'Turn the standalone source into a replica set with one member first; a standalone has no oplog to follow.',
  },
  {
    id: 'time-series',
    means: 'the source holds time-series collections, which the engine does not migrate',
    rules: ['C01'],
    pattern: /time.?series/i,
    advice:
      'Time-series collections are not migrated: move them out of the source, migrate, and bring them over by other means.',
  },
  {
    id: 'table-scan',
    means: 'a deployment refuses every query that no index serves, also those of the engine',
    rules: ['T13'],
    pattern: /notablescan|no indexed plans/i,
    advice: 'Switch notablescan off on the source and "Require indexes for all queries" off on the destination.',
  },
  {
    id: 'zones',
    means: 'the engine met zones or tag ranges that it may not change or did not expect',
    rules: ['T20', 'C11'],
    pattern: /addShardToZone|shard zone ranges/i,
    advice: 'Remove zones and tag ranges from the clusters; create them again after the migration.',
  },
  {
    id: 'api-key',
    means: 'Atlas or the manager refused the API key or the service account, or what it may not do',
    rules: ['E01', 'E03'],
    // Atlas Admin API, errors 401 and 403; the rest is how livemig tells of them.
    pattern: /answered 40[13] to |not authorized (for|to access) this resource/i,
    advice:
      'Check the key, the organization that it belongs to, its role (Organization Owner) and its API access list; it says nothing about the users of the source.',
  },
  {
    id: 'login',
    means: 'the source refused the user, or what the user may not do',
    rules: ['O04', 'O06'],
    pattern: /user(name)? or password|not authorized|unauthorized|authentication failed/i,
    advice:
      'Check user name and password, and that the source user has backup and readAnyDatabase on admin, on a sharded cluster clusterMonitor as well, with both SCRAM-SHA-1 and SCRAM-SHA-256.',
  },
  {
    id: 'dummy-indexes',
    means: 'the engine could not remove the indexes that it made for itself',
    pattern: /dummy indexes/i,
    advice: 'Drop the indexes whose names end in _mongosync_dummy_shard_key_index on the destination by hand.',
  },
  {
    id: 'oplog-too-short',
    means: 'the place in the oplog from which to go on is gone: writes pushed it out',
    rules: ['O01', 'O02'],
    pattern: /in (the )?oplog|oplog entry|resume (point|token)|change stream/i,
    advice:
      'The source oplog no longer reaches back far enough, or cannot be read: make it larger, and check the backup role, before you try again.',
  },
  {
    id: 'written-during-cutover',
    means: 'somebody wrote after the last check of the data had begun',
    rules: ['C25'],
    pattern: /modified after final verification/i,
    advice: 'Something wrote during the cutover: stop every writer, TTL and scheduled jobs too, before you try again.',
  },
  {
    id: 'mismatch',
    means: 'the check of the data found a difference',
    pattern: /mismatch/i,
    advice:
      'Source and destination differ, often because somebody wrote to the destination: find out who and what, and keep everybody off the destination before you try again.',
  },
  {
    id: 'unique-too-early',
    means: 'an index of the destination is unique before the end, so somebody else made it',
    rules: ['T14'],
    pattern: /should not be unique yet/i,
    advice:
      'Somebody made an index unique by hand on the destination during the migration: keep everybody off the destination before you try again.',
  },
  {
    id: 'not-unique',
    means: 'documents of the destination have the same value under an index that has to become unique',
    rules: ['C17', 'C20'],
    pattern: /convert the index to unique|enable index constraints/i,
    advice:
      'There are duplicates under a unique index, or the destination was written to: remove the duplicates on the source, and keep everybody off the destination, before you try again.',
  },
  {
    id: 'index-options',
    means: 'one collection has two indexes on one key that differ in options',
    rules: ['C04'],
    pattern: /IndexOptionsConflict/i,
    advice: 'Two indexes of one collection differ only in options: drop one on the source.',
  },
  {
    id: 'shard-key-index',
    means:
      'a collection that is to be sharded has no index that begins with its shard key, or a unique one that does not',
    rules: ['T02'],
    pattern: /compatible with the proposed shard key|incompatible unique index/i,
    advice:
      'Let the migration make the supporting index (createSupportingIndexes in the file of --sharding), or choose another shard key there.',
  },
  {
    id: 'namespace-conflict',
    means: 'a collection of the source exists on the destination already',
    rules: ['T08'],
    pattern: /namespace conflict/i,
    advice:
      'The destination holds namespaces that the source has as well. Find out whose they are; then choose another --destination-cluster in a new directory, or rename or drop by hand what nobody needs.',
  },
  {
    id: 'no-primary',
    means: 'a replica set was found, and had no primary',
    rules: ['T18'],
    pattern: /ReplicaSetNoPrimary/i,
    advice: 'Look at rs.status() on a member of the set: it needs a primary before you try again.',
  },
  {
    id: 'no-connection',
    means: 'the machine that says this got no connection to a server',
    rules: ['H07', 'H08'],
    // As Node.js, Go and the drivers say it.
    pattern:
      /\bE(CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT)\b|connection refused|no such host|i\/o timeout|no route to host|server selection (error|timed out|timeout)/i,
    advice:
      'On the machine that says it, `nc -vz HOST PORT` shows whether name, firewall and access list let it through. If they do, compare replicaSet= and tls= of the connection string with the server.',
  },
  {
    id: 'resources',
    means: 'a deployment ran out of files or of time',
    rules: ['O14'],
    pattern: /TooManyFilesOpen|timed out/i,
    advice: 'A cluster was overloaded: stabilise it, raise limits or size, before you try again.',
  },
  {
    id: 'ddl-before-6',
    means:
      'a collection was created, dropped or renamed on a source before MongoDB 6.0, which the engine cannot follow there',
    rules: ['C25'],
    pattern: /DDL events/i,
    advice:
      'On sources before MongoDB 6.0, nothing may create, drop or rename collections during the migration: freeze such changes before you try again.',
  },
  {
    id: 'document-refused',
    means: 'the destination refused one document',
    rules: ['C13', 'C14'],
    pattern: /failed to update document/i,
    advice:
      'One document cannot be written to the destination (size or key rules): find it in the log of the migration host and correct it.',
  },
  {
    id: 'index-key-pattern',
    means: 'an old index has a key that servers take no longer',
    rules: ['C17'],
    pattern: /index key pattern/i,
    advice: 'An old index has a key pattern that is no longer allowed: rebuild it on the source.',
  },
];

/** Advice for the message of a failed validation or migration; `undefined` for one that is not known. */
export function adviceForMigrationMessage(message: string): string | undefined {
  return knownMessage(message)?.advice;
}

/** The family that a message belongs to; `undefined` for one that is not known. */
export function knownMessage(message: string): KnownMessage | undefined {
  return knownMessages.find(({ pattern }) => pattern.test(message));
}
