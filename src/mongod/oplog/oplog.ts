import { decodeEntry, encodeEntry, type OplogEntry, sizeOfEntry } from './entry-codec.ts';
import { createEntryLog, type LoggedDocument } from './entry-log.ts';

export const oplogNamespace = 'local.oplog.rs';

export interface Oplog {
  append(entry: Omit<OplogEntry, 'ts' | 'wall'>): bigint;
  /** Entries after the position, oldest first. */
  after(ts: bigint): Iterable<OplogEntry>;
  /** The same as the documents that clients read. */
  documentsAfter(ts: bigint): Iterable<Buffer>;
  documentsNewestFirst(): Iterable<Buffer>;
  first(): OplogEntry | undefined;
  /** The timestamp of the last write, or of the start. */
  lastTs(): bigint;
  /** The newest entry that is no longer there; 0 where nothing was dropped. */
  droppedTs(): bigint;
  /** Drops what no longer has room. */
  resize(bytes: number): void;
  size(): { readonly count: number; readonly bytes: number; readonly maxBytes: number };
  /** Fulfilled at the next write, or when the signal is aborted. */
  waitForWrite(signal: AbortSignal): Promise<void>;
}

const latest = 2n ** 64n - 1n;

/** The last `maxBytes` of writes; the oldest entries really go, as in the capped collection of the server. */
export function createOplog(now: () => number, initialMaxBytes: number): Oplog {
  let maxBytes = initialMaxBytes;
  const log = createEntryLog();
  const waiting = new Set<() => void>();
  let last = BigInt(Math.floor(now() / 1000)) << 32n;
  let dropped = 0n;

  function nextTs(): bigint {
    const second = BigInt(Math.floor(now() / 1000)) << 32n;
    // A clock that stands or goes back must not repeat a timestamp.
    last = second > last ? second + 1n : last + 1n;
    return last;
  }

  function dropOldest(): void {
    while (log.bytes() > maxBytes && log.count() > 1) dropped = log.dropFirst()?.ts ?? dropped;
  }

  /** Looked up anew each time, because entries are dropped while somebody reads. */
  function* walk(start: bigint, next: (ts: bigint) => LoggedDocument | undefined): Generator<Buffer> {
    let found = next(start);
    while (found !== undefined) {
      yield found.document;
      found = next(found.ts);
    }
  }

  return {
    append(entry) {
      const stamped = { ts: nextTs(), wall: now(), ...entry };
      log.append(stamped.ts, sizeOfEntry(stamped), (target, at) => encodeEntry(stamped, target, at));
      dropOldest();
      for (const wake of [...waiting]) wake();
      return stamped.ts;
    },
    *after(ts) {
      for (const document of walk(ts, log.after)) yield decodeEntry(document);
    },
    documentsAfter: (ts) => walk(ts, log.after),
    documentsNewestFirst: () => walk(latest, log.before),
    first() {
      const first = log.after(0n);
      return first && decodeEntry(first.document);
    },
    lastTs: () => last,
    droppedTs: () => dropped,
    resize(bytes) {
      maxBytes = bytes;
      dropOldest();
    },
    size: () => ({ count: log.count(), bytes: log.bytes(), maxBytes }),
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
