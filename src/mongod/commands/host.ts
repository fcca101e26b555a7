import { arch, cpus, release, totalmem } from 'node:os';
import { type Server, versionParts } from '../server.ts';
import { type Command, plainCommand } from './command.ts';

function buildInfo(server: Server) {
  return {
    version: server.version,
    gitVersion: 'livemig-sandbox',
    modules: server.edition === 'enterprise' ? ['enterprise'] : [],
    allocator: 'system',
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: [...versionParts(server.version), 0].slice(0, 4),
    openssl: { running: 'OpenSSL of Node.js', compiled: 'OpenSSL of Node.js' },
    buildEnvironment: { distmod: '', distarch: arch(), target_arch: arch(), target_os: 'linux' },
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    storageEngines: ['devnull', 'wiredTiger'],
  };
}

const build = plainCommand({ access: 'none', run: ({ server }) => buildInfo(server) });

const hostInfo = plainCommand({
  access: 'monitor',
  run({ server }) {
    const memSizeMB = Math.floor(totalmem() / 1024 / 1024);
    const numCores = cpus().length;
    return {
      system: {
        currentTime: new Date(server.now()),
        hostname: server.address(),
        cpuAddrSize: 64,
        memSizeMB,
        memLimitMB: memSizeMB,
        numCores,
        numCoresAvailableToProcess: numCores,
        cpuArch: arch(),
        numaEnabled: false,
      },
      os: { type: 'Linux', name: 'livemig sandbox', version: release() },
      extra: {},
    };
  },
});

const getCmdLineOpts = plainCommand({
  access: 'monitor',
  run({ server }) {
    const isMongos = server.node.kind === 'mongos';
    const [bindIp, port] = server.address().split(':');
    const tls = server.tls ? { tls: { mode: 'requireTLS' } } : {};
    const parsed = {
      net: { bindIp, port: Number(port), ...tls },
      security: { authorization: 'enabled' },
      ...(isMongos ? routerOptions(server) : memberOptions(server)),
    };
    return { argv: [isMongos ? 'mongos' : 'mongod', '--port', port], parsed };
  },
});

function routerOptions({ node }: Server) {
  if (node.kind === 'member') return {};
  const { configServer } = node.cluster;
  return { sharding: { configDB: `${configServer.name}/${configServer.address()}` } };
}

const clusterRoles = { member: undefined, mongos: undefined, shard: 'shardsvr', config: 'configsvr' } as const;

function memberOptions({ node, replicaSet, oplog }: Server) {
  const clusterRole = clusterRoles[node.kind];
  return {
    replication: { replSetName: replicaSet, oplogSizeMB: Math.ceil(oplog.size().maxBytes / 1024 / 1024) },
    ...(clusterRole === undefined ? {} : { sharding: { clusterRole } }),
    storage: { engine: 'wiredTiger' },
  };
}

export const hostCommands: Readonly<Record<string, Command>> = {
  buildInfo: build,
  buildinfo: build,
  hostInfo,
  getCmdLineOpts,
};
