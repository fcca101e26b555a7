import { Binary, BSON, Long, Timestamp } from 'mongodb';
import { isAllowed, mayBypassWriteBlock } from '../auth/privileges.ts';
import { appended, elementsOf, plainDoc, serialize } from '../bson/raw.ts';
import type { Client } from '../client.ts';
import { MongodError } from '../mongod-error.ts';
import { refuseCollation } from '../query/collation.ts';
import { majorVersion, type Server } from '../server.ts';
import type { Request } from '../wire/messages.ts';
import { type Call, type Command, unauthorized } from './command.ts';
import { commands } from './table.ts';
import { isCommandOf, refuseByNode } from './where.ts';

/** Answers one request. Never throws: a refusal is an answer with `ok: 0`. */
export async function dispatch(server: Server, client: Client, request: Request): Promise<Buffer> {
  try {
    return finished(server, await answer(server, client, request), { ok: 1 });
  } catch (error) {
    return finished(server, serialize({}), refusal(error));
  }
}

async function answer(server: Server, client: Client, request: Request): Promise<Buffer> {
  const name = elementsOf(request.body)[0]?.name ?? '';
  const args = plainDoc(request.body);
  const db = request.db ?? String(args.$db ?? 'admin');
  const command = commands.get(name);
  if (command === undefined || command.since > majorVersion(server) || !isCommandOf(server, name)) {
    throw new MongodError('CommandNotFound', `no such command: '${name}'`);
  }
  if (command.counter !== 'by-statement') server.opcounters[command.counter] += 1;
  refuse(server, client, { name, db, command, args });
  const { body, sequences } = request;
  return once({ server, client, db, body, args, sequences }, command);
}

interface Refusable {
  readonly name: string;
  readonly db: string;
  readonly command: Command;
  readonly args: BSON.Document;
}

function refuse(server: Server, client: Client, { name, db, command, args }: Refusable): void {
  const roles = client.user?.roles ?? [];
  if (!isAllowed(roles, command.access, db)) throw unauthorized(client, db, name);
  refuseByNode(server, name, command.isWrite);
  if (command.isWrite && server.writeBlock.isOn && !mayBypassWriteBlock(roles)) {
    throw new MongodError('UserWritesBlocked', 'User writes blocked');
  }
  // A collection keeps its collation as an option; nothing is compared by it.
  if (name !== 'create') refuseCollation(args.collation);
  if (args.autocommit !== undefined) {
    throw new MongodError(
      'OperationNotSupportedInTransaction',
      'Transactions of several statements are not part of the sandbox',
    );
  }
}

/** A retryable write that was answered before gets that answer again and is not run. */
async function once(call: Call, command: Command): Promise<Buffer> {
  const { server, args } = call;
  const session = command.isWrite && args.lsid?.id instanceof Binary ? args.lsid.id.toString('hex') : undefined;
  if (session === undefined || args.txnNumber === undefined) return run(call, command);
  const txnNumber = BigInt(String(args.txnNumber));
  const known = server.sessions.answered(session, txnNumber);
  if (known !== undefined) return known;
  const reply = await run(call, command);
  server.sessions.remember(session, txnNumber, reply);
  return reply;
}

async function run(call: Call, command: Command): Promise<Buffer> {
  const reply = await command.run(call);
  return Buffer.isBuffer(reply) ? reply : serialize(reply);
}

function refusal(error: unknown) {
  if (error instanceof MongodError) {
    const { message, code, codeName, details } = error;
    return { ok: 0, errmsg: message, code, codeName, ...details };
  }
  const errmsg = error instanceof Error ? error.message : String(error);
  const isBroken = error instanceof BSON.BSONError;
  return { ok: 0, errmsg, code: isBroken ? 22 : 1, codeName: isBroken ? 'InvalidBSON' : 'InternalError' };
}

/** Every answer carries the cluster's time, from which a session reads its own writes. */
function finished(server: Server, reply: Buffer, status: BSON.Document): Buffer {
  const time = new Timestamp(server.oplog.lastTs());
  const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO };
  return appended(reply, serialize({ ...status, $clusterTime: { clusterTime: time, signature }, operationTime: time }));
}
