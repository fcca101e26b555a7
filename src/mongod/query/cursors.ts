import { randomInt } from 'node:crypto';
import { MongodError } from '../mongod-error.ts';

/** What the driver accepts in one answer: 16 MB of documents and some room for the frame. */
export const maxBsonBytes = 16 * 1024 * 1024;

export interface Batch {
  readonly documents: readonly Buffer[];
  readonly isExhausted: boolean;
  /** Change streams only: where to go on even where nothing was found. */
  readonly resumeToken?: Buffer;
}

export interface BatchRequest {
  readonly size: number;
  /** How long to wait for the first document where there is none yet; only a cursor that tails waits. */
  readonly waitMs: number;
  /** Any of them ends the waiting. */
  readonly signals: readonly AbortSignal[];
}

export interface Cursor {
  readonly ns: string;
  next(request: BatchRequest): Promise<Batch>;
}

export interface CursorsOptions {
  now(): number;
  /** A cursor that nobody asks for so long is closed. */
  readonly idleMs: number;
}

export interface Cursors {
  /** `mayIdle` keeps it until it is read to its end or killed. */
  open(cursor: Cursor, options?: OpenOptions): number;
  get(id: number, ns: string, owner?: object): Cursor;
  /** Those that were opened in a transaction. */
  killOwned(owner: object): void;
  /** Aborted when the cursor is killed or the server stops. */
  signal(id: number): AbortSignal;
  /** False where there was none. */
  kill(id: number): boolean;
  killAll(): void;
  count(): number;
}

export interface OpenOptions {
  readonly mayIdle?: boolean;
  /** The transaction in which it was opened, and in which alone it can be read. */
  readonly owner?: object | undefined;
}

interface OpenCursor extends OpenOptions {
  readonly cursor: Cursor;
  readonly abort: AbortController;
  lastUsed: number;
}

export function createCursors({ now, idleMs }: CursorsOptions): Cursors {
  const open = new Map<number, OpenCursor>();

  /** Nothing runs between requests, so what has idled for too long goes when the next one looks. */
  function reap(): void {
    const latest = now() - idleMs;
    for (const [id, { lastUsed, mayIdle }] of open) if (!mayIdle && lastUsed < latest) kill(id);
  }

  function find(id: number): OpenCursor {
    reap();
    const entry = open.get(id);
    if (entry === undefined) throw new MongodError('CursorNotFound', `cursor id ${id} not found`);
    return entry;
  }

  function kill(id: number): boolean {
    open.get(id)?.abort.abort();
    return open.delete(id);
  }

  return {
    open(cursor, options = {}) {
      reap();
      const id = randomInt(1, 2 ** 48 - 1);
      open.set(id, { ...options, cursor, abort: new AbortController(), lastUsed: now() });
      return id;
    },
    get(id, ns, owner) {
      const entry = find(id);
      const { cursor } = entry;
      if (cursor.ns !== ns) {
        throw new MongodError(
          'Unauthorized',
          `Requested getMore on namespace '${ns}', but cursor belongs to '${cursor.ns}'`,
        );
      }
      if (entry.owner !== owner) {
        throw new MongodError('Location50740', `Cannot run getMore on cursor ${id} outside of its transaction`);
      }
      entry.lastUsed = now();
      return cursor;
    },
    killOwned(owner) {
      for (const [id, entry] of [...open]) if (entry.owner === owner) kill(id);
    },
    signal: (id) => find(id).abort.signal,
    kill,
    killAll() {
      for (const id of [...open.keys()]) kill(id);
    },
    count() {
      reap();
      return open.size;
    },
  };
}

/** A cursor over documents that are there already. */
export function listCursor(ns: string, documents: Iterable<Buffer>): Cursor {
  const iterator = documents[Symbol.iterator]();
  let ahead = iterator.next();
  return {
    ns,
    async next({ size }) {
      const batch: Buffer[] = [];
      let bytes = 0;
      while (!ahead.done && batch.length < size && (batch.length === 0 || bytes + ahead.value.length <= maxBsonBytes)) {
        batch.push(ahead.value);
        bytes += ahead.value.length;
        ahead = iterator.next();
      }
      return { documents: batch, isExhausted: ahead.done === true };
    },
  };
}
