import { Long, Timestamp } from 'mongodb';
import { balancerMode } from './commands/balancer.ts';
import { createStore, localDatabase, nodeState, type Store } from './create-state.ts';
import { type Listener, listen } from './listen.ts';
import { load } from './load.ts';
import { countingOplog } from './metrics.ts';
import type { Node, Server } from './server.ts';
import { type Cluster, createCluster } from './sharding/cluster.ts';
import { configCatalog, routedCatalog, shardCatalog } from './sharding/cluster-catalogs.ts';
import { isOfShard, shardOplog } from './sharding/shard-oplog.ts';
import type { Member, Mongod, MongodOptions } from './start-mongod.ts';
import { newCollection } from './storage/catalog.ts';
import { withDerived } from './storage/derived-catalog.ts';
import { startTtlMonitor } from './ttl-monitor.ts';
import { uriOf } from './uri.ts';

interface ClusterNode {
  readonly server: Server;
  /** Empty until it listens. */
  address: string;
}

/** A mongos, a config server and the shards, each on a port of its own, over one store. */
export async function startShardedCluster({
  shards: count,
  ...options
}: MongodOptions & { readonly shards: number }): Promise<Mongod> {
  const nodes: ClusterNode[] = [];
  const addressOf = (at: number) => () => nodes[at]?.address ?? '';
  const store = createStore(options);
  for (const name of ['settings', 'tags', 'changelog']) store.catalog.set(newCollection(`config.${name}`));
  const cluster = clusterOf(options.replicaSet, count, store, addressOf);
  const add = (node: Node, replicaSet: string | undefined, seen: Pick<Server, 'catalog' | 'oplog'>) => {
    const state = nodeState(node, replicaSet, { ...options, address: addressOf(nodes.length) });
    const server: Server = {
      ...store,
      ...state,
      catalog:
        node.kind === 'mongos'
          ? seen.catalog
          : withDerived(
              seen.catalog,
              localDatabase(() => server),
            ),
      oplog: countingOplog(seen.oplog, state.metrics),
    };
    nodes.push({ server, address: '' });
  };
  add({ kind: 'mongos', cluster }, undefined, { catalog: routedCatalog(cluster, store.catalog), oplog: store.oplog });
  add({ kind: 'config', cluster }, cluster.configServer.name, {
    catalog: configCatalog(cluster, store.catalog),
    oplog: shardOplog(store.oplog, isOfShard(cluster, store.catalog, undefined)),
  });
  for (const [shard, { name }] of cluster.shards.entries()) {
    add({ kind: 'shard', cluster, shard }, name, {
      catalog: shardCatalog(cluster, store.catalog, shard),
      oplog: shardOplog(store.oplog, isOfShard(cluster, store.catalog, shard)),
    });
  }
  return running(cluster, nodes, await listenAll(nodes, options));
}

/** The mongos is node 0, the config server node 1, the shards follow. */
function clusterOf(
  replicaSet: string,
  count: number,
  { oplog, catalog, writeBlock, version, startedAt, now }: Store,
  addressOf: (at: number) => () => string,
): Cluster {
  // Atlas and the sandbox's scenario name the set of a cluster that is not sharded after its only shard.
  const base = replicaSet.replace(/-shard-0$/, '');
  const shards = Array.from({ length: count }, (_, at) => ({
    name: `${base}-shard-${at}`,
    address: addressOf(at + 2),
    added: new Timestamp(oplog.lastTs()),
    zones: new Set<string>(),
  }));
  const configServer = { name: `${base}-config-0`, address: addressOf(1) };
  return createCluster({
    shards,
    configServer,
    router: () => ({
      _id: addressOf(0)(),
      advisoryHostFQDNs: [],
      created: new Date(startedAt),
      mongoVersion: version,
      ping: new Date(now()),
      up: Long.fromNumber(Math.floor((now() - startedAt) / 1000)),
      waiting: true,
    }),
    lastTs: () => oplog.lastTs(),
    isBalancing: () => balancerMode({ catalog }) === 'full',
    isBlocked: () => writeBlock.isOn,
  });
}

async function listenAll(nodes: readonly ClusterNode[], { port = 0, tls }: MongodOptions): Promise<Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const [at, node] of nodes.entries()) {
      const bound = (address: string) => {
        node.address = address;
      };
      listeners.push(await listen(node.server, { port: at === 0 ? port : 0, tls, bound }));
    }
    return listeners;
  } catch (error) {
    for (const listener of listeners) await listener.close();
    throw error;
  }
}

function running(cluster: Cluster, nodes: readonly ClusterNode[], listeners: readonly Listener[]): Mongod {
  const [mongos] = nodes;
  const stopMonitors = nodes.map(({ server }) => startTtlMonitor(server));
  const address = mongos?.address ?? '';
  const tls = mongos?.server.tls === true;
  return {
    address,
    shards: cluster.shards.map((shard) => memberOf(shard, tls)),
    configServer: memberOf(cluster.configServer, tls),
    uri: (username, password) => uriOf(address, { username, password, tls }),
    counters: () => mongos?.server.opcounters ?? noCounts,
    load(namespace, documents) {
      if (mongos !== undefined) load(mongos.server, namespace, documents);
    },
    async close() {
      for (const stop of stopMonitors) stop();
      for (const listener of listeners) await listener.close();
    },
  };
}

const noCounts = { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 };

function memberOf({ name, address }: Cluster['configServer'], tls: boolean): Member {
  return {
    name,
    address: address(),
    uri: (username, password) => uriOf(address(), { replicaSet: name, username, password, tls }),
  };
}
