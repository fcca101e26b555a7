import { Binary } from 'mongodb';
import { fieldOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { databaseOf } from '../storage/catalog.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { whenUntouched } from '../transactions/when-free.ts';
import type { Call, Command } from './command.ts';
import { plainCommand } from './command.ts';

/** What may be run in a transaction (manual, "Transactions and Operations"). */
const allowed = new Set([
  'find',
  'aggregate',
  'distinct',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'bulkWrite',
  'getMore',
  'killCursors',
  'create',
  'createIndexes',
  'commitTransaction',
  'abortTransaction',
]);

const forbiddenDatabases = new Set(['admin', 'config', 'local']);

export function sessionOf({ args, body }: Call): { session: string; lsid: RawValue } | undefined {
  const lsid = fieldOf(body, 'lsid');
  const id = args.lsid?.id;
  return lsid?.type === Type.document && id instanceof Binary ? { session: id.toString('hex'), lsid } : undefined;
}

/** What changes collections as such; it waits for the transactions that have looked into the database. */
const changingCatalog = new Set([
  'collMod',
  'convertToCapped',
  'createIndexes',
  'deleteIndexes',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'renameCollection',
]);

export async function waitForTransactions({ server, client, db, args }: Call, name: string): Promise<void> {
  if (!changingCatalog.has(name)) return;
  server.transactions.forgetSnapshots();
  if (server.transactions.count() === 0) return;
  const source = name === 'renameCollection' ? databaseOf(String(args.renameCollection)) : db;
  await whenUntouched(server, client.signal, source);
}

/** Runs a statement of a transaction in its view of the data. Any error ends the transaction, as in the server. */
export async function inTransaction(call: Call, name: string, run: (call: Call) => Promise<Buffer>): Promise<Buffer> {
  call.server.transactions.expire();
  try {
    if (name === 'commitTransaction' || name === 'abortTransaction') return await run(call);
    refuseUnsupported(name, call.db);
    const transaction = call.args.startTransaction === true ? begin(call) : current(call);
    return await runInside(call, transaction, run);
  } catch (error) {
    throw labelled(error);
  }
}

async function runInside(call: Call, transaction: Transaction, run: (call: Call) => Promise<Buffer>): Promise<Buffer> {
  try {
    const reply = await run({ ...call, server: transaction.server, transaction });
    if (fieldOf(reply, 'writeErrors') !== undefined && transaction.state === 'open') transaction.abort();
    return reply;
  } catch (error) {
    if (transaction.state === 'open') transaction.abort();
    throw error;
  }
}

function refuseUnsupported(name: string, db: string): void {
  if (!allowed.has(name)) {
    throw new MongodError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' in a multi-document transaction.`,
    );
  }
  if (forbiddenDatabases.has(db) && name !== 'getMore' && name !== 'killCursors' && name !== 'bulkWrite') {
    throw new MongodError(
      'OperationNotSupportedInTransaction',
      `Cannot run command against the '${db}' database in a transaction.`,
    );
  }
}

function numberOf({ args }: Call): bigint {
  return BigInt(String(args.txnNumber ?? -1));
}

function begin(call: Call): Transaction {
  const session = sessionOf(call);
  if (session === undefined) {
    throw new MongodError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  }
  const number = numberOf(call);
  call.server.sessions.answered(session.session, number);
  return call.server.transactions.begin(call.server, { ...session, number });
}

function current(call: Call): Transaction {
  const transaction = knownTo(call);
  if (transaction.state === 'open') return transaction;
  if (transaction.state === 'committed') {
    throw new MongodError('TransactionCommitted', `Transaction ${transaction.number} has been committed.`);
  }
  throw noSuchTransaction(`Transaction with { txnNumber: ${transaction.number} } has been aborted.`);
}

/** The session's transaction of that number, in whatever state. */
function knownTo(call: Call): Transaction {
  const session = sessionOf(call);
  const number = numberOf(call);
  const transaction = session && call.server.transactions.get(session.session);
  if (transaction?.number === number) return transaction;
  throw noSuchTransaction(`Given transaction number ${number} does not match any in-progress transactions.`);
}

function noSuchTransaction(message: string): MongodError {
  return new MongodError('NoSuchTransaction', message);
}

/** Drivers try the whole transaction again where they see this label. */
function labelled(error: unknown): unknown {
  const isTransient =
    error instanceof MongodError && (error.codeName === 'WriteConflict' || error.codeName === 'NoSuchTransaction');
  if (!isTransient) return error;
  return new MongodError(error.codeName, error.message, {
    ...error.details,
    errorLabels: ['TransientTransactionError'],
  });
}

const commitTransaction = plainCommand({
  access: 'login',
  run(call) {
    requireTransaction(call);
    const transaction = knownTo(call);
    if (transaction.state === 'aborted') throw noSuchTransaction(`Transaction ${transaction.number} has been aborted.`);
    // A commit that is sent again, because its answer was lost, is answered again.
    if (transaction.state === 'open') transaction.commit();
    return {};
  },
});

const abortTransaction = plainCommand({
  access: 'login',
  run(call) {
    requireTransaction(call);
    current(call).abort();
    return {};
  },
});

function requireTransaction({ args }: Call): void {
  if (args.autocommit === false) return;
  throw new MongodError('InvalidOptions', 'the command must be run within a transaction');
}

export const transactionCommands: Readonly<Record<string, Command>> = { commitTransaction, abortTransaction };
