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

export interface Cursors {
  open(cursor: Cursor): number;
  get(id: number, ns: string): Cursor;
  /** Aborted when the cursor is killed or the server stops. */
  signal(id: number): AbortSignal;
  /** False where there was none. */
  kill(id: number): boolean;
  killAll(): void;
  count(): number;
}

export function createCursors(): Cursors {
  const open = new Map<number, { readonly cursor: Cursor; readonly abort: AbortController }>();

  function find(id: number) {
    const entry = open.get(id);
    if (entry === undefined) throw new MongodError('CursorNotFound', `cursor id ${id} not found`);
    return entry;
  }

  function kill(id: number): boolean {
    open.get(id)?.abort.abort();
    return open.delete(id);
  }

  return {
    open(cursor) {
      const id = randomInt(1, 2 ** 48 - 1);
      open.set(id, { cursor, abort: new AbortController() });
      return id;
    },
    get(id, ns) {
      const { cursor } = find(id);
      if (cursor.ns !== ns) {
        throw new MongodError(
          'Unauthorized',
          `Requested getMore on namespace '${ns}', but cursor belongs to '${cursor.ns}'`,
        );
      }
      return cursor;
    },
    signal: (id) => find(id).abort.signal,
    kill,
    killAll() {
      for (const id of [...open.keys()]) kill(id);
    },
    count: () => open.size,
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
