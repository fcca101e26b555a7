import { type Document, type MongoClient, Timestamp } from 'mongodb';
import type { Clock } from '../model/clock.ts';
import type { StreamedChange } from './change.ts';
import type { ChangeBatch, ChangeFeed } from './change-feed.ts';
import { exactBson, readByDriver } from './exact-bson.ts';

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

/**
 * The same changes as a change stream brings, from a server that keeps an oplog and has no change streams. Asked again
 * and again, as not every such server keeps a tailable cursor open.
 */
export function openOplogFeed(source: MongoClient, { start, clock }: { start: Timestamp; clock: Clock }): ChangeFeed {
  let reached = start;

  async function read(): Promise<ChangeBatch> {
    const entries = await entriesSince(source, reached);
    reached = entries.at(-1)?.ts ?? reached;
    const isDrained = entries.length < batchLimits.changes;
    if (entries.length === 0) await clock.sleep(batchLimits.wait);
    return { changes: entries.flatMap(changesOf), isDrained, position: reached.toBigInt() };
  }

  return { read, close: async () => undefined };
}

/** Those after the time. Throws where the entry of that very time is gone, as others may be gone with it. */
async function entriesSince(source: MongoClient, time: Timestamp): Promise<Document[]> {
  const found = oplogOf(source).find({ ts: { $gte: time } }, { ...exactBson, limit: batchLimits.changes + 1 });
  const [first, ...later] = await readByDriver('an entry of the oplog of the source', () => found.toArray());
  if (first?.ts instanceof Timestamp && first.ts.equals(time)) return later;
  throw new Error('The point to follow from may no longer be in the oplog of the source.');
}

const operations: Readonly<Record<string, string>> = { i: 'insert', u: 'update', d: 'delete' };

/** An entry may hold several: a transaction is one `applyOps`. What is neither document nor definition gives none. */
function changesOf(entry: Document): StreamedChange[] {
  const { op, ns, o, o2 } = entry;
  if (op === 'c') return commandChanges(String(ns), o);
  const operationType = operations[String(op)];
  if (operationType === undefined) return [];
  return [{ operationType, ns: placeOf(String(ns)), documentKey: { _id: op === 'u' ? o2._id : o._id } }];
}

function commandChanges(ns: string, command: Document): StreamedChange[] {
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
