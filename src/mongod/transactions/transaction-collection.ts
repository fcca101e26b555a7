import { fieldOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { type Collection, duplicateId, refuseDuplicate } from '../storage/collection.ts';
import { overlayIndex } from './overlay-index.ts';

/** A collection as a transaction sees it: as it was when the transaction began, with the transaction's own writes. */
export interface TransactionCollection {
  readonly collection: Collection;
  readonly base: Collection;
  /** What the transaction wrote, by `_id`; `undefined` where it deleted. */
  readonly writes: ReadonlyMap<string, Buffer | undefined>;
  /** Somebody else is about to write: keeps what the transaction has to go on seeing. */
  keep(idKey: string, before: Buffer | undefined): void;
}

export function transactionCollection(
  base: Collection,
  /** Throws WriteConflict where another transaction has written the document. */
  claim: (idKey: string) => void,
): TransactionCollection {
  const writes = new Map<string, Buffer | undefined>();
  const kept = new Map<string, Buffer | undefined>();
  const isOverlaid = (idKey: string) => writes.has(idKey) || kept.has(idKey);
  const overlays = [...base.indexes.values()].map((index) => overlayIndex(index, isOverlaid));

  function get(idKey: string): Buffer | undefined {
    if (writes.has(idKey)) return writes.get(idKey);
    return kept.has(idKey) ? kept.get(idKey) : base.get(idKey);
  }

  /** Each once, though a document that is read may be deleted, and inserted again, before the next one is. */
  function* keys(): Generator<string> {
    const passed = new Set<string>();
    for (const own of [base, kept, writes]) {
      for (const idKey of own.keys()) {
        if (passed.has(idKey)) continue;
        passed.add(idKey);
        if (get(idKey) !== undefined) yield idKey;
      }
    }
  }

  function write(idKey: string, after: Buffer | undefined): void {
    if (base.capped !== undefined) throw unsupported(`Writes in transactions are not allowed on the capped ${base.ns}`);
    if (base.type === 'timeseries') throw unsupported(`Cannot write to the time-series collection ${base.ns} here`);
    if (kept.has(idKey)) throw writeConflict();
    claim(idKey);
    const before = writes.get(idKey);
    if (after !== undefined) for (const { index } of overlays) refuseDuplicate(base, index, idKey, after);
    // The bytes that came belong to the message.
    const copy = after && Buffer.from(after);
    for (const overlay of overlays) overlay.show(idKey, before, copy);
    writes.set(idKey, copy);
  }

  function changed(of: (document: Buffer) => number): number {
    let sum = 0;
    for (const idKey of new Set([...kept.keys(), ...writes.keys()])) {
      const [now, stored] = [get(idKey), base.get(idKey)];
      sum += (now === undefined ? 0 : of(now)) - (stored === undefined ? 0 : of(stored));
    }
    return sum;
  }

  const collection: Collection = {
    ...base,
    indexes: new Map(overlays.map(({ index }) => [index.name, index])),
    count: () => base.count() + changed(() => 1),
    bytes: () => base.bytes() + changed((document) => document.length),
    get,
    keys,
    insert(document) {
      const idKey = base.idKeyOf(document) ?? '';
      if (get(idKey) !== undefined) throw duplicateId(base.ns, fieldOf(document, '_id'));
      write(idKey, document);
    },
    replace: write,
    remove: (idKey) => write(idKey, undefined),
    evict: () => {},
    addIndex() {
      throw unsupported(`Cannot create new indexes on existing collection ${base.ns} in a multi-document transaction.`);
    },
  };

  return {
    collection,
    base,
    writes,
    keep(idKey, before) {
      if (isOverlaid(idKey)) return;
      kept.set(idKey, before);
      for (const overlay of overlays) overlay.show(idKey, undefined, before);
    },
  };
}

function unsupported(message: string): MongodError {
  return new MongodError('OperationNotSupportedInTransaction', message);
}

export function writeConflict(): MongodError {
  return new MongodError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
  );
}
