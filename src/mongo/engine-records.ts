import type { Db } from 'mongodb';
import { z } from 'zod';
import type { EngineRecords } from '../core/following/seen-now.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { type LookOptions, withinTime } from './within-time.ts';

const patienceMs = 5_000;
const database = '__mdb_internal_mongosync';

const Coordinator = z.looseObject({ syncPhase: z.string().min(1) });
const Counts = z.array(z.looseObject({ done: z.coerce.number(), total: z.coerce.number() }));

/**
 * What the engine has written down of itself on the destination; `undefined` where that is not there, or has another shape
 * than the one in which MongoDB's own mongosync_insights reads it: `resumeData` with one document `coordinator`, a document of
 * `partitions` for each part of a collection with its `partitionPhase`, and one of `indexCorrection` for each index, whose
 * two counters are equal once it is built (github.com/mongodb/support-tools, migration/mongosync_insights,
 * lib/live_metadata_status.py). It is documented nowhere, and whether a push leaves it readable is not known.
 *
 * Costs a read by `_id` and two sums over small collections: one document per part, one per index.
 * Rejects where the destination does not answer, or does not let this user read it.
 */
export async function readEngineRecords(uri: string, options: LookOptions): Promise<EngineRecords | undefined> {
  return withinTime(uri, { ...options, limitMs: patienceMs }, async (client) => {
    const db = client.db(database);
    const coordinator = await db
      .collection<{ _id: string }>('resumeData')
      .findOne({ _id: 'coordinator' }, { maxTimeMS: patienceMs });
    const read = Coordinator.safeParse(coordinator);
    if (!read.success) return undefined;
    const [partitions, indexes] = await Promise.all([
      counted(db, 'partitions', { $eq: ['$partitionPhase', 'done'] }),
      counted(db, 'indexCorrection', { $eq: ['$shouldCorrectCounter', '$lastCorrectedCounter'] }),
    ]);
    return {
      phase: shortened(harmless(read.data.syncPhase)),
      ...(partitions && { partitions }),
      ...(indexes && { indexes }),
    };
  });
}

/** `undefined` where there are none. */
async function counted(db: Db, name: string, isDone: object): Promise<EngineRecords['partitions']> {
  const sums = { $group: { _id: null, total: { $sum: 1 }, done: { $sum: { $cond: [isDone, 1, 0] } } } };
  const rows = await db.collection(name).aggregate([sums], { maxTimeMS: patienceMs }).toArray();
  const [row] = Counts.parse(rows);
  return row && { done: row.done, total: row.total };
}
