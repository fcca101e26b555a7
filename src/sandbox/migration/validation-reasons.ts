/**
 * Why Atlas is documented to let a validation fail, by a short name each, in our words (domain notes, section 5.4; API
 * notes, section 9). Most of them the sandbox also finds by itself, where the servers and the request give the reason.
 */
export const validationReasons = {
  disk: 'Available disk space on the destination needs to be increased.',
  'disk-info': 'Disk storage info of the source is unavailable.',
  unreachable: 'Could not reach the specified source.',
  hostname: 'Could not resolve hostname of the specified source.',
  tls: 'Invalid SSL options.',
  'ca-file': 'Unable to process the provided CA file.',
  standalone: 'The source appears to be a standalone.',
  'time-series': 'The source cluster contains a time series collection.',
  credentials: 'The username or password for the source is not correct.',
  unauthorized: 'The user is not authorized on the source.',
  'write-block': 'The user does not have the bypassWriteBlockingMode permissions for blocking writes during cutover.',
  oplog: 'Could not retrieve the latest oplog entry of the source.',
  namespaces: 'A namespace conflict was detected: the destination has a namespace of the source.',
  'shard-key': 'The source must have an index compatible with the proposed shard key.',
} as const;
