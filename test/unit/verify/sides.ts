import type { Privilege } from '../../../src/core/facts/health.ts';
import type { SideRead } from '../../../src/core/verification/side-read.ts';

export const at = (seconds: number, increment = 1) => ({ seconds, increment });

const everywhere: Privilege[] = [
  { resource: { db: '', collection: '' }, actions: ['collStats', 'find', 'listCollections', 'listIndexes'] },
  { resource: { cluster: true }, actions: ['listDatabases'] },
];

/** A user of `admin` with these privileges, as `connectionStatus` tells it. */
export const user = (privileges: readonly Privilege[]) => ({ user: 'verifier', db: 'admin', privileges });

type Given = Partial<Omit<SideRead, 'identity' | 'answered'>> & {
  readonly identity?: Partial<SideRead['identity']>;
  readonly answered?: Partial<SideRead['answered']>;
};

/** The primary of a set, with one database, and a user who may read everything. */
export function replicaSet({ identity, answered, ...rest }: Given = {}): SideRead {
  return {
    identity: { version: '7.0.14', setName: 'rs0', hosts: ['db1:27017', 'db2:27017'], ...identity },
    topology: 'replica-set',
    answered: { as: 'primary', me: 'db1:27017', primary: 'db1:27017', ...answered },
    operationTime: at(100),
    clusterTime: at(100),
    login: user(everywhere),
    isListWhole: true,
    databases: [{ name: 'shop' }],
    ...rest,
  };
}

/** A mongos of a cluster of two shards. */
export function sharded({ identity, answered, ...rest }: Given = {}): SideRead {
  const config: Privilege = { resource: { db: 'config', collection: '' }, actions: ['find'] };
  return {
    ...replicaSet({ login: user([...everywhere, config]), ...rest }),
    topology: 'sharded',
    identity: { version: '7.0.14', hosts: ['s1:27018', 's2:27018'], ...identity },
    answered: { as: 'router', ...answered },
  };
}
