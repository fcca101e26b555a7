import { Binary, BSON, Long, Timestamp } from 'mongodb';
import { appended, asDocument, docOf, elementsOf, fieldOf, itemsOf, plainDoc, rawDoc, serialize } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import type { Client } from '../client.ts';
import { countCommand } from '../metrics.ts';
import { MongodError } from '../mongod-error.ts';
import { majorVersion, type Server } from '../server.ts';
import type { Request } from '../wire/messages.ts';
import type { Call, Command } from './command.ts';
import { checkConcerns, snapshotTime, unmetConcern } from './concerns.ts';
import { refuse } from './refuse.ts';
import { commands } from './table.ts';
import { inTransaction, sessionOf, waitForTransactions } from './transactions.ts';
import { isCommandOf } from './where.ts';

/** Answers one request. Never throws: a refusal is an answer with `ok: 0`. */
export async function dispatch(server: Server, client: Client, request: Request): Promise<Buffer> {
  try {
    return finished(server, await answer(server, client, request), { ok: 1 });
  } catch (error) {
    return refusal(server, error);
  } finally {
    client.operation = undefined;
  }
}

async function answer(server: Server, client: Client, request: Request): Promise<Buffer> {
  const name = elementsOf(request.body)[0]?.name ?? '';
  const args = plainDoc(withoutStatements(request.body));
  const db = request.db ?? String(args.$db ?? 'admin');
  const command = commands.get(name);
  if (command === undefined || command.since > majorVersion(server) || !isCommandOf(server, name)) {
    throw new MongodError('CommandNotFound', `no such command: '${name}'`);
  }
  const counted = countCommand(server.metrics, name);
  if (command.counter !== 'by-statement') server.opcounters[command.counter] += 1;
  server.metrics.operations += 1;
  client.operation = { id: server.metrics.operations, name, db, args, startedAt: server.now() };
  noteSession(server, client, args);
  const { body, sequences, mayStream } = request;
  const visible = name === 'aggregate' ? countStages(server, client, body) : server;
  const call = { server: visible, client, db, body, args, sequences, mayStream };
  try {
    refuse(request, name, command, call);
    if (args.autocommit === undefined) {
      await waitForTransactions(call, name);
      return await once(call, name, command);
    }
    return await inTransaction(call, name, (inside) => run(inside, name, command));
  } catch (error) {
    counted.failed += 1;
    throw error;
  }
}

/** Fields that hold documents to be stored or statements to be run: they are only read as bytes. */
const statements = new Set(['documents', 'updates', 'deletes', 'ops']);

function withoutStatements(body: Buffer): Buffer {
  const fields = elementsOf(body);
  return fields.some(({ name }) => statements.has(name))
    ? docOf(fields.filter(({ name }) => !statements.has(name)))
    : body;
}

/** Remembers the session of a command, for those who ask what sessions there are. */
function noteSession({ sessions, now }: Server, { user }: Client, { lsid }: BSON.Document): void {
  const id: unknown = lsid?.id;
  if (!(id instanceof Binary)) return;
  sessions.use({ id, user: user === undefined ? '' : `${user.username}@${user.db}`, lastUse: now() });
}

/** Counts the stages of a pipeline. Without `allUsers` its first one sees the connections or sessions of the same user only. */
function countStages(server: Server, client: Client, body: Buffer): Server {
  const pipeline = fieldOf(body, 'pipeline');
  const stages = pipeline?.type === Type.array ? itemsOf(pipeline).flatMap(({ bytes }) => elementsOf(bytes)) : [];
  for (const { name } of stages) server.metrics.stages.set(name, (server.metrics.stages.get(name) ?? 0) + 1);
  const [first] = stages;
  const isOfOne = first?.name === '$currentOp' || first?.name === '$listLocalSessions';
  if (!isOfOne || first.value.type !== Type.document || plainDoc(first.value.bytes).allUsers) return server;
  const me = client.user === undefined ? '' : `${client.user.username}@${client.user.db}`;
  const used = () => [...server.sessions.used()].filter(({ user }) => user === me);
  const clients = new Set([...server.clients].filter(({ user }) => user === client.user));
  return { ...server, clients, sessions: { ...server.sessions, used } };
}

/** A retryable write that was answered before gets that answer again and is not run. */
async function once(call: Call, name: string, command: Command): Promise<Buffer> {
  const { server, args } = call;
  const session = command.isWrite ? sessionOf(call)?.session : undefined;
  if (session === undefined || args.txnNumber === undefined) return run(call, name, command);
  const txnNumber = BigInt(String(args.txnNumber));
  const known = server.sessions.answered(session, txnNumber);
  if (known !== undefined) return known;
  const reply = await run(call, name, command);
  server.sessions.remember(session, txnNumber, reply);
  return reply;
}

async function run(call: Call, name: string, command: Command): Promise<Buffer> {
  checkConcerns(call, name, command);
  const document = await replyTo(call, name, command);
  const unmet = unmetConcern(call, name, command);
  return unmet === undefined ? document : appended(document, unmet);
}

async function replyTo(call: Call, name: string, command: Command): Promise<Buffer> {
  const at = snapshotTime(call, name);
  const { transactions } = call.server;
  const reply = await command.run(
    at === undefined ? call : { ...call, server: transactions.snapshot(call.server, at) },
  );
  const document = Buffer.isBuffer(reply) ? reply : serialize(reply);
  return at === undefined ? document : withSnapshotTime(document, at);
}

/** A session goes on reading as of the time that its first answer tells: in the cursor, where there is one. */
function withSnapshotTime(reply: Buffer, at: bigint): Buffer {
  const told = serialize({ atClusterTime: new Timestamp(at) });
  const cursor = fieldOf(reply, 'cursor');
  return cursor === undefined ? appended(reply, told) : rawDoc({ cursor: asDocument(appended(cursor.bytes, told)) });
}

/** The answer to what could not be done. */
export function refusal(server: Server, error: unknown): Buffer {
  server.metrics.asserts.user += 1;
  return finished(server, serialize({}), described(error));
}

function described(error: unknown) {
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
