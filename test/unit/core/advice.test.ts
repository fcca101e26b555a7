import { describe, expect, it } from 'vitest';
import { adviceForMigrationMessage } from '../../../src/core/advice.ts';

describe('adviceForMigrationMessage', () => {
  it.each([
    ['Available disk space on the destination needs to be increased.', 'storage'],
    ['Could not reach specified source.', 'firewall'],
    ['Could not resolve hostname db0.corp.example', 'DNS'],
    ['Invalid SSL options were specified.', '--no-source-tls'],
    ['Unable to process the provided CA file.', '--source-ca-file'],
    ['Source appears to be a standalone.', 'replica set'],
    ['Source cluster contains a time series collection.', 'Time-series'],
    ['The username or password is not correct.', 'readAnyDatabase'],
    ['User is not authorized to run the command.', 'backup'],
    ['User does not have sufficient permissions for blocking writes during cutover.', 'bypassWriteBlockingMode'],
    ['Disk storage info unavailable.', 'dbStats'],
    ['We were unable to drop dummy indexes.', '_mongosync_dummy_shard_key_index'],
    ['Checkpoint not available in oplog.', 'oplog'],
    ['Could not retrieve the latest oplog entry.', 'oplog'],
    ['The resume token was not found.', 'oplog'],
    ['verifier found one or more mismatches', 'differ'],
    ['source cluster was modified after final verification began', 'TTL'],
    ['destination indexes should not be unique yet', 'by hand'],
    ['(IndexOptionsConflict) Index already exists', 'drop one'],
    ['Cannot convert the index to unique', 'duplicates'],
    ['Must have an index compatible with the proposed shard key', 'createSupportingIndexes'],
    ['namespace conflict detected', 'Find out whose they are'],
    ['There is an existing migration for this cluster.', 'other directories'],
    ['A live migration of this cluster is already under way.', 'other directories'],
    ['User writes blocked', 'write block'],
    ['ReplicaSetNoPrimary', 'primary'],
    ['DDL events are unsupported', 'freeze'],
    ["No indexed plans available, and running with 'notablescan'", 'notablescan'],
    ['addShardToZone unauthorized', 'zones'],
    ['failed to update document on destination', 'document'],
    ['Values in the index key pattern cannot be empty strings', 'rebuild'],
  ])('knows "%s"', (message, words) => {
    expect(adviceForMigrationMessage(message)).toContain(words);
  });

  it('has nothing to say of what it does not know', () => {
    expect(adviceForMigrationMessage('The moon is in the wrong house.')).toBeUndefined();
  });
});
