import type { Document, MongoClient } from 'mongodb';
import type { Flaw, Sample, Sampled } from '../../core/facts/sample.ts';
import { durationText, sizeText } from '../../core/plain-units.ts';
import { flawsIn } from '../document-flaws.ts';
import { inTurns } from './in-turns.ts';
import { paceOf, type Slower } from './slower.ts';
import type { SurveyContext } from './survey.ts';
import { apart, ofOne, type UserCollection, userCollections } from './user-collections.ts';

type Context = Pick<SurveyContext, 'maxTimeMS' | 'clock' | 'signal' | 'progress'>;

/** How much is read at most: of a collection, and of all of them. */
export interface SampleLimits {
  readonly documents: number;
  readonly bytes: number;
  readonly allBytes: number;
  readonly allMs: number;
  /** So large a collection is not read as a whole to take a sample of it. */
  readonly scannedBytes: number;
}

const mebibyte = 1024 ** 2;
const usual: SampleLimits = {
  documents: 1_000,
  bytes: 8 * mebibyte,
  allBytes: 256 * mebibyte,
  allMs: 60_000,
  scannedBytes: 64 * mebibyte,
};

/** So many collections are looked at between two looks at how fast the server is. */
const atOnce = 32;

/**
 * Looks at some documents of each collection as bytes, the largest collections first, on a secondary where there is one.
 * Ends before it has looked at each where it takes long, or where the server becomes slower.
 */
export async function readSample(client: MongoClient, context: SurveyContext, limits = usual): Promise<Sample> {
  const { clock, progress } = context;
  const all = await userCollections(client, context);
  const pace = await paceOf(() => pingMs(client, context));
  const began = clock.now().getTime();
  const read: Sampled[] = [];
  const unread = [...all.unread];
  let bytes = 0;
  let end: string | undefined;
  for (let at = 0; at < all.read.length; at += atOnce) {
    const next = all.read.slice(at, at + atOnce);
    if (end === undefined && at > 0) end = endOf(await pace.look(), clock.now().getTime() - began, bytes, limits);
    if (end !== undefined) {
      for (const { namespace } of next) unread.push({ namespace, reason: end });
      continue;
    }
    const each = apart(
      await inTurns(next, (collection) => ofOne(collection.namespace, () => look(client, collection, context, limits))),
    );
    read.push(...each.read.map(({ sampled }) => sampled));
    unread.push(...each.unread);
    bytes += each.read.reduce((sum, one) => sum + one.bytes, 0);
    progress({ what: 'collections', done: Math.min(at + atOnce, all.read.length), total: all.read.length });
  }
  return { read, unread };
}

/** On the server that the sample is taken from. */
async function pingMs(client: MongoClient, { clock, maxTimeMS }: Context): Promise<number> {
  const began = clock.now().getTime();
  await client.db('admin').command({ ping: 1, maxTimeMS }, { readPreference: 'secondaryPreferred' });
  return clock.now().getTime() - began;
}

function endOf(slower: Slower | undefined, ms: number, bytes: number, limits: SampleLimits): string | undefined {
  if (slower !== undefined)
    return `the server answered in ${slower.nowMs} ms, and in ${slower.beforeMs} ms before the sample, which was ended`;
  if (ms >= limits.allMs) return `the sample was ended after ${durationText(limits.allMs)}`;
  return bytes >= limits.allBytes ? `the sample was ended after ${sizeText(limits.allBytes)}` : undefined;
}

async function look(client: MongoClient, collection: UserCollection, context: Context, limits: SampleLimits) {
  const { database, name, namespace, documents } = collection;
  const counts = new Map<Flaw, number>();
  let [looked, bytes] = [0, 0];
  const options = {
    raw: true,
    maxTimeMS: context.maxTimeMS,
    batchSize: 100,
    readPreference: 'secondaryPreferred',
  } as const;
  for await (const document of client.db(database).collection(name).aggregate(sampling(collection, limits), options)) {
    if (!(document instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    for (const flaw of flawsIn(document)) counts.set(flaw, (counts.get(flaw) ?? 0) + 1);
    looked += 1;
    bytes += document.length;
    if (bytes >= limits.bytes) break;
  }
  return { sampled: { namespace, documents, looked, flaws: Object.fromEntries(counts) }, bytes };
}

/**
 * A sample of up to 5 % is taken by a random cursor; a larger one, or one of less than 100 documents, reads all of the
 * collection and sorts it (manual, $sample).
 */
export function sampling(
  { documents, bytes }: Pick<UserCollection, 'documents' | 'bytes'>,
  limits: Pick<SampleLimits, 'documents' | 'scannedBytes'>,
): Document[] {
  if (documents <= limits.documents) return [{ $limit: limits.documents }];
  const few = Math.floor(documents * 0.04);
  return [{ $sample: { size: bytes <= limits.scannedBytes ? limits.documents : Math.min(limits.documents, few) } }];
}
