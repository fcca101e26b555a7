import type { ObjectId } from 'mongodb';
import type { Roles } from './auth/roles.ts';
import type { Users } from './auth/users.ts';
import type { Client } from './client.ts';
import type { DefaultConcerns } from './commands/defaults.ts';
import type { Metrics } from './metrics.ts';
import type { Oplog } from './oplog/oplog.ts';
import type { Cursors } from './query/cursors.ts';
import type { Sessions } from './sessions.ts';
import type { Cluster } from './sharding/cluster.ts';
import type { Catalog } from './storage/catalog.ts';
import type { Transactions } from './transactions/transactions.ts';

export const counterNames = ['insert', 'query', 'update', 'delete', 'getmore', 'command'] as const;
export type Opcounters = Record<(typeof counterNames)[number], number>;

/** What a listener is: the member of a replica set that is all there is, or a part of a sharded cluster. */
export type Node =
  | { readonly kind: 'member' }
  | { readonly kind: 'mongos' | 'config'; readonly cluster: Cluster }
  | { readonly kind: 'shard'; readonly cluster: Cluster; readonly shard: number };

export interface Profiling {
  /** From how many ms on an operation is slow. */
  slowms: number;
  /** Which part of the slow ones is logged. */
  sampleRate: number;
}

/** Everything that commands work on. */
export interface Server {
  readonly node: Node;
  /** The name of the set; a mongos belongs to none. */
  readonly replicaSet: string | undefined;
  readonly version: string;
  readonly edition: 'community' | 'enterprise';
  readonly users: Users;
  readonly roles: Roles;
  readonly catalog: Catalog;
  readonly oplog: Oplog;
  readonly cursors: Cursors;
  readonly sessions: Sessions;
  readonly transactions: Transactions;
  readonly opcounters: Opcounters;
  readonly metrics: Metrics;
  /** Those that are connected. */
  readonly clients: Set<Client>;
  readonly connections: { totalCreated: number };
  readonly tls: boolean;
  /** What `setParameter` changed. */
  readonly parameters: Map<string, unknown>;
  readonly profiling: Profiling;
  /** New with each start, so that drivers notice a restart. */
  readonly processId: ObjectId;
  /** Of the set that it is a member of; that of another set is another one. */
  readonly replicaSetId: ObjectId;
  /** The feature compatibility version, such as `7.0`. */
  readonly fcv: { version: string };
  readonly defaultConcerns: DefaultConcerns;
  /** Set by setUserWriteBlockMode. */
  readonly writeBlock: { isOn: boolean };
  readonly startedAt: number;
  now(): number;
  /** `127.0.0.1:port`. */
  address(): string;
}

/** `[7, 0, 14]` of `7.0.14`. */
export function versionParts(version: string): number[] {
  return version.split('.').map(Number);
}

export function majorVersion(server: Pick<Server, 'version'>): number {
  return versionParts(server.version)[0] ?? 0;
}

/** `7.0` of `7.0.14`. */
export function featureVersion(server: Pick<Server, 'version'>): string {
  return server.version.split('.').slice(0, 2).join('.');
}
