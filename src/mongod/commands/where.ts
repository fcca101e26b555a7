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
