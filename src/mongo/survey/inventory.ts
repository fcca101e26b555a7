import { BSON, type Db, type Document, type MongoClient } from 'mongodb';
import { type Element, elements, wrapped } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { textOf } from '../../core/bson/value.ts';
import type { CollectionFacts, IndexFacts, Inventory } from '../../core/facts/inventory.ts';
import { userDatabases } from '../user-databases.ts';
import { inTurns } from './in-turns.ts';
import { onceTogether } from './once-together.ts';
import type { SurveyContext } from './survey.ts';

/**
 * Every namespace of users with its definitions, read as raw BSON: a JavaScript object would put a field called `7` first,
 * and two indexes on other orders of the same fields would look alike. Throws where the user may not see every database.
 */
export const readInventory = onceTogether(inventoryOf);

async function inventoryOf(client: MongoClient, { maxTimeMS, progress }: SurveyContext): Promise<Inventory> {
  const listed = await inTurns(await userDatabases(client), (name) => collectionsOf(client.db(name), maxTimeMS));
  const collections = listed.flat();
  let read = 0;
  return inTurns(collections, async (collection): Promise<CollectionFacts> => {
    const { db, name, type } = collection;
    const indexes = hasIndexes(collection) ? await indexesOf(db, name, maxTimeMS) : [];
    read += 1;
    progress({ what: 'collections', done: read, total: collections.length });
    return { database: db.databaseName, name, type, options: collection.options, indexes };
  });
}

/** Views have none; a time-series collection has those of its buckets, which are the server's own business. */
function hasIndexes({ type, name }: Pick<CollectionFacts, 'type' | 'name'>): boolean {
  return type === 'collection' && !name.startsWith('system.');
}

/** Each with its database, which the driver takes long to make anew. */
async function collectionsOf(db: Db, maxTimeMS: number) {
  const rows = await rawRows(db.listCollections({}, { raw: true, maxTimeMS, batchSize: 1_000 }));
  return rows.map((row) => {
    const parts = new Map([...elements(row)].map((element) => [element.name, element]));
    return {
      db,
      name: textOf(parts.get('name')?.value).text,
      type: parts.has('type') ? textOf(parts.get('type')?.value).text : 'collection',
      options: parts.has('options') ? valuesOf(parts.get('options')?.value, []) : {},
    };
  });
}

async function indexesOf(db: Db, collection: string, maxTimeMS: number): Promise<IndexFacts[]> {
  const rows = await rawRows(db.collection(collection).listIndexes({ raw: true, maxTimeMS, batchSize: 1_000 }));
  return rows.map((row) => {
    const parts = new Map([...elements(row)].map((element) => [element.name, element.value]));
    return {
      name: textOf(parts.get('name')).text,
      key: fieldsOf(parts.get('key')),
      options: valuesOf(row, ['name', 'key', 'v', 'ns', 'background']),
    };
  });
}

async function rawRows(cursor: { toArray(): Promise<Document[]> }): Promise<Uint8Array[]> {
  const rows: unknown[] = await cursor.toArray();
  return rows.filter((row) => row instanceof Uint8Array);
}

function fieldsOf(document: Uint8Array | undefined, without: readonly string[] = []): (readonly [string, string])[] {
  if (document === undefined) return [];
  const wanted = [...elements(document)].filter(({ name }) => !without.includes(name));
  return wanted.map((element) => [element.name, inJson(element)] as const);
}

function valuesOf(document: Uint8Array | undefined, without: readonly string[]): Record<string, string> {
  return Object.fromEntries(fieldsOf(document, without));
}

/**
 * Relaxed, so that numbers of equal value are one: servers report the same option as int32 here and as double there. What
 * indexes are full of is read without the driver, which would take longer than the server.
 */
function inJson({ type, name, value, whole }: Element): string {
  if (type === BsonType.int32) return String(value.readInt32LE());
  if (type === BsonType.boolean) return String(value[0] === 1);
  if (type === BsonType.text) return JSON.stringify(textOf(value).text);
  if (type === BsonType.double && Number.isSafeInteger(value.readDoubleLE())) return String(value.readDoubleLE());
  const { [name]: decoded } = BSON.deserialize(wrapped([whole]), { promoteValues: false });
  return BSON.EJSON.stringify(decoded, { relaxed: true });
}
