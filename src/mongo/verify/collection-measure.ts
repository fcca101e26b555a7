import type { Document } from 'mongodb';
import { z } from 'zod';
import { type Identity, identityAt, identityKey } from '../../core/bson/identity.ts';
import type { CollectionMeasure } from '../../core/verification/collection-measure.ts';
import { rawBatches } from './raw-cursor.ts';
import { type Reading, readOn } from './read-on.ts';
import { sendableId } from './sendable-id.ts';
import { startsIn } from './skip-delivered.ts';

/** A bound that is longer would be carried by every command. */
const longestBound = 1_024;
const longestMs = 30 * 60_000;
const batchSize = 1_000;

const hashParts = 1_000_003;

const Counted = z.looseObject({ count: z.coerce.number() });
const Stats = z.looseObject({ storageStats: z.looseObject({ count: z.coerce.number(), size: z.coerce.number() }) });

/** How much is in a namespace, and where it can be taken apart. */
export function collectionMeasure(namespace: string, reading: Reading): CollectionMeasure {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  const signal = reading.signal === undefined ? {} : { signal: reading.signal };
  return {
    async size() {
      // One document for each shard that has some of it (manual, $collStats).
      const pipeline = [{ $collStats: { storageStats: {} } }];
      const total = { documents: 0, bytes: 0 };
      for await (const stats of readOn(reading, never, (client) =>
        client.db(database).collection(collection).aggregate(pipeline),
      )) {
        const { count, size } = Stats.parse(stats).storageStats;
        total.documents += count;
        total.bytes += size;
      }
      return total;
    },
    async count() {
      const pipeline = [{ $group: { _id: null, count: { $sum: 1 } } }];
      const settings = { hint: { _id: 1 }, readConcern: { level: 'majority' }, maxTimeMS: longestMs } as const;
      let count = 0;
      for await (const answer of readOn(reading, never, (client, session) =>
        client
          .db(database)
          .collection(collection)
          .aggregate(pipeline, { ...settings, session }),
      )) {
        count = Counted.parse(answer).count;
      }
      return count;
    },
    async sample(rate, by) {
      // Of the index alone: hint and projection keep the documents unread, and the order is the index's own.
      const command = {
        aggregate: collection,
        pipeline: [{ $match: chosen(rate, by) }, { $sort: { _id: 1 } }, { $project: { _id: 1 } }],
        hint: { _id: 1 },
        maxTimeMS: longestMs,
      };
      const found = new Map<string, Identity>();
      const batches = readOn(reading, never, (client, session) => {
        found.clear();
        return rawBatches(client.db(database), command, { session, batchSize, ...signal });
      });
      for await (const { bytes, start, end } of batches) {
        for (const document of startsIn({ bytes, start, end })) {
          const identity = identityAt(bytes, document);
          if (identity.length <= longestBound && sendableId(identity) !== undefined)
            found.set(identityKey(identity), identity);
        }
      }
      return [...found.values()];
    },
  };
}

/** By a part of the hash, which is even over all of them (`$toHashedIndexKey`, 5.0). */
function chosen(rate: number, by: 'chance' | 'hash'): Document {
  if (by === 'chance') return { $sampleRate: rate };
  const rest = { $abs: { $mod: [{ $toHashedIndexKey: '$_id' }, hashParts] } };
  return { $expr: { $lt: [rest, Math.ceil(rate * hashParts)] } };
}

const never = () => false;
