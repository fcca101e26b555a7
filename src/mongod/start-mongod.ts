import { createStore, localDatabase, nodeState, type StateOptions } from './create-state.ts';
import { listen } from './listen.ts';
import { load } from './load.ts';
import { countingOplog } from './metrics.ts';
import type { Opcounters, Server } from './server.ts';
import { startShardedCluster } from './start-sharded-cluster.ts';
import { withDerived } from './storage/derived-catalog.ts';
import { startTtlMonitor } from './ttl-monitor.ts';
import { uriOf } from './uri.ts';

/** A replica set of one member, or a mongos before so many shards, each a replica set of one member. */
export type Topology = 'replica-set' | { readonly shards: number };

export interface MongodOptions extends StateOptions {
  /** The set's name, as in `hello`; for a sharded cluster what the names of its sets begin with. */
  readonly replicaSet: string;
  readonly topology?: Topology;
  /** On 127.0.0.1; 0 or nothing takes any free one. The members behind a mongos always take free ones. */
  readonly port?: number;
}

/** A member that can be reached by itself. */
export interface Member {
  /** The name of its set, for a shard also its id in `config.shards`. */
  readonly name: string;
  readonly address: string;
  /** A connection to the member's set. */
  uri(username?: string, password?: string): string;
}

export interface Mongod {
  /** `127.0.0.1:41231`; of a sharded cluster that of its mongos. */
  readonly address: string;
  /** Empty for a replica set. */
  readonly shards: readonly Member[];
  readonly configServer: Member | undefined;
  /** With credentials where a user is given; `authSource` is admin. */
  uri(username?: string, password?: string): string;
  /** What clients have asked for since the start, counted as `serverStatus.opcounters` counts; at the mongos where there is one. */
  counters(): Readonly<Opcounters>;
  /**
   * Puts BSON documents with an `_id` into a collection, as an initial sync does: quickly, and without a trace in the
   * oplog. Throws where an `_id` is there already.
   */
  load(namespace: string, documents: Iterable<Buffer>): void;
  /** Drops every connection and stops listening; a getMore that waits does not delay it. */
  close(): Promise<void>;
}

/** An embedded MongoDB on loopback, everything in memory. Rejects where the port is taken. */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const { topology = 'replica-set', replicaSet, port = 0 } = options;
  if (topology !== 'replica-set') return startShardedCluster({ ...options, shards: topology.shards });
  let address = '';
  const state = {
    ...createStore(options),
    ...nodeState({ kind: 'member' }, replicaSet, { ...options, address: () => address }),
  };
  const server: Server = {
    ...state,
    catalog: withDerived(
      state.catalog,
      localDatabase(() => server),
    ),
    oplog: countingOplog(state.oplog, state.metrics),
  };
  const bound = (reached: string) => {
    address = reached;
  };
  const listener = await listen(server, { port, tls: options.tls, bound });
  const stopMonitor = startTtlMonitor(server);
  return {
    address,
    shards: [],
    configServer: undefined,
    uri: (username, password) => uriOf(address, { replicaSet, username, password, tls: server.tls }),
    counters: () => ({ ...server.opcounters }),
    load: (namespace, documents) => load(server, namespace, documents),
    async close() {
      stopMonitor();
      await listener.close();
    },
  };
}
