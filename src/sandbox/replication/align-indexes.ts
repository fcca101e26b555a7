import type { Document, MongoClient } from 'mongodb';
import { exactBson, exactText } from './exact-bson.ts';
import type { Route } from './route.ts';
import { codes, hasCode, unless } from './server-facts.ts';
import { collectionOf, type UserNamespace } from './user-namespaces.ts';

type Place = Pick<UserNamespace, 'db' | 'name'>;

/**
 * Gives the destination the indexes that the source has now, and takes away those that it has no longer.
 *
 * Unique and TTL indexes only at the cutover: while changes are applied, two documents may for a moment hold what is
 * unique in the end, and the destination must not expire anything by itself. Order of fields in `key` is kept, except
 * where a field has a name like `0`, which JavaScript moves to the front.
 */
export async function alignIndexes(route: Route, place: Place, { isFinal }: { isFinal: boolean }): Promise<void> {
  const [wanted, present] = await Promise.all([indexesOf(route.source, place), indexesOf(route.destination, place)]);
  const collection = collectionOf(route.destination, place);
  const due = wanted.filter((index) => isFinal || !isForTheEnd(index));
  const [texts, presentTexts] = [new Set(due.map(indexText)), new Set(present.map(indexText))];
  for (const index of present.filter((one) => !texts.has(indexText(one)))) {
    await unless([codes.indexNotFound, codes.namespaceNotFound], () => collection.dropIndex(String(index.name)));
  }
  const missing = due.filter((one) => !presentTexts.has(indexText(one)));
  if (missing.length > 0) await route.destination.db(place.db).command({ createIndexes: place.name, indexes: missing });
}

function isForTheEnd({ unique, prepareUnique, expireAfterSeconds }: Document): boolean {
  return unique === true || prepareUnique === true || expireAfterSeconds !== undefined;
}

/** Without the index on `_id`, which every collection has, and without what the server adds for itself. */
async function indexesOf(client: MongoClient, place: Place): Promise<Document[]> {
  const indexes = await listed(client, place);
  return indexes
    .filter(({ name, clustered }) => name !== '_id_' && clustered !== true)
    .map(({ ns: _ns, background: _background, ...index }) => index);
}

async function listed(client: MongoClient, place: Place): Promise<Document[]> {
  try {
    return await collectionOf(client, place).listIndexes(exactBson).toArray();
  } catch (error) {
    if (hasCode(error, codes.namespaceNotFound)) return [];
    throw error;
  }
}

/** The order of an index' options means nothing. */
function indexText(index: Document): string {
  return exactText(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1)));
}
