import { Binary, Timestamp } from 'mongodb';
import { asDocument, docOf, type RawElement, rawOf } from '../bson/raw.ts';

export const oplogNamespace = 'local.oplog.rs';

/** One write, as in `local.oplog.rs`. Documents are BSON bytes in a latin1 string, shared with the collection. */
export interface OplogEntry {
  /** Seconds in the upper 32 bits, a counter in the lower. */
  readonly ts: bigint;
  /** insert, update, delete, command, no-op */
  readonly op: 'i' | 'u' | 'd' | 'c' | 'n';
  readonly ns: string;
  readonly ui?: Buffer;
  readonly o: string;
  readonly o2?: string;
  /** Epoch ms. */
  readonly wall: number;
}

export interface Oplog {
  append(entry: Omit<OplogEntry, 'ts' | 'wall'>): bigint;
  /** Entries after the position, oldest first. */
  after(ts: bigint): Iterable<OplogEntry>;
  newestFirst(): Iterable<OplogEntry>;
  first(): OplogEntry | undefined;
  /** The timestamp of the last write, or of the start. */
  lastTs(): bigint;
  /** The newest entry that is no longer there; 0 where nothing was dropped. */
  droppedTs(): bigint;
  size(): { readonly count: number; readonly bytes: number; readonly maxBytes: number };
  /** Fulfilled at the next write, or when the signal is aborted. */
  waitForWrite(signal: AbortSignal): Promise<void>;
}

/** What an entry takes beside its documents: the other fields. */
const entryOverhead = 100;

export function createOplog(now: () => number, maxBytes: number): Oplog {
  const entries: OplogEntry[] = [];
  const waiting = new Set<() => void>();
  let head = 0;
  let bytes = 0;
  let last = BigInt(Math.floor(now() / 1000)) << 32n;
  let dropped = 0n;

  function nextTs(): bigint {
    const second = BigInt(Math.floor(now() / 1000)) << 32n;
    // A clock that stands or goes back must not repeat a timestamp.
    last = second > last ? second + 1n : last + 1n;
    return last;
  }

  function dropOldest(): void {
    while (bytes > maxBytes && entries.length - head > 1) {
      const oldest = entries[head];
      if (oldest === undefined) return;
      head += 1;
      bytes -= sizeOf(oldest);
      dropped = oldest.ts;
    }
    if (head < 1024 || head * 2 < entries.length) return;
    entries.splice(0, head);
    head = 0;
  }

  /** The index of the first entry after `ts`. */
  function indexAfter(ts: bigint): number {
    let [low, high] = [head, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle]?.ts ?? 0n) <= ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    append(entry) {
      const stamped = { ts: nextTs(), wall: now(), ...entry };
      entries.push(stamped);
      bytes += sizeOf(stamped);
      dropOldest();
      for (const wake of [...waiting]) wake();
      return stamped.ts;
    },
    *after(ts) {
      let position = ts;
      for (;;) {
        // Looked up anew each time, because entries are dropped while somebody reads.
        const entry = entries[indexAfter(position)];
        if (entry === undefined) return;
        position = entry.ts;
        yield entry;
      }
    },
    *newestFirst() {
      for (let at = entries.length - 1; at >= head; at--) {
        const entry = entries[at];
        if (entry !== undefined) yield entry;
      }
    },
    first: () => entries[head],
    lastTs: () => last,
    droppedTs: () => dropped,
    size: () => ({ count: entries.length - head, bytes, maxBytes }),
    waitForWrite: (signal) =>
      new Promise((fulfil) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          fulfil();
        };
        if (signal.aborted) return fulfil();
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

function sizeOf(entry: OplogEntry): number {
  return entry.o.length + (entry.o2?.length ?? 0) + entryOverhead;
}

/** The entry as the document that clients read. */
export function oplogDocument(entry: OplogEntry): Buffer {
  const fields: RawElement[] = [
    { name: 'op', value: rawOf(entry.op) },
    { name: 'ns', value: rawOf(entry.ns) },
  ];
  if (entry.ui !== undefined) fields.push({ name: 'ui', value: rawOf(new Binary(entry.ui, Binary.SUBTYPE_UUID)) });
  fields.push({ name: 'o', value: asDocument(Buffer.from(entry.o, 'latin1')) });
  if (entry.o2 !== undefined) fields.push({ name: 'o2', value: asDocument(Buffer.from(entry.o2, 'latin1')) });
  fields.push(
    { name: 'ts', value: rawOf(new Timestamp(entry.ts)) },
    { name: 't', value: rawOf(1n) },
    { name: 'v', value: rawOf(2n) },
    { name: 'wall', value: rawOf(new Date(entry.wall)) },
  );
  return docOf(fields);
}
