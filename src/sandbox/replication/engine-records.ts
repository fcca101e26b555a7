import { type AnyBulkWriteOperation, type Db, type Document, type MongoClient, Timestamp, UUID } from 'mongodb';
import { indexesOf } from './align-indexes.ts';
import type { MigrationRun } from './migration-run.ts';

const database = '__mdb_internal_mongosync';

/** How often what has changed is written down, in ms. */
const writeEvery = 250;

/** mongosync's words for what it is at; the others are this engine's own. */
const phases = new Set(['initializing collections and indexes', 'collection copy', 'change event application']);

/**
 * Keeps on the destination what mongosync keeps there of itself, in the shape in which mongosync_insights reads it
 * (github.com/mongodb/support-tools, migration/mongosync_insights, lib/live_metadata_status.py): `resumeData`, `globalState`,
 * `partitions` and `indexCorrection`. Here a collection is one partition. What cannot be written is in nobody's way.
 */
export function keepRecords(run: MigrationRun): { end(): Promise<void> } {
  const ending = new AbortController();
  const signal = AbortSignal.any([run.signal, ending.signal]);
  const records = recordsOf(run);
  const keep = async () => {
    while (!signal.aborted) {
      await records.write().catch(() => undefined);
      await run.clock.sleep(writeEvery, signal).catch(() => undefined);
    }
  };
  const kept = keep();
  return {
    end: async () => {
      ending.abort();
      await kept;
    },
  };
}

/** A migration that is complete leaves none of it. */
export async function forgetRecords({ destination }: Pick<MigrationRun, 'destination'>): Promise<void> {
  await destination
    .db(database)
    .dropDatabase()
    .catch(() => undefined);
}

function recordsOf({ source, destination, state, clock }: MigrationRun) {
  const db = destination.db(database);
  const transitions: { phase: string; ts: Timestamp }[] = [];
  const ids = new Map<string, UUID>();
  const written = new Map<string, string>();
  /** Once for each state of it. */
  const once = async (name: string, value: unknown, write: () => Promise<unknown>) => {
    const text = JSON.stringify(value);
    if (written.get(name) === text) return;
    await write();
    written.set(name, text);
  };
  const coordinator = async () => {
    const last = transitions.at(-1)?.phase;
    const phase = phases.has(state.info) ? state.info : (last ?? 'uninitialized');
    if (phase !== last) transitions.push({ phase, ts: secondsOf(clock.now()) });
    const document = { state: 'RUNNING', syncPhase: phase, phaseTransitions: transitions };
    await once('resumeData', phase, () => replace(db, 'resumeData', [{ _id: 'coordinator', ...document }]));
    await once('globalState', true, () =>
      replace(db, 'globalState', [{ _id: 'globalState', buildIndexes: 'afterDataCopy' }]),
    );
  };
  return {
    write: async () => {
      await coordinator();
      for (const { namespace, bytes, bytesCopied, state: at } of state.progress.collections()) {
        const id = ids.get(namespace) ?? new UUID();
        ids.set(namespace, id);
        const [name, ...rest] = namespace.split('.');
        const place = { db: name ?? '', coll: rest.join('.') };
        const partition = { partitionPhase: partitionPhases[at], copiedByteCount: bytesCopied, totalByteCount: bytes };
        await once(`partition ${namespace}`, partition, () =>
          replace(db, 'partitions', [{ _id: { srcUUID: id }, namespace: place, ...partition }]),
        );
        if (at !== 'building-indexes' && at !== 'copied') continue;
        await once(`indexes ${namespace}`, at, async () =>
          replace(db, 'indexCorrection', await corrections(source, place, id, at === 'copied')),
        );
      }
    },
  };
}

const partitionPhases = { waiting: 'not started', copying: 'in progress', 'building-indexes': 'done', copied: 'done' };

/** One that is built has been corrected as often as it should. */
async function corrections(
  source: MongoClient,
  { db, coll }: { readonly db: string; readonly coll: string },
  collUUID: UUID,
  isBuilt: boolean,
): Promise<Document[]> {
  const indexes = await indexesOf(source, { db, name: coll });
  return indexes.map(({ name }) => ({
    _id: { collUUID, indexName: name },
    shouldCorrectCounter: 1,
    lastCorrectedCounter: isBuilt ? 1 : 0,
  }));
}

async function replace(db: Db, collection: string, documents: readonly Document[]): Promise<void> {
  if (documents.length === 0) return;
  const writes = documents.map(
    ({ _id, ...rest }): AnyBulkWriteOperation => ({
      replaceOne: { filter: { _id }, replacement: rest, upsert: true },
    }),
  );
  await db.collection(collection).bulkWrite(writes);
}

function secondsOf(time: Date): Timestamp {
  return Timestamp.fromBits(1, Math.floor(time.getTime() / 1_000));
}
