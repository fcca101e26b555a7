import { Long, ObjectId, Timestamp } from 'mongodb';
import { z } from 'zod';
import type { Client } from '../client.ts';
import { MongodError } from '../mongod-error.ts';
import { maxBsonBytes } from '../query/cursors.ts';
import { majorVersion, type Server } from '../server.ts';
import { aborted, within } from '../waiting.ts';
import { maxMessageBytes } from '../wire/messages.ts';
import { SaslStart, startLogin } from './authentication.ts';
import { keepMetadata } from './client-metadata.ts';
import { type Call, type Command, command } from './command.ts';

/** Of each major version (driver specification, "Wire version"). */
const wireVersions: Readonly<Record<number, number>> = { 4: 9, 5: 13, 6: 17, 7: 21, 8: 25 };

/** Drivers of all ages put into it what they have; the server's own passes over the unknown, but for API version 1. */
const Hello = z.looseObject({
  saslSupportedMechs: z.string().optional(),
  speculativeAuthenticate: SaslStart.extend({ db: z.string().default('admin') }).optional(),
  client: z.record(z.string(), z.unknown()).optional(),
  topologyVersion: z.object({ processId: z.instanceof(ObjectId), counter: z.unknown() }).optional(),
  maxAwaitTimeMS: z.number().int().nonnegative().optional(),
});
type Hello = z.infer<typeof Hello>;

const electionId = new ObjectId('7fffffff0000000000000001');

/** Nothing about the topology changes while the server lives. */
const topologyCounter = 6;

async function hello(args: Hello, { server, client, body, mayStream }: Call) {
  keepMetadata(client, args.client, body);
  await awaitChange(args, server, client);
  // After the wait, as in the server's own replication_info.cpp.
  if (mayStream && args.maxAwaitTimeMS === undefined) {
    const code = server.node.kind === 'mongos' ? 'Location51763' : 'Location51756';
    throw new MongodError(code, "An isMaster or hello request with exhaust must specify 'maxAwaitTimeMS'");
  }
  return {
    topologyVersion: { processId: server.processId, counter: Long.fromNumber(topologyCounter) },
    ...identity(server),
    connectionId: client.id,
    ...supportedMechanisms(server, args.saslSupportedMechs),
    ...speculativeLogin(args, { server, client }),
  };
}

/** A driver that knows the topology asks to be told of changes only; as there are none, it waits its whole time. */
async function awaitChange({ topologyVersion, maxAwaitTimeMS }: Hello, server: Server, client: Client): Promise<void> {
  if ((topologyVersion === undefined) !== (maxAwaitTimeMS === undefined)) {
    throw new MongodError(
      'Location31368',
      `A request with ${topologyVersion === undefined ? 'maxAwaitTimeMS' : 'topologyVersion'} must include both 'topologyVersion' and 'maxAwaitTimeMS'`,
    );
  }
  if (topologyVersion === undefined || maxAwaitTimeMS === undefined) return;
  if (!topologyVersion.processId.equals(server.processId) || Number(topologyVersion.counter) !== topologyCounter)
    return;
  await within(maxAwaitTimeMS, [client.signal], aborted);
}

function memberOf(server: Server) {
  const lastOp = { ts: new Timestamp(server.oplog.lastTs()), t: 1n };
  const date = new Date(server.now());
  return {
    hosts: [server.address()],
    setName: server.replicaSet,
    setVersion: 1,
    secondary: false,
    primary: server.address(),
    me: server.address(),
    electionId,
    lastWrite: { opTime: lastOp, lastWriteDate: date, majorityOpTime: lastOp, majorityWriteDate: date },
    ...(server.node.kind === 'config' ? { configsvr: 2 } : {}),
  };
}

function identity(server: Server) {
  return {
    helloOk: true,
    ...(server.node.kind === 'mongos' ? { msg: 'isdbgrid' } : memberOf(server)),
    maxBsonObjectSize: maxBsonBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(server.now()),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: wireVersions[majorVersion(server)] ?? 21,
    readOnly: false,
  };
}

/** `who` is `database.user`. */
function supportedMechanisms(server: Server, who: string | undefined) {
  const dot = who?.indexOf('.') ?? -1;
  const user = who === undefined ? undefined : server.users.find(who.slice(0, dot), who.slice(dot + 1));
  return user === undefined ? {} : { saslSupportedMechs: [...user.mechanisms] };
}

/** A first message that fails is left out of the answer; the driver then logs in the long way and gets the error there. */
function speculativeLogin(args: Hello, { server, client }: Pick<Call, 'server' | 'client'>) {
  if (args.speculativeAuthenticate === undefined) return {};
  try {
    const { db } = args.speculativeAuthenticate;
    return { speculativeAuthenticate: startLogin(server, client, args.speculativeAuthenticate, db) };
  } catch (error) {
    if (error instanceof MongodError) return {};
    throw error;
  }
}

const isMaster = command({
  access: 'none',
  args: Hello,
  run: async (args, call) => ({ ismaster: true, ...(await hello(args, call)) }),
});

export const helloCommands: Readonly<Record<string, Command>> = {
  hello: command({
    access: 'none',
    args: Hello,
    run: async (args, call) => ({ isWritablePrimary: true, ...(await hello(args, call)) }),
  }),
  isMaster,
  ismaster: isMaster,
};
