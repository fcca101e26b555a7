import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createUsers, type UserOptions } from './auth/users.ts';
import { serialize } from './bson/raw.ts';
import { serve } from './connection.ts';
import { createOplog } from './oplog/oplog.ts';
import { createCursors } from './query/cursors.ts';
import type { Opcounters, Server } from './server.ts';
import { createSessions } from './sessions.ts';
import { createCatalog } from './storage/catalog.ts';

export interface MongodOptions {
  /** The set's name, as in `hello`. */
  readonly replicaSet: string;
  /** Such as `7.0.14`; the feature compatibility and wire versions follow from it. */
  readonly version: string;
  readonly edition?: 'community' | 'enterprise';
  /** All of them in the database `admin`. */
  readonly users: readonly UserOptions[];
  /** 64 where it is left out. The oldest entries really go. */
  readonly oplogSizeMb?: number;
  /** On 127.0.0.1; 0 or nothing takes any free one. */
  readonly port?: number;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface Mongod {
  /** `127.0.0.1:41231` */
  readonly address: string;
  /** With credentials where a user is given; `authSource` is admin. */
  uri(username?: string, password?: string): string;
  /** What clients have asked for since the start, counted as `serverStatus.opcounters` counts. */
  counters(): Readonly<Opcounters>;
  /** Drops every connection and stops listening; a getMore that waits does not delay it. */
  close(): Promise<void>;
}

const defaultOplogMb = 64;

/** An embedded MongoDB: the primary of a replica set of one member, everything in memory. Rejects where the port is taken. */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const sockets = new Set<Socket>();
  let address = '';
  const server = createState(options, () => address);
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(server, socket);
  });
  listener.listen(options.port ?? 0, '127.0.0.1');
  await once(listener, 'listening');
  address = addressOf(listener.address());

  return {
    address,
    uri: (username, password) => uriOf(address, options.replicaSet, username, password),
    counters: () => ({ ...server.opcounters }),
    async close() {
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      server.cursors.killAll();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function createState(options: MongodOptions, address: () => string): Server {
  const { replicaSet, version, edition = 'community', now } = options;
  const oplog = createOplog(now, (options.oplogSizeMb ?? defaultOplogMb) * 1024 * 1024);
  // A replica set's oplog is never empty: it begins with its own initiation.
  oplog.append({ op: 'n', ns: '', o: serialize({ msg: 'initiating set' }) });
  return {
    replicaSet,
    version,
    edition,
    users: createUsers(options.users),
    catalog: createCatalog(),
    oplog,
    cursors: createCursors(),
    sessions: createSessions(),
    opcounters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    connections: { current: 0, totalCreated: 0 },
    writeBlock: { isOn: false },
    startedAt: now(),
    now,
    address,
  };
}

function addressOf(bound: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (bound === null || typeof bound === 'string') throw new Error(`not a TCP address: ${bound}`);
  return `${bound.address}:${bound.port}`;
}

function uriOf(address: string, replicaSet: string, username?: string, password?: string): string {
  const login = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password ?? '')}@`;
  const source = username === undefined ? '' : '&authSource=admin';
  return `mongodb://${login}${address}/?replicaSet=${encodeURIComponent(replicaSet)}${source}`;
}
