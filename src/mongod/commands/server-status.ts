import { Timestamp } from 'mongodb';
import { majorVersion, type Server } from '../server.ts';
import { type Command, plainCommand } from './command.ts';

/** Counters are true since the start of this node. What the sandbox has no part of is left out rather than made up. */
function serverStatus(server: Server): Record<string, unknown> {
  const milliseconds = Math.floor(server.now() - server.startedAt);
  const { user } = server.metrics.asserts;
  return {
    host: server.address(),
    version: server.version,
    process: server.node.kind === 'mongos' ? 'mongos' : 'mongod',
    service: server.node.kind === 'mongos' ? ['router'] : ['shard'],
    uptime: Math.floor(milliseconds / 1000),
    uptimeMillis: BigInt(milliseconds),
    uptimeEstimate: BigInt(Math.floor(milliseconds / 1000)),
    localTime: new Date(server.now()),
    asserts: { regular: 0, warning: 0, msg: 0, user, tripwire: 0, rollovers: 0 },
    connections: connections(server),
    logicalSessionRecordCache: { activeSessionsCount: server.sessions.count() },
    network: network(server),
    opcounters: { ...server.opcounters },
    opcountersRepl: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    ...(server.node.kind === 'mongos' ? {} : memberSections(server)),
    ...(server.node.kind === 'member' ? {} : { sharding: sharding(server) }),
    mem: { bits: 64, resident: Math.ceil(dataBytes(server) / 1024 / 1024), supported: true },
    metrics: metrics(server),
  };
}

function connections({ clients, connections: { totalCreated } }: Server) {
  const current = clients.size;
  const active = [...clients].filter(({ operation }) => operation !== undefined);
  const waiting = active.filter(({ operation }) => operation?.args.maxAwaitTimeMS !== undefined);
  const streaming = active.filter(({ isStreaming }) => isStreaming);
  const greeted = streaming.filter(({ operation }) => operation?.name === 'hello');
  return {
    current,
    available: maxConnections - current,
    totalCreated,
    active: active.length,
    threaded: current,
    exhaustIsMaster: streaming.length - greeted.length,
    exhaustHello: greeted.length,
    awaitingTopologyChanges: waiting.length,
  };
}

/** What the server would take by default on a common machine. */
const maxConnections = 51_200;

function network({
  metrics: {
    network: { bytesIn, bytesOut, numRequests },
  },
}: Server) {
  return {
    bytesIn: BigInt(bytesIn),
    bytesOut: BigInt(bytesOut),
    physicalBytesIn: BigInt(bytesIn),
    physicalBytesOut: BigInt(bytesOut),
    numRequests: BigInt(numRequests),
  };
}

function memberSections(server: Server) {
  const { oplog } = server;
  return {
    repl: {
      topologyVersion: { processId: server.processId, counter: 6n },
      hosts: [server.address()],
      setName: server.replicaSet,
      setVersion: 1,
      isWritablePrimary: true,
      secondary: false,
      primary: server.address(),
      me: server.address(),
      // 1 is disabled, 2 is enabled; 0 would be not known.
      ...(majorVersion(server) < 6 ? {} : { userWriteBlockMode: server.writeBlock.isOn ? 2 : 1 }),
    },
    oplog: {
      earliestOptime: new Timestamp(oplog.first()?.ts ?? oplog.lastTs()),
      latestOptime: new Timestamp(oplog.lastTs()),
    },
    storageEngine: {
      name: 'wiredTiger',
      supportsCommittedReads: true,
      oldestRequiredTimestampForCrashRecovery: new Timestamp(oplog.lastTs()),
      supportsPendingDrops: true,
      dropPendingIdents: 0n,
      supportsSnapshotReadConcern: true,
      readOnly: false,
      persistent: true,
      backupCursorOpen: false,
    },
  };
}

function sharding({ node }: Server) {
  if (node.kind === 'member') return {};
  const { configServer } = node.cluster;
  return { configsvrConnectionString: `${configServer.name}/${configServer.address()}` };
}

function dataBytes(server: Server): number {
  const sizes = [...server.catalog.all()].map((entry) => (entry.type === 'view' ? 0 : entry.bytes()));
  return sizes.reduce((sum, bytes) => sum + bytes, server.oplog.size().bytes);
}

function metrics({ node, metrics: { commands, stages, document, ttl }, cursors }: Server) {
  const counted = [...commands].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = cursors.count();
  return {
    aggStageCounters: inLongs(Object.fromEntries(stages)),
    commands: Object.fromEntries(
      counted.map(([name, { total: all, failed }]) => [name, { failed: BigInt(failed), total: BigInt(all) }]),
    ),
    cursor: { open: { noTimeout: 0n, pinned: 0n, total: BigInt(total) } },
    document: inLongs(document),
    ...(node.kind === 'mongos' ? {} : { ttl: inLongs(ttl) }),
  };
}

function inLongs(counts: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, BigInt(count)]));
}

/** These are shown only where they are asked for. */
const onRequest = new Set(['oplog']);

const status = plainCommand({
  access: 'monitor',
  run({ server, args }) {
    const sections = Object.entries(serverStatus(server)).filter(([name]) => {
      const asked: unknown = args[name];
      return asked === undefined ? !onRequest.has(name) : Boolean(asked);
    });
    return Object.fromEntries(sections);
  },
});

export const serverStatusCommands: Readonly<Record<string, Command>> = { serverStatus: status };
