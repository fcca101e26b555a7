import { Timestamp } from 'mongodb';
import { z } from 'zod';
import { asDocument, docOf, fieldOf, rawDoc } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

function status(server: Server) {
  const date = new Date(server.now());
  const optime = { ts: new Timestamp(server.oplog.lastTs()), t: 1n };
  const wall = date;
  const self = {
    _id: 0,
    name: server.address(),
    health: 1,
    state: 1,
    stateStr: 'PRIMARY',
    uptime: Math.floor((server.now() - server.startedAt) / 1000),
    optime,
    optimeDate: wall,
    lastAppliedWallTime: wall,
    lastDurableWallTime: wall,
    syncSourceHost: '',
    syncSourceId: -1,
    infoMessage: '',
    electionTime: new Timestamp({ t: Math.floor(server.startedAt / 1000), i: 1 }),
    electionDate: new Date(server.startedAt),
    configVersion: 1,
    configTerm: 1,
    self: true,
    lastHeartbeatMessage: '',
  };
  return {
    set: server.replicaSet,
    date,
    myState: 1,
    term: 1n,
    syncSourceHost: '',
    syncSourceId: -1,
    heartbeatIntervalMillis: 2000n,
    majorityVoteCount: 1,
    writeMajorityCount: 1,
    votingMembersCount: 1,
    writableVotingMembersCount: 1,
    optimes: {
      lastCommittedOpTime: optime,
      lastCommittedWallTime: wall,
      readConcernMajorityOpTime: optime,
      appliedOpTime: optime,
      durableOpTime: optime,
      lastAppliedWallTime: wall,
      lastDurableWallTime: wall,
    },
    lastStableRecoveryTimestamp: optime.ts,
    members: [self],
  };
}

/** As `replSetGetConfig` shows it, and `local.system.replset` holds it. */
export function replicaSetConfiguration(server: Server) {
  const member = {
    _id: 0,
    host: server.address(),
    arbiterOnly: false,
    buildIndexes: true,
    hidden: false,
    priority: 1,
    tags: {},
    secondaryDelaySecs: 0n,
    votes: 1,
  };
  const settings = {
    chainingAllowed: true,
    heartbeatIntervalMillis: 2000,
    heartbeatTimeoutSecs: 10,
    electionTimeoutMillis: 10_000,
    catchUpTimeoutMillis: -1,
    catchUpTakeoverDelayMillis: 30_000,
    getLastErrorModes: {},
    getLastErrorDefaults: { w: 1, wtimeout: 0 },
    replicaSetId: server.replicaSetId,
  };
  return {
    _id: server.replicaSet,
    version: 1,
    term: 1,
    ...(server.node.kind === 'config' ? { configsvr: true } : {}),
    members: [member],
    protocolVersion: 1n,
    writeConcernMajorityJournalDefault: true,
    settings,
  };
}

const appendOplogNote = plainCommand({
  access: 'write',
  run({ server, body }) {
    const data = fieldOf(body, 'data') ?? asDocument(docOf([]));
    server.oplog.append({ op: 'n', ns: '', o: rawDoc({ msg: data }) });
    return {};
  },
});

/** In MB, and at least what the server asks for. */
const replSetResizeOplog = command({
  access: 'host',
  args: z.strictObject({ size: z.number().optional(), minRetentionHours: z.number().nonnegative().optional() }),
  run({ size, minRetentionHours }, { server }) {
    if (size !== undefined && size < minOplogMb) {
      throw new MongodError('BadValue', `BSON field 'size' value must be >= ${minOplogMb}, actual value '${size}'`);
    }
    if (minRetentionHours !== undefined && minRetentionHours > 0) {
      throw new MongodError(
        'CommandNotSupported',
        'the sandbox keeps its oplog by size, not by time: minRetentionHours',
      );
    }
    if (size !== undefined) server.oplog.resize(Math.floor(size * 1024 * 1024));
    return {};
  },
});

const minOplogMb = 990;

export const replicationCommands: Readonly<Record<string, Command>> = {
  replSetGetStatus: plainCommand({ access: 'monitor', run: ({ server }) => status(server) }),
  replSetGetConfig: plainCommand({
    access: 'monitor',
    run: ({ server }) => ({ config: replicaSetConfiguration(server) }),
  }),
  appendOplogNote,
  replSetResizeOplog,
};
