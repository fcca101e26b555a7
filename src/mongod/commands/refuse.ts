import type { BSON } from 'mongodb';
import { actionSince } from '../auth/actions.ts';
import { needsOf } from '../auth/needs.ts';
import { allows, type Need, type Role, type Target, touches } from '../auth/privileges.ts';
import { MongodError } from '../mongod-error.ts';
import { majorVersion } from '../server.ts';
import type { Request } from '../wire/messages.ts';
import { type Call, type Command, unauthorized } from './command.ts';
import { refuseByDatabase, refuseByNode } from './where.ts';

/** What may still be asked in the form before OP_MSG, with which every connection may begin. */
const inOldForm = new Set(['hello', 'isMaster', 'ismaster', 'buildInfo', 'buildinfo', 'saslStart', 'saslContinue']);

/** Throws where the command may not run: by its form, API version, the user's roles, the node, or blocked writes. */
export function refuse(request: Request, name: string, command: Command, call: Call): void {
  const { server, args } = call;
  if (request.form === 'query' && majorVersion(server) > 5 && !inOldForm.has(name)) {
    throw new MongodError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
    );
  }
  refuseApi(name, args);
  refuseByDatabase(name, call.db);
  const needs = authorize(name, command, call);
  const isWrite = command.isWrite || (name === 'aggregate' && needs.some(({ action }) => action === 'insert'));
  refuseByNode(server, name, isWrite);
  if (isWrite && server.writeBlock.isOn && !holds(call, 'bypassWriteBlockingMode', 'cluster')) {
    throw new MongodError('UserWritesBlocked', 'User writes blocked');
  }
}

/** Throws Unauthorized; returns what was needed. */
function authorize(name: string, { access }: Command, call: Call): readonly Need[] {
  const { server, client, db, args, body, sequences } = call;
  const { user } = client;
  // A user who was dropped has no rights left on connections that are open.
  if (user !== undefined && server.users.find(user.db, user.username) !== user) client.user = undefined;
  if (access !== 'none' && client.user === undefined) throw unauthorized(call, name);
  const needs = needsOf({ name, access, db, args, body, sequences });
  for (const { action, target } of needs) {
    // What needs a right that this version does not know is no part of it either, and refused as such.
    if ((actionSince[action] ?? 0) > majorVersion(server)) continue;
    if (!holds(call, action, target)) throw unauthorized(call, name);
  }
  return needs;
}

const nobody: readonly Role[] = [];

/** Whether the user of this connection may do it. */
export function holds({ server, client }: Pick<Call, 'server' | 'client'>, action: string, target: Target): boolean {
  return allows(server.roles.privilegesOf(client.user?.roles ?? nobody), action, target);
}

/** Whether the user may do anything at all in the database. */
export function holdsAnything({ server, client }: Pick<Call, 'server' | 'client'>, db: string): boolean {
  return touches(server.roles.privilegesOf(client.user?.roles ?? nobody), db);
}

/** The commands of Stable API version 1 (MongoDB manual, "Stable API"). */
const stable = new Set(
  `aggregate authenticate bulkWrite collMod count create createIndexes delete drop dropDatabase dropIndexes endSessions
  explain find findAndModify getMore hello insert killCursors listCollections listDatabases listIndexes ping
  refreshSessions saslContinue saslStart update abortTransaction commitTransaction`.split(/\s+/),
);

function refuseApi(name: string, { apiVersion, apiStrict, apiDeprecationErrors }: BSON.Document): void {
  if (apiVersion === undefined) {
    if (apiStrict === undefined && apiDeprecationErrors === undefined) return;
    throw new MongodError(
      'Location4886600',
      'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion',
    );
  }
  if (apiVersion !== '1') throw new MongodError('APIVersionError', 'API version must be "1"');
  if (apiStrict === true && !stable.has(name)) {
    throw new MongodError(
      'APIStrictError',
      `Provided apiStrict:true, but the command ${name} is not in API Version 1.`,
    );
  }
}
