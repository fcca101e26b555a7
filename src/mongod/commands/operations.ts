import { Long } from 'mongodb';
import { z } from 'zod';
import { rawOf, serialize } from '../bson/raw.ts';
import type { Client, Operation } from '../client.ts';
import { compileFilter } from '../query/match.ts';
import type { Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

export interface OperationOptions {
  readonly allUsers?: unknown;
  readonly idleConnections?: unknown;
}

/** The documents of `$currentOp`: what connections are being answered, and idle ones where they are asked for. */
export function operationRows(server: Server, { idleConnections }: OperationOptions): Buffer[] {
  const clients = [...server.clients].filter(({ operation }) => Boolean(idleConnections) || operation !== undefined);
  return clients.map((client) => serialize(rowOf(server, client)));
}

function rowOf(server: Server, client: Client) {
  const { operation, metadata, user } = client;
  return {
    type: 'op',
    host: server.address(),
    desc: `conn${client.id}`,
    connectionId: client.id,
    client: client.remote,
    ...(metadata?.application?.name === undefined ? {} : { appName: String(metadata.application.name) }),
    ...(metadata === null || metadata === undefined ? {} : { clientMetadata: metadata }),
    active: operation !== undefined,
    currentOpTime: new Date(server.now()).toISOString(),
    ...(user === undefined ? {} : { effectiveUsers: [{ user: user.username, db: user.db }] }),
    ...(operation === undefined ? {} : activity(server, operation)),
  };
}

const kinds: Readonly<Record<string, string>> = {
  find: 'query',
  getMore: 'getmore',
  insert: 'insert',
  update: 'update',
  delete: 'remove',
};

function activity(server: Server, { id, name, db, args, startedAt }: Operation) {
  const { lsid, $clusterTime: _, ...shown } = args;
  const running = Math.max(0, server.now() - startedAt);
  const target: unknown = name === 'getMore' ? args.collection : args[name];
  return {
    ...(lsid === undefined ? {} : { lsid }),
    opid: id,
    secs_running: Long.fromNumber(Math.floor(running / 1000)),
    microsecs_running: Long.fromNumber(Math.floor(running * 1000)),
    op: kinds[name] ?? 'command',
    ns: `${db}.${typeof target === 'string' ? target : '$cmd'}`,
    redacted: false,
    command: shown,
    numYields: 0,
    locks: {},
    waitingForLock: false,
    waitingForFlowControl: false,
  };
}

/** Whatever is no option of the command is a condition on what it shows. */
const options = new Set([
  'currentOp',
  '$ownOps',
  '$all',
  '$truncateOps',
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'comment',
  'maxTimeMS',
]);

const currentOp = plainCommand({
  access: 'monitor',
  run({ server, client, args }) {
    const conditions = Object.fromEntries(Object.entries(args).filter(([name]) => !options.has(name)));
    const matches = compileFilter(rawOf(conditions).bytes);
    const mine = [...server.clients].filter((other) => !args.$ownOps || other.user === client.user);
    const rows = mine
      .filter(({ operation }) => args.$all || operation !== undefined)
      .map((other) => rowOf(server, other));
    return { inprog: rows.filter((row) => matches(rawOf(row).bytes)) };
  },
});

/** Only what waits can be caught running: a getMore for changes, or a hello. */
const killOp = command({
  access: 'host',
  args: z.looseObject({ op: z.union([z.number(), z.string()]) }),
  run({ op }, { server }) {
    const client = [...server.clients].find(({ operation }) => operation?.id === Number(op));
    if (client?.operation?.name === 'getMore') server.cursors.kill(Number(client.operation.args.getMore));
    else if (client?.operation?.args.maxAwaitTimeMS !== undefined) client.close();
    return { info: 'attempting to kill op' };
  },
});

export const operationCommands: Readonly<Record<string, Command>> = { currentOp, killOp };
