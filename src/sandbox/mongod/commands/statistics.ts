import { createHash } from 'node:crypto';
import { z } from 'zod';
import { docOf } from '../bson/raw.ts';
import { scan } from '../query/scan.ts';
import { featureVersion, type Server, versionParts } from '../server.ts';
import { collectionOf } from '../storage/catalog.ts';
import { databaseStatistics, storageStatistics } from '../storage/statistics.ts';
import { type Command, command, plainCommand } from './command.ts';

const byId = [{ path: '_id', direction: 1 }] as const;

const Scale = z.number().positive().default(1);

const collStats = command({
  access: 'read',
  args: z.object({ collStats: z.string(), scale: Scale }),
  run: ({ collStats: name, scale }, { server, db }) => ({
    ns: `${db}.${name}`,
    ...storageStatistics(server, `${db}.${name}`, scale),
  }),
});

const dbStats = command({
  access: 'read',
  args: z.object({ scale: Scale }),
  run: ({ scale }, { server, db }) => databaseStatistics(server, db, scale),
});

/** MD5 over the documents in the order of `_id`, for each collection and over all of them. */
function hashes(server: Server, db: string) {
  const whole = createHash('md5');
  const collections: Record<string, string> = {};
  for (const entry of server.catalog.inDatabase(db)) {
    if (entry.type === 'view') continue;
    const hash = createHash('md5');
    for (const { document } of scan(entry, { filter: docOf([]), sort: byId })) hash.update(document);
    collections[collectionOf(entry.ns)] = hash.digest('hex');
    whole.update(collections[collectionOf(entry.ns)] ?? '');
  }
  return { host: server.address(), collections, md5: whole.digest('hex') };
}

function serverStatus(server: Server) {
  const uptime = Math.floor((server.now() - server.startedAt) / 1000);
  const { totalCreated } = server.connections;
  const current = server.clients.size;
  return {
    host: server.address(),
    version: server.version,
    process: 'mongod',
    uptime,
    uptimeMillis: BigInt(Math.floor(server.now() - server.startedAt)),
    localTime: new Date(server.now()),
    connections: { current, available: 10_000 - current, totalCreated, active: current },
    opcounters: { ...server.opcounters },
    metrics: { cursor: { open: { total: server.cursors.count() } } },
    repl: { setName: server.replicaSet, isWritablePrimary: true, hosts: [server.address()], me: server.address() },
    storageEngine: { name: 'wiredTiger', supportsCommittedReads: true, persistent: true, readOnly: false },
  };
}

function buildInfo(server: Server) {
  return {
    version: server.version,
    modules: server.edition === 'enterprise' ? ['enterprise'] : [],
    versionArray: [...versionParts(server.version), 0].slice(0, 4),
    storageEngines: ['devnull', 'wiredTiger'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    javascriptEngine: 'none',
  };
}

const build = plainCommand({ access: 'none', run: ({ server }) => buildInfo(server) });

const hostInfo = plainCommand({
  access: 'monitor',
  run: ({ server }) => ({
    system: {
      currentTime: new Date(server.now()),
      hostname: server.address(),
      cpuAddrSize: 64,
      numCores: 2,
      memSizeMB: 4096,
    },
    os: { type: 'Linux', name: 'livemig sandbox', version: featureVersion(server) },
    extra: {},
  }),
});

export const statisticsCommands: Readonly<Record<string, Command>> = {
  collStats,
  collstats: collStats,
  dbStats,
  dbstats: dbStats,
  serverStatus: plainCommand({ access: 'monitor', run: ({ server }) => serverStatus(server) }),
  buildInfo: build,
  buildinfo: build,
  hostInfo,
  dbHash: plainCommand({ access: 'read', run: ({ server, db }) => hashes(server, db) }),
};
