import { ObjectId } from 'mongodb';
import { type CustomRole, createRoles } from './auth/roles.ts';
import type { Mechanism } from './auth/scram.ts';
import { storedRole, storedUser } from './auth/user-documents.ts';
import { createUsers, type UserOptions } from './auth/users.ts';
import { rawDoc, rawOf, serialize } from './bson/raw.ts';
import { replicaSetConfiguration } from './commands/replication.ts';
import { createMetrics } from './metrics.ts';
import { createOplog } from './oplog/oplog.ts';
import { createCursors } from './query/cursors.ts';
import { featureVersion, majorVersion, type Node, type Server } from './server.ts';
import { createSessions } from './sessions.ts';
import { createCatalog } from './storage/catalog.ts';
import { type Derived, withDerived } from './storage/derived-catalog.ts';
import { withSystemViews } from './storage/system-views.ts';
import { createTransactions } from './transactions/transactions.ts';

export interface StateOptions {
  /** Such as `7.0.14`; the feature compatibility and wire versions follow from it. */
  readonly version: string;
  readonly edition?: 'community' | 'enterprise';
  /** All of them in the database `admin`. */
  readonly users: readonly UserOptions[];
  /** Rounds in which their passwords are hashed; the server's own defaults where it is left out. It takes 5,000 and more. */
  readonly scramIterations?: Readonly<Record<Mechanism, number>>;
  /** Made by somebody, for the users to have. */
  readonly roles?: readonly CustomRole[];
  /** 64 where it is left out. The oldest entries really go. */
  readonly oplogSizeMb?: number;
  /** How long a cursor may idle; 10 minutes where it is left out, as in the server. */
  readonly cursorTimeoutMs?: number;
  /** PEM texts. With it the server takes TLS connections only. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Epoch ms. */
  readonly now: () => number;
}

/** What the nodes of one deployment share: the data, the oplog, the users, and the time of the start. */
export type Store = Omit<Server, keyof NodeState>;

function adminDatabase({ users, roles, fcv }: Pick<Server, 'users' | 'roles' | 'fcv'>): Derived {
  return {
    'admin.system.users': () => users.all().map(storedUser),
    'admin.system.roles': () => roles.all().map(storedRole),
    'admin.system.version': () => [
      rawDoc({ _id: rawOf('authSchema'), currentVersion: rawOf(5) }),
      rawDoc({ _id: rawOf('featureCompatibilityVersion'), version: rawOf(fcv.version) }),
    ],
  };
}

/** What each member has of its set's configuration in `local`. */
export function localDatabase(server: () => Server): Derived {
  return { 'local.system.replset': () => [serialize(replicaSetConfiguration(server()))] };
}

/** What each node has for itself. */
type NodeState = Pick<
  Server,
  | 'node'
  | 'replicaSet'
  | 'address'
  | 'cursors'
  | 'sessions'
  | 'opcounters'
  | 'metrics'
  | 'clients'
  | 'connections'
  | 'parameters'
  | 'profiling'
  | 'processId'
  | 'replicaSetId'
>;

interface NodeOptions extends Pick<StateOptions, 'now' | 'cursorTimeoutMs'> {
  address(): string;
}

const defaultOplogMb = 64;
const tenMinutes = 600_000;

export function createStore({ version, edition = 'community', now, ...options }: StateOptions): Store {
  const oplog = createOplog(now, (options.oplogSizeMb ?? defaultOplogMb) * 1024 * 1024);
  // A replica set's oplog is never empty: it begins with its own initiation.
  oplog.append({ op: 'n', ns: '', o: serialize({ msg: 'initiating set' }) });
  const users = createUsers(options.users, options.scramIterations);
  const roles = createRoles(majorVersion({ version }));
  for (const role of options.roles ?? []) roles.add(role);
  const fcv = { version: featureVersion({ version }) };
  return {
    version,
    edition,
    users,
    roles,
    fcv,
    catalog: withDerived(withSystemViews(createCatalog()), adminDatabase({ users, roles, fcv })),
    oplog,
    transactions: createTransactions(now),
    tls: options.tls !== undefined,
    defaultConcerns: { readConcern: undefined, writeConcern: undefined, updatedAt: undefined },
    writeBlock: { isOn: false },
    startedAt: now(),
    now,
  };
}

export function nodeState(
  node: Node,
  replicaSet: string | undefined,
  { address, now, cursorTimeoutMs: idleMs = tenMinutes }: NodeOptions,
): NodeState {
  return {
    node,
    replicaSet,
    address,
    cursors: createCursors({ now, idleMs }),
    sessions: createSessions(),
    opcounters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    metrics: createMetrics(),
    clients: new Set(),
    connections: { totalCreated: 0 },
    parameters: new Map(),
    profiling: { slowms: 100, sampleRate: 1 },
    processId: new ObjectId(),
    replicaSetId: new ObjectId(),
  };
}
