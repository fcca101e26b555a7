import { decodeEntry, type OplogEntry } from '../oplog/entry-codec.ts';
import type { Oplog } from '../oplog/oplog.ts';
import { type Catalog, databaseOf } from '../storage/catalog.ts';
import type { Cluster } from './cluster.ts';

/** The entries of one shard in an oplog that all of them share. Positions, limits and waiting are those of the whole. */
export function shardOplog(whole: Oplog, isMine: (entry: OplogEntry) => boolean): Oplog {
  const mine = function* (entries: Iterable<OplogEntry>): Generator<OplogEntry> {
    for (const entry of entries) if (isMine(entry)) yield entry;
  };
  const mineAlone = function* (documents: Iterable<Buffer>): Generator<Buffer> {
    for (const document of documents) if (isMine(decodeEntry(document))) yield document;
  };
  return {
    ...whole,
    after: (ts) => mine(whole.after(ts)),
    documentsAfter: (ts) => mineAlone(whole.documentsAfter(ts)),
    documentsNewestFirst: () => mineAlone(whole.documentsNewestFirst()),
    first: () => mine(whole.after(0n)).next().value ?? whole.first(),
  };
}

/** Whether an entry is one that the shard wrote; `undefined` stands for the config server. Notes are everybody's. */
export function isOfShard(
  cluster: Cluster,
  catalog: Catalog,
  shard: number | undefined,
): (entry: OplogEntry) => boolean {
  return (entry) => {
    if (entry.op === 'n') return true;
    const db = databaseOf(entry.ns);
    if (db === 'config' || db === 'admin') return shard === undefined;
    const collection = catalog.get(entry.ns);
    if (entry.op === 'c' || collection === undefined || collection.type === 'view') {
      return cluster.database(db).primary === shard;
    }
    // The documents of updates and deletes are named by `_id` and shard key.
    const named = entry.op === 'u' ? (entry.o2 ?? entry.o) : entry.o;
    return cluster.ownerOf(collection, named) === shard;
  };
}
