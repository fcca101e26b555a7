import { type Db, type MongoClient, MongoServerError, Timestamp } from 'mongodb';
import { z } from 'zod';
import type { Oplog } from '../../core/facts/health.ts';
import type { Reach } from '../../core/way-back/rollback-window.ts';
import { clusterTimeOf } from '../cluster-time-of.ts';
import type { SurveyContext } from './survey.ts';

type Context = Pick<SurveyContext, 'maxTimeMS' | 'clock' | 'signal'>;

/** Between two looks at the newest entry: long enough for a rate, and not long to wait for. */
const pauseMs = 3_000;

const Entry = z.looseObject({ ts: z.instanceof(Timestamp) });
const Stats = z.looseObject({ size: z.coerce.number(), maxSize: z.coerce.number() });
const Status = z.looseObject({
  oplogTruncation: z.looseObject({ oplogMinRetentionHours: z.coerce.number().optional() }).optional(),
});
const Sums = z.array(z.looseObject({ bytes: z.coerce.number() }));

/** Reads of the oplog the times and sizes of its entries alone. Throws what the server refuses. */
export async function readOplog(client: MongoClient, context: Context): Promise<Oplog> {
  const { maxTimeMS, clock, signal } = context;
  const began = clock.now();
  const { oplog, newest } = await readEnds(client, maxTimeMS);
  await clock.sleep(pauseMs, signal);
  const written = await ifTold(() => bytesAfter(client.db('local'), newest, maxTimeMS));
  const ms = Math.max(1, clock.now().getTime() - began.getTime());
  return { ...oplog, written: written === undefined ? null : { bytes: written, ms } };
}

/** The same with the ends of it, at once: what is written meanwhile is not looked at. */
export async function readReach(client: MongoClient, maxTimeMS: number): Promise<Reach> {
  const { oplog, oldest, newest } = await readEnds(client, maxTimeMS);
  return { ...oplog, oldest: clusterTimeOf(oldest), newest: clusterTimeOf(newest) };
}

async function readEnds(client: MongoClient, maxTimeMS: number) {
  const local = client.db('local');
  const [oldest, newest] = await Promise.all([
    entryAt(local, 'oldest', maxTimeMS),
    entryAt(local, 'newest', maxTimeMS),
  ]);
  const { size, maxSize } = Stats.parse(await local.command({ collStats: 'oplog.rs', maxTimeMS }));
  const minHours = await ifTold(() => minHoursOf(client, maxTimeMS));
  const oplog: Oplog = {
    spanMs: (newest.getHighBitsUnsigned() - oldest.getHighBitsUnsigned()) * 1_000,
    bytes: size,
    maxBytes: maxSize,
    minHours: minHours ?? null,
    written: null,
  };
  return { oplog, oldest, newest };
}

async function entryAt(local: Db, end: 'oldest' | 'newest', maxTimeMS: number): Promise<Timestamp> {
  const options = { sort: { $natural: end === 'oldest' ? 1 : -1 }, projection: { _id: 0, ts: 1 }, maxTimeMS } as const;
  const entry = await local.collection('oplog.rs').findOne({}, options);
  return Entry.parse(entry).ts;
}

/** From 4.4 on; 0 where the size alone decides (manual, serverStatus.oplogTruncation). */
async function minHoursOf(client: MongoClient, maxTimeMS: number): Promise<number | undefined> {
  const status = await client.db('admin').command({ serverStatus: 1, metrics: 0, maxTimeMS });
  return Status.parse(status).oplogTruncation?.oplogMinRetentionHours;
}

/** The server adds up, so that no entry travels. A filter on `ts` begins to read there (manual, "Tailable Cursors"). */
async function bytesAfter(local: Db, ts: Timestamp, maxTimeMS: number): Promise<number> {
  const sum = { $group: { _id: null, bytes: { $sum: { $bsonSize: '$$ROOT' } } } };
  const rows = await local
    .collection('oplog.rs')
    .aggregate([{ $match: { ts: { $gt: ts } } }, sum], { maxTimeMS })
    .toArray();
  return Sums.parse(rows)[0]?.bytes ?? 0;
}

/** What a server does not know, or may not be asked, is not known. */
async function ifTold<Told>(ask: () => Promise<Told>): Promise<Told | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MongoServerError) return undefined;
    throw error;
  }
}
