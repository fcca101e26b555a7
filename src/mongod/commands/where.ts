import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';

/** Commands that only a mongos knows. */
const ofMongos = new Set([
  'addShardToZone',
  'balancerStart',
  'balancerStatus',
  'balancerStop',
  'enableSharding',
  'isdbgrid',
  'listShards',
  'moveChunk',
  'movePrimary',
  'moveRange',
  'removeShardFromZone',
  'shardCollection',
  'split',
  'updateZoneKeyRange',
]);

/** Commands that a mongos does not know. */
const ofMembers = new Set(['dbHash', 'replSetGetConfig', 'replSetResizeOplog']);

/** Commands about the whole deployment: `adminOnly()` in the server's source. */
const ofAdmin = new Set([
  ...[...ofMongos].filter((name) => name !== 'isdbgrid'),
  'abortTransaction',
  'appendOplogNote',
  'bulkWrite',
  'commitTransaction',
  'currentOp',
  'getCmdLineOpts',
  'getDefaultRWConcern',
  'getLog',
  'getParameter',
  'getShardMap',
  'killOp',
  'listDatabases',
  'renameCollection',
  'replSetGetConfig',
  'replSetGetStatus',
  'replSetResizeOplog',
  'setDefaultRWConcern',
  'setFeatureCompatibilityVersion',
  'setParameter',
  'setUserWriteBlockMode',
]);

/** Throws Unauthorized for a command that belongs to another database (mongodb/mongo, src/mongo/db/commands.cpp). */
export function refuseByDatabase(name: string, db: string): void {
  if (db === 'admin' || !ofAdmin.has(name)) return;
  throw new MongodError('Unauthorized', `${name} may only be run against the admin database.`);
}

/** Whether a node of this kind has the command at all. */
export function isCommandOf({ node }: Server, name: string): boolean {
  return node.kind === 'mongos' ? !ofMembers.has(name) : !ofMongos.has(name);
}

/** Throws for what a node of this kind has but refuses. */
export function refuseByNode({ node }: Server, name: string, isWrite: boolean): void {
  if (node.kind === 'mongos' && name === 'replSetGetStatus') {
    throw new MongodError('CommandFailed', 'replSetGetStatus is not supported through mongos', { info: 'mongos' });
  }
  if (isWrite && (node.kind === 'shard' || node.kind === 'config')) {
    // Not IllegalOperation: drivers take that for a server without retryable writes and hide the words.
    throw new MongodError(
      'CommandNotSupported',
      `the sandbox takes writes through the mongos only; this is the ${node.kind} server itself`,
    );
  }
}
