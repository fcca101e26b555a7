import { BSON, type Document, type FindCursor, type MongoClient, Timestamp } from 'mongodb';
import type { Change } from './change.ts';
import type { ChangeBatch, ChangeFeed } from './change-feed.ts';
import { exactBson } from './exact-bson.ts';

/** Entries of one batch, and ms to wait for more of them. */
const batchLimits = { changes: 1_000, wait: 100 };

export function oplogOf(client: MongoClient) {
  return client.db('local').collection('oplog.rs');
}

/** The time of the oplog's newest entry; `undefined` where there is no oplog, or nothing in it. */
export async function newestEntry(client: MongoClient): Promise<Timestamp | undefined> {
  const [name] = await client.db('local').listCollections({ name: 'oplog.rs' }, { nameOnly: true }).toArray();
  if (name === undefined) return undefined;
  const [entry] = await oplogOf(client).find().sort({ $natural: -1 }).limit(1).toArray();
  return entry?.ts instanceof Timestamp ? entry.ts : undefined;
}

/** The same changes as a change stream brings, from a server that keeps an oplog and has no change streams. */
export function openOplogFeed(client: MongoClient, start: Timestamp): ChangeFeed {
  const cursor = oplogOf(client).find(
    { ts: { $gte: start } },
    { tailable: true, awaitData: true, maxAwaitTimeMS: batchLimits.wait, raw: true },
  );
  let position: bigint | undefined;

  async function read(): Promise<ChangeBatch> {
    const changes: Change[] = [];
    while (changes.length < batchLimits.changes) {
      const entry = await nextOf(cursor);
      if (entry === undefined) return { changes, isDrained: true, position };
      const isFirst = position === undefined;
      position = timeOf(entry);
      if (isFirst && position > start.toBigInt()) throw rolledOver();
      changes.push(...changesOf(entry));
    }
    return { changes, isDrained: false, position };
  }

  return { read, close: () => cursor.close() };
}

async function nextOf(cursor: FindCursor): Promise<Document | undefined> {
  const raw: unknown = await cursor.tryNext();
  if (raw === null) {
    if (cursor.closed) throw rolledOver();
    return undefined;
  }
  if (!(raw instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
  return BSON.deserialize(raw, exactBson);
}

function timeOf({ ts }: Document): bigint {
  return ts instanceof Timestamp ? ts.toBigInt() : 0n;
}

function rolledOver(): Error {
  return new Error('The point to follow from may no longer be in the oplog of the source.');
}

const operations: Readonly<Record<string, string>> = { i: 'insert', u: 'update', d: 'delete' };

/** An entry may hold several: a transaction is one `applyOps`. What is neither document nor definition gives none. */
function changesOf(entry: Document): Change[] {
  const { op, ns, o, o2 } = entry;
  if (op === 'c') return commandChanges(String(ns), o);
  const operationType = operations[String(op)];
  if (operationType === undefined) return [];
  return [{ operationType, ns: placeOf(String(ns)), documentKey: { _id: op === 'u' ? o2._id : o._id } }];
}

function commandChanges(ns: string, command: Document): Change[] {
  const [name = '', target] = Object.entries(command)[0] ?? [];
  const { db } = placeOf(ns);
  if (name === 'applyOps' && Array.isArray(target)) return target.flatMap(changesOf);
  if (name === 'dropDatabase') return [{ operationType: name, ns: { db } }];
  if (name === 'renameCollection') {
    return [{ operationType: 'rename', ns: placeOf(String(target)), to: placeOf(String(command.to)) }];
  }
  return [{ operationType: name, ns: { db, coll: String(target) } }];
}

function placeOf(ns: string): { db: string; coll: string } {
  const dot = ns.indexOf('.');
  return { db: ns.slice(0, dot), coll: ns.slice(dot + 1) };
}
