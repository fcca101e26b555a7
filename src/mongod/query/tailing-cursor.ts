import { fieldOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import type { Server } from '../server.ts';
import { within } from '../waiting.ts';
import { conditionsByPath } from './bounds.ts';
import { type Batch, type BatchRequest, type Cursor, maxBsonBytes } from './cursors.ts';
import { compileFilter, type FilterOptions } from './match.ts';

interface Reader {
  /** The next document in natural order, `undefined` where there is none yet. */
  next(): Buffer | undefined;
  /** Nothing can follow: a cursor that found an empty collection is dead from the start. */
  isDead(): boolean;
}

export interface Tailing extends FilterOptions {
  readonly filter: Buffer;
  readonly waits: boolean;
  /** How many of the documents that fit are passed over first. */
  readonly skip: number;
  /** After how many the cursor is done; never where it is 0. */
  readonly limit: number;
}

/** A cursor that stays open at the end of a capped collection or of the oplog; `undefined` for any other namespace. */
export function tailingCursor(server: Server, ns: string, tailing: Tailing): Cursor | undefined {
  const { filter, waits, order, variables = {} } = tailing;
  const reader = ns === oplogNamespace ? oplogReader(server, filter) : cappedReader(server, ns);
  if (reader === undefined) return undefined;
  const fits = compileFilter(filter, { order, variables });
  let toSkip = tailing.skip;
  let left = tailing.limit === 0 ? Number.POSITIVE_INFINITY : tailing.limit;
  const isOver = () => left === 0 || reader?.isDead() === true;

  function collect(size: number): Buffer[] {
    const documents: Buffer[] = [];
    let bytes = 0;
    while (documents.length < Math.min(size, left) && bytes < maxBsonBytes / 2) {
      const document = reader?.next();
      if (document === undefined) break;
      if (!fits(document)) continue;
      toSkip -= 1;
      if (toSkip >= 0) continue;
      documents.push(document);
      bytes += document.length;
    }
    left -= documents.length;
    return documents;
  }

  async function next({ size, waitMs, signals }: BatchRequest): Promise<Batch> {
    let documents = collect(size);
    if (documents.length === 0 && waits && waitMs > 0 && !isOver()) {
      await within(waitMs, signals, async (deadline) => {
        while (documents.length === 0 && !deadline.aborted) {
          await server.oplog.waitForWrite(deadline);
          documents = collect(size);
        }
      });
    }
    return { documents, isExhausted: isOver() };
  }

  return { ns, next };
}

function oplogReader(server: Server, filter: Buffer): Reader {
  let position = oplogStart(filter);
  return {
    next() {
      if (position > 0n && server.oplog.droppedTs() > position) throw positionLost(oplogNamespace);
      for (const document of server.oplog.documentsAfter(position)) {
        position = fieldOf(document, 'ts')?.bytes.readBigUInt64LE(0) ?? position;
        return document;
      }
      return undefined;
    },
    isDead: () => false,
  };
}

/** The timestamp behind which a query on the oplog has to begin, from its conditions on `ts`. */
export function oplogStart(filter: Buffer): bigint {
  const starts = (conditionsByPath(filter).get('ts') ?? []).flatMap((condition) => {
    if (condition.type !== Type.document) return [];
    const [above, from] = [fieldOf(condition.bytes, '$gt'), fieldOf(condition.bytes, '$gte')];
    return [...timestamp(above), ...timestamp(from).map((ts) => ts - 1n)];
  });
  return starts.reduce((latest, ts) => (ts > latest ? ts : latest), 0n);
}

function timestamp(value: RawValue | undefined): bigint[] {
  return value?.type === Type.timestamp ? [value.bytes.readBigUInt64LE(0)] : [];
}

function cappedReader(server: Server, ns: string): Reader | undefined {
  const collection = server.catalog.get(ns);
  if (collection === undefined || collection.type === 'view' || collection.capped === undefined) return undefined;
  const wasEmpty = collection.count() === 0;
  let last: string | undefined;
  let pending: string[] = [];

  /** What stands behind the last document that was read, in one walk for a whole batch. */
  function ahead(): string[] {
    const keys = [...collectionKeys()];
    if (last === undefined) return keys;
    const at = keys.indexOf(last);
    if (at < 0) throw positionLost(ns);
    return keys.slice(at + 1);
  }

  function collectionKeys(): Iterable<string> {
    const now = server.catalog.get(ns);
    if (now === collection && now !== undefined && now.type !== 'view') return now.keys();
    throw new MongodError('QueryPlanKilled', `collection dropped between getMore calls: ${ns}`);
  }

  return {
    next() {
      if (pending.length === 0) pending = ahead().reverse();
      const idKey = pending.pop();
      if (idKey === undefined) return undefined;
      last = idKey;
      const entry = server.catalog.get(ns);
      return entry === undefined || entry.type === 'view' ? undefined : entry.get(idKey);
    },
    isDead: () => wasEmpty,
  };
}

function positionLost(ns: string): MongodError {
  return new MongodError('CappedPositionLost', `CollectionScan died due to position in capped ${ns} being deleted`);
}
