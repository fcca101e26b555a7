import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import { identityIn } from '../../core/bson/identity.ts';
import type { FactValues } from '../../core/facts.ts';
import { idValue } from '../id-value.ts';
import { saysRouter } from '../says-router.ts';
import { inTurns } from './in-turns.ts';
import { sampling } from './sample.ts';
import type { SurveyContext } from './survey.ts';
import { apart, ofOne, type UserCollection, userCollections } from './user-collections.ts';

/** So many `_id`s of a collection are looked for on all shards. */
const limits = { documents: 500, scannedBytes: 0 };

const Keys = z.array(
  z.looseObject({
    _id: z.string(),
    key: z.record(z.string(), z.unknown()).default({}),
    dropped: z.boolean().default(false),
    unsplittable: z.boolean().default(false),
  }),
);

/**
 * Looks for `_id`s of a sample on all shards: a mongos that is not told the shard key asks each, and leaves out what a
 * shard only keeps from a move. A collection that is sharded by its `_id` alone cannot have one twice.
 */
export async function readSharedIds(
  client: MongoClient,
  context: SurveyContext,
): Promise<FactValues['sourceSharedIds']> {
  if (!(await saysRouter(client))) return { read: [], unread: [] };
  const { maxTimeMS } = context;
  const projection = { key: 1, dropped: 1, unsplittable: 1 };
  const rows = Keys.parse(
    await client.db('config').collection('collections').find({}, { projection, maxTimeMS }).toArray(),
  );
  const keys = new Map(
    rows.filter((row) => !row.dropped && !row.unsplittable).map(({ _id, key }) => [_id, Object.keys(key)]),
  );
  const { read, unread } = await userCollections(client, context);
  const sharded = read.filter(({ namespace }) => keys.get(namespace)?.some((field) => field !== '_id') ?? false);
  const each = await inTurns(sharded, (collection) =>
    ofOne(collection.namespace, () => lookFor(client, collection, maxTimeMS)),
  );
  const found = apart(each);
  return { read: found.read, unread: [...unread, ...found.unread] };
}

async function lookFor(client: MongoClient, collection: UserCollection, maxTimeMS: number) {
  const { database, name, namespace, documents } = collection;
  const options = { raw: true, maxTimeMS, readPreference: 'secondaryPreferred' } as const;
  // "available", which was the default on secondaries before 5.0, gives what is left of moves as well (manual, read concern).
  const place = client.db(database).collection(name, { readConcern: 'local' });
  const sample = [...sampling(collection, limits), { $project: { _id: 1 } }];
  const ids = new Map(idsIn(await place.aggregate(sample, options).toArray()));
  const filter: Document = { _id: { $in: [...ids.values()] } };
  const found = await place.find(filter, { ...options, projection: { _id: 1 } }).toArray();
  return { namespace, documents, looked: ids.size, shared: repeated(found) };
}

/** How many `_id`s are there more than once. */
export function repeated(rows: readonly unknown[]): number {
  const times = new Map<string, number>();
  for (const [bytes] of idsIn(rows)) times.set(bytes, (times.get(bytes) ?? 0) + 1);
  return [...times.values()].filter((count) => count > 1).length;
}

/** With their bytes, by which they are told apart. */
function idsIn(rows: readonly unknown[]): (readonly [bytes: string, value: unknown])[] {
  const documents = rows.flatMap((row) => (row instanceof Uint8Array ? (identityIn(row) ?? []) : []));
  return documents.map((id) => [Buffer.from(id).toString('latin1'), idValue(id)]);
}
