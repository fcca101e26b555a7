import { BSON, type MongoClient } from 'mongodb';
import { elements, wrapped } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import type { IdOrder } from '../../core/facts/sample.ts';
import type { FactValues } from '../../core/facts.ts';
import { inTurns } from './in-turns.ts';
import type { SurveyContext } from './survey.ts';
import { apart, ofOne, type UserCollection, userCollections } from './user-collections.ts';

/** From so many bytes on the engine (mongosync 1.18) looks at the order itself (mongosync docs, release notes and start). */
const largeBytes = 20 * 1024 ** 3;
/** Of each end of a collection. */
const looked = 500;

/** Whether a large collection keeps its documents in the order of their `_id`: those at both of its ends. */
export async function readIds(
  client: MongoClient,
  context: SurveyContext,
  large = largeBytes,
): Promise<FactValues['sourceIds']> {
  const { read, unread } = await userCollections(client, context);
  const each = await inTurns(
    read.filter(({ bytes }) => bytes >= large),
    (collection) => ofOne(collection.namespace, () => orderOf(client, collection, context)),
  );
  const found = apart(each);
  return { read: found.read, unread: [...unread, ...found.unread] };
}

async function orderOf(
  client: MongoClient,
  collection: UserCollection,
  { maxTimeMS }: SurveyContext,
): Promise<IdOrder> {
  const { database, name, namespace, bytes } = collection;
  const documents = client.db(database).collection(name);
  const end = async (direction: 1 | -1) => {
    const sort = { $natural: direction };
    const options = { projection: { _id: 1 }, sort, limit: looked, raw: true, maxTimeMS } as const;
    const rows: unknown[] = await documents.find({}, { ...options, readPreference: 'secondaryPreferred' }).toArray();
    const ids = rows.flatMap((row) => (row instanceof Uint8Array ? idOf(row) : []));
    return direction === 1 ? ids : ids.reverse();
  };
  const ends = [await end(1), await end(-1)];
  const pairs = ends.flatMap((ids) => ids.slice(1).map((id, at) => [ids[at], id] as const));
  const compared = pairs.flatMap(([before, id]) => (before === undefined ? [] : (inOrder(before, id) ?? [])));
  return {
    namespace,
    bytes,
    types: byFrequency(ends.flat().map(({ type }) => type)),
    compared: compared.length,
    ascending: compared.filter(Boolean).length,
  };
}

interface Id {
  readonly type: string;
  readonly bytes: Buffer;
  /** Of a number or a date. */
  readonly number?: number;
}

/** What is of none of these types is called `other` and not compared. */
const typeNames: Readonly<Record<number, string>> = {
  [BsonType.double]: 'number',
  [BsonType.text]: 'string',
  [BsonType.binary]: 'binary',
  [BsonType.objectId]: 'objectId',
  [BsonType.date]: 'date',
  [BsonType.int32]: 'number',
  [BsonType.int64]: 'number',
};

function idOf(row: Uint8Array): Id[] {
  const [id] = [...elements(row)].filter(({ name }) => name === '_id');
  if (id === undefined) return [];
  const bytes = Buffer.from(id.value);
  const type = typeNames[id.type] ?? 'other';
  // Binary data: length, subtype, bytes; 3 and 4 are UUIDs.
  if (type === 'binary') return [{ type: [3, 4].includes(bytes[4] ?? 0) ? 'UUID' : type, bytes: bytes.subarray(5) }];
  if (type !== 'number' && type !== 'date') return [{ type, bytes: type === 'string' ? bytes.subarray(4) : bytes }];
  const value: unknown = Object.values(BSON.deserialize(wrapped([id.whole])))[0];
  return [{ type, bytes, number: value instanceof Date ? value.getTime() : Number(value) }];
}

/** Whether the second is the larger one; only those of one type are compared. */
function inOrder(before: Id, id: Id): boolean | undefined {
  if (before.type !== id.type || id.type === 'other') return undefined;
  if (before.number !== undefined && id.number !== undefined) return id.number > before.number;
  return Buffer.compare(id.bytes, before.bytes) > 0;
}

function byFrequency(types: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([type]) => type);
}
