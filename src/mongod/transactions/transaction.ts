import { Binary } from 'mongodb';
import { arrayOf, asDocument, docOf, type RawElement, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { OplogEntry } from '../oplog/entry-codec.ts';
import type { Server } from '../server.ts';
import { type Catalog, type CatalogEntry, databaseOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { type TransactionCollection, transactionCollection, writeConflict } from './transaction-collection.ts';

export type TransactionState = 'open' | 'committed' | 'aborted';

export interface TransactionId {
  /** The session's id, in hex. */
  readonly session: string;
  readonly lsid: RawValue;
  readonly number: bigint;
}

/** A transaction of several statements: writes are buffered, reads see the data as it was at its first statement. */
export interface Transaction extends TransactionId {
  readonly state: TransactionState;
  readonly startedAt: number;
  /** The server as its statements see it. */
  readonly server: Server;
  /** Whether it has written the document. */
  holds(base: Collection, idKey: string): boolean;
  /** Whether it has looked into the database. */
  hasTouched(db: string): boolean;
  /** Another writer is about to change the document. */
  keep(base: Collection, idKey: string, before: Buffer | undefined): void;
  /** Throws WriteConflict, and is aborted, where the data has changed under it. */
  commit(): void;
  abort(): void;
  /** Fulfilled at the end, whichever it is. */
  readonly ended: Promise<void>;
}

/** What a transaction needs of the others. */
export interface Neighbours {
  /** Another open transaction has written the document. */
  isHeld(base: Collection, idKey: string): boolean;
  /** Before each change that a commit makes. */
  beforeWrite(base: Collection, idKey: string): void;
  closed(): void;
}

type Operation = Omit<OplogEntry, 'ts' | 'wall'>;

export function openTransaction(base: Server, id: TransactionId, neighbours: Neighbours): Transaction {
  const seen = new Map<Collection, TransactionCollection>();
  const created = new Map<string, CatalogEntry>();
  const operations: Operation[] = [];
  const touched = new Set<string>();
  let state: TransactionState = 'open';
  let end = () => {};
  const ended = new Promise<void>((fulfil) => {
    end = fulfil;
  });

  function viewOf(entry: CatalogEntry): CatalogEntry {
    if (entry.type === 'view') return entry;
    return within(entry).collection;
  }

  function within(collection: Collection): TransactionCollection {
    const known = seen.get(collection);
    if (known !== undefined) return known;
    const view = transactionCollection(collection, (idKey) => {
      if (neighbours.isHeld(collection, idKey)) throw writeConflict();
    });
    seen.set(collection, view);
    return view;
  }

  const catalog: Catalog = {
    ...base.catalog,
    get(ns) {
      touched.add(databaseOf(ns));
      const entry = base.catalog.get(ns);
      return created.get(ns) ?? (entry && viewOf(entry));
    },
    set: (entry) => void created.set(entry.ns, entry),
    remove() {
      throw new MongodError('OperationNotSupportedInTransaction', 'Nothing is dropped in a transaction');
    },
  };
  const oplog = {
    ...base.oplog,
    append(operation: Operation) {
      operations.push(operation);
      return base.oplog.lastTs();
    },
  };

  function finish(how: 'committed' | 'aborted'): void {
    state = how;
    base.cursors.killOwned(self);
    neighbours.closed();
    end();
  }

  function commit(): void {
    const undo: (() => void)[] = [];
    try {
      for (const { base: collection, writes } of seen.values()) {
        if (writes.size > 0 && base.catalog.get(collection.ns) !== collection) throw writeConflict();
        for (const [idKey, after] of writes) undo.push(apply(collection, idKey, after));
      }
      for (const ns of created.keys()) if (base.catalog.get(ns) !== undefined) throw writeConflict();
    } catch (error) {
      for (const step of undo.reverse()) step();
      finish('aborted');
      throw error instanceof MongodError && error.codeName === 'DuplicateKey' ? writeConflict() : error;
    }
    for (const entry of created.values()) base.catalog.set(entry);
    if (operations.length > 0) base.oplog.append(applyOps(id, operations));
    finish('committed');
  }

  function apply(collection: Collection, idKey: string, after: Buffer | undefined): () => void {
    const before = collection.get(idKey);
    neighbours.beforeWrite(collection, idKey);
    if (after === undefined) collection.remove(idKey);
    else if (before === undefined) collection.insert(after);
    else collection.replace(idKey, after);
    return () => {
      if (before === undefined) collection.remove(idKey);
      else if (after === undefined) collection.insert(before);
      else collection.replace(idKey, before);
    };
  }

  const self: Transaction = {
    ...id,
    get state() {
      return state;
    },
    startedAt: base.now(),
    server: { ...base, catalog, oplog, transactions: { ...base.transactions, beforeWrite: () => {} } },
    holds: (collection, idKey) => seen.get(collection)?.writes.has(idKey) ?? false,
    hasTouched: (db) => touched.has(db),
    keep: (collection, idKey, before) => within(collection).keep(idKey, before),
    commit,
    abort: () => finish('aborted'),
    ended,
  };
  return self;
}

/** One entry for all of it, in the order in which it was written. */
function applyOps({ lsid, number }: TransactionId, operations: readonly Operation[]): Operation {
  const parts = operations.map((operation) => asDocument(docOf(fieldsOf(operation))));
  const more = [
    { name: 'lsid', value: lsid },
    { name: 'txnNumber', value: rawOf(number) },
  ];
  return { op: 'c', ns: 'admin.$cmd', o: rawDoc({ applyOps: arrayOf(parts) }), more };
}

function fieldsOf({ op, ns, ui, o, o2 }: Operation): RawElement[] {
  const head = [
    { name: 'op', value: rawOf(op) },
    { name: 'ns', value: rawOf(ns) },
  ];
  if (ui !== undefined) head.push({ name: 'ui', value: rawOf(new Binary(ui, Binary.SUBTYPE_UUID)) });
  const documents = [{ name: 'o', value: asDocument(o) }];
  return [...head, ...documents, ...(o2 === undefined ? [] : [{ name: 'o2', value: asDocument(o2) }])];
}
