import { Binary } from 'mongodb';
import { z } from 'zod';
import { mechanisms } from '../auth/scram.ts';
import { MongodError } from '../mongod-error.ts';
import { featureVersion, type Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

function parameters(server: Server): Record<string, unknown> {
  return {
    authenticationMechanisms: [...mechanisms],
    featureCompatibilityVersion: { version: featureVersion(server) },
    notablescan: false,
    ttlMonitorEnabled: true,
  };
}

const getParameter = plainCommand({
  access: 'login',
  run({ server, args }) {
    const all = parameters(server);
    if (args.getParameter === '*') return all;
    const asked = Object.keys(args).filter((name) => Object.hasOwn(all, name));
    if (asked.length === 0) throw new MongodError('InvalidOptions', 'no option found to get');
    return Object.fromEntries(asked.map((name) => [name, all[name]]));
  },
});

const setUserWriteBlockMode = command({
  access: 'host',
  since: 6,
  args: z.object({ global: z.boolean() }),
  run({ global }, { server }) {
    server.writeBlock.isOn = global;
    return {};
  },
});

const SessionIds = z.array(z.object({ id: z.instanceof(Binary) }));

const endSessions = command({
  access: 'none',
  args: z.object({ endSessions: SessionIds }),
  run({ endSessions: ended }, { server }) {
    for (const { id } of ended) {
      server.sessions.end(id.toString('hex'));
      server.transactions.end(id.toString('hex'));
    }
    return {};
  },
});

const getCmdLineOpts = plainCommand({
  access: 'monitor',
  run: ({ server }) => ({
    argv: ['mongod'],
    parsed: {
      net: { bindIp: '127.0.0.1', port: Number(server.address().split(':')[1]) },
      replication: {
        replSetName: server.replicaSet,
        oplogSizeMB: Math.ceil(server.oplog.size().maxBytes / 1024 / 1024),
      },
      security: { authorization: 'enabled' },
      storage: { engine: 'wiredTiger' },
    },
  }),
});

export const administrationCommands: Readonly<Record<string, Command>> = {
  ping: plainCommand({ access: 'none', run: () => ({}) }),
  getParameter,
  setUserWriteBlockMode,
  endSessions,
  refreshSessions: plainCommand({ access: 'login', run: () => ({}) }),
  getCmdLineOpts,
};
