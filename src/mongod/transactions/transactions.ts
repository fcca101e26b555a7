import { rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import type { Collection } from '../storage/collection.ts';
import { openTransaction, type Transaction, type TransactionId } from './transaction.ts';

/** A write outside met a document that an open transaction has written: it has to wait, as in the server. */
export class HeldByTransaction extends Error {
  override readonly name = 'HeldByTransaction';
  readonly holder: Transaction;

  constructor(holder: Transaction) {
    super('the document is held by a transaction');
    this.holder = holder;
  }
}

/** The transactions of a server; one for each session. */
export interface Transactions {
  /** Throws ConflictingOperationInProgress where it is open already. An older one of the session is aborted. */
  begin(server: Server, id: TransactionId): Transaction;
  /** The session's last one, whatever its state. */
  get(session: string): Transaction | undefined;
  /** Before a document changes outside of transactions. Throws HeldByTransaction. */
  beforeWrite(collection: Collection, document: Buffer): void;
  /**
   * The server as it was at that time of the cluster: now, or a time that was asked for before and not too long ago.
   * Throws SnapshotTooOld.
   */
  snapshot(server: Server, at: bigint): Server;
  /** What snapshots have looked at is about to be another: nobody reads them any more. */
  forgetSnapshots(): void;
  /** An open one that has looked into the database. */
  touching(db: string): Transaction | undefined;
  /** Aborts what is older than the server lets transactions be. */
  expire(): void;
  /** The session is over. */
  end(session: string): void;
  count(): number;
}

/** The server's own default for `transactionLifetimeLimitSeconds`. */
const lifetimeMs = 60_000;
/** The same for `minSnapshotHistoryWindowInSeconds`. */
const snapshotLifetimeMs = 300_000;
const maxSessions = 10_000;
/** Nobody continues or commits a snapshot. */
const noSession: TransactionId = { session: '', lsid: rawOf(null), number: -1n };

export function createTransactions(now: () => number): Transactions {
  const open = new Set<Transaction>();
  const last = new Map<string, Transaction>();
  /** Transactions that only read, by the time of the cluster at which they began. */
  const snapshots = new Map<bigint, Transaction>();

  function keepForOthers(collection: Collection, idKey: string, writer: Transaction | undefined): void {
    const before = collection.get(idKey);
    for (const other of open) if (other !== writer) other.keep(collection, idKey, before);
    for (const snapshot of snapshots.values()) snapshot.keep(collection, idKey, before);
  }

  function snapshot(server: Server, at: bigint): Server {
    expireSnapshots();
    const known = snapshots.get(at);
    if (known !== undefined) return known.server;
    if (at !== server.oplog.lastTs()) {
      throw new MongodError('SnapshotTooOld', `Read timestamp ${at} is not one that is still known`);
    }
    const opened = openTransaction(server, noSession, {
      isHeld: () => false,
      beforeWrite() {},
      closed: () => void snapshots.delete(at),
    });
    snapshots.set(at, opened);
    return opened.server;
  }

  /** Each keeps what is written over, so it must not stay for good. */
  function expireSnapshots(): void {
    for (const one of [...snapshots.values()]) if (now() - one.startedAt > snapshotLifetimeMs) one.abort();
  }

  function holderOf(collection: Collection, idKey: string): Transaction | undefined {
    for (const transaction of open) if (transaction.holds(collection, idKey)) return transaction;
    return undefined;
  }

  function begin(server: Server, id: TransactionId): Transaction {
    const known = last.get(id.session);
    if (known?.number === id.number) {
      throw new MongodError(
        'ConflictingOperationInProgress',
        `Only servers in a sharded cluster can start a new transaction at the active transaction number`,
      );
    }
    if (known?.state === 'open') known.abort();
    const transaction = openTransaction(server, id, {
      isHeld(collection, idKey) {
        const holder = holderOf(collection, idKey);
        return holder !== undefined && holder !== transaction;
      },
      beforeWrite: (collection, idKey) => keepForOthers(collection, idKey, transaction),
      closed: () => void open.delete(transaction),
    });
    open.add(transaction);
    last.delete(id.session);
    last.set(id.session, transaction);
    forgetOldest();
    return transaction;
  }

  function forgetOldest(): void {
    const oldest = last.values().next().value;
    if (last.size <= maxSessions || oldest === undefined) return;
    if (oldest.state === 'open') oldest.abort();
    last.delete(oldest.session);
  }

  return {
    begin,
    get: (session) => last.get(session),
    beforeWrite(collection, document) {
      if (open.size === 0 && snapshots.size === 0) return;
      expireSnapshots();
      const idKey = collection.idKeyOf(document) ?? '';
      const holder = holderOf(collection, idKey);
      if (holder !== undefined) throw new HeldByTransaction(holder);
      keepForOthers(collection, idKey, undefined);
    },
    touching: (db) => [...open].find((transaction) => transaction.hasTouched(db)),
    expire() {
      for (const transaction of [...open]) if (now() - transaction.startedAt > lifetimeMs) transaction.abort();
    },
    snapshot,
    forgetSnapshots() {
      for (const one of [...snapshots.values()]) one.abort();
    },
    end(session) {
      const transaction = last.get(session);
      if (transaction?.state === 'open') transaction.abort();
      last.delete(session);
    },
    count: () => open.size,
  };
}
