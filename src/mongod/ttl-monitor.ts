import { asDocument, plainDoc, rawDoc, rawOf } from './bson/raw.ts';
import { settingOf } from './commands/parameters.ts';
import { MongodError } from './mongod-error.ts';
import { compileFilter, type Filter } from './query/match.ts';
import type { Server } from './server.ts';
import type { Collection } from './storage/collection.ts';
import type { Index } from './storage/collection-index.ts';
import { deleteDocument } from './storage/writes.ts';
import { HeldByTransaction } from './transactions/transactions.ts';
import { aborted, within } from './waiting.ts';

/** How often the clock, which may be put forward, is looked at. */
const lookMs = 250;
/** So many documents are looked at before others have their turn. */
const slice = 1000;

/** What makes documents of a collection expire. */
interface Rule {
  readonly collection: Collection;
  readonly isDue: Filter;
  /** False once the index or the option is another. */
  stands(): boolean;
}

/**
 * Deletes what is due by the server's clock, once in `ttlMonitorSleepSecs`, as the monitor of a member does
 * (mongodb/mongo, src/mongo/db/ttl/ttl.cpp; a mongos has none). Answers what stops it. Until then it keeps no process
 * alive.
 */
export function startTtlMonitor(server: Server): () => void {
  const stopped = new AbortController();
  if (server.node.kind !== 'mongos') void monitor(server, stopped.signal);
  return () => stopped.abort();
}

async function monitor(server: Server, stopped: AbortSignal): Promise<void> {
  let last = server.now();
  for (;;) {
    await within(lookMs, [stopped], aborted);
    if (stopped.aborted) return;
    if (server.now() - last < Number(settingOf(server, 'ttlMonitorSleepSecs')) * 1000) continue;
    if (settingOf(server, 'ttlMonitorEnabled') === true) await pass(server, stopped);
    last = server.now();
  }
}

async function pass(server: Server, stopped: AbortSignal): Promise<void> {
  const rules = [...server.catalog.all()].flatMap((entry) =>
    entry.type === 'collection' ? rulesOf(server, entry) : [],
  );
  for (const rule of rules) await expire(server, rule, stopped);
  server.metrics.ttl.passes += 1;
}

function rulesOf(server: Server, collection: Collection): Rule[] {
  const rules = [...collection.indexes.values()].flatMap((index) => indexRule(server, collection, index) ?? []);
  const clustered = clusteredRule(server, collection);
  return clustered === undefined ? rules : [...rules, clustered];
}

/** Hashed, text, geo and wildcard indexes let nothing expire. */
function indexRule(server: Server, collection: Collection, index: Index): Rule | undefined {
  const { columns, partial, order } = index;
  const [column] = columns;
  const seconds: unknown = plainDoc(index.spec).expireAfterSeconds;
  if (seconds === undefined || column === undefined || !index.isSearchable || column.isHashed) return undefined;
  // Of an array the earliest date counts; what is no date never comes before one.
  const isOld = compileFilter(rawDoc({ [column.path]: rawOf({ $lte: dueDate(server, seconds) }) }));
  const belongs = partial === undefined ? () => true : compileFilter(partial, { order });
  return {
    collection,
    isDue: (document) => isOld(document) && belongs(document),
    stands: () => collection.indexes.get(index.name) === index,
  };
}

/** A clustered collection's documents expire by a date in `_id`; the scan begins at 1970. */
function clusteredRule(server: Server, collection: Collection): Rule | undefined {
  const { options } = collection;
  const { clusteredIndex, expireAfterSeconds: seconds } = plainDoc(options);
  if (clusteredIndex === undefined || typeof seconds !== 'number') return undefined;
  const range = { $gte: new Date(0), $lte: dueDate(server, seconds) };
  return {
    collection,
    isDue: compileFilter(rawDoc({ _id: asDocument(rawOf(range).bytes) })),
    stands: () => collection.options === options,
  };
}

function dueDate(server: Server, seconds: unknown): Date {
  return new Date(server.now() - Math.trunc(Number(seconds)) * 1000);
}

/** Ordinary deletes. What a transaction holds is left for the next pass; nothing is deleted while writes are blocked. */
async function expire(server: Server, { collection, isDue, stands }: Rule, stopped: AbortSignal): Promise<void> {
  const isThere = () => {
    const entry = server.catalog.get(collection.ns);
    return entry !== undefined && entry.type !== 'view' && entry.uuid.equals(collection.uuid) && stands();
  };
  let looked = 0;
  for (const idKey of collection.keys()) {
    if (looked % slice === 0 && looked > 0) await within(1, [stopped], aborted);
    if (looked % slice === 0 && (stopped.aborted || server.writeBlock.isOn || !isThere())) return;
    looked += 1;
    const document = collection.get(idKey);
    if (document !== undefined && isDue(document) && removed(server, collection, idKey, document)) {
      server.metrics.ttl.deletedDocuments += 1;
    }
  }
}

function removed(server: Server, collection: Collection, idKey: string, document: Buffer): boolean {
  try {
    deleteDocument(server, collection, idKey, document);
    return true;
  } catch (error) {
    if (error instanceof HeldByTransaction || error instanceof MongodError) return false;
    throw error;
  }
}
