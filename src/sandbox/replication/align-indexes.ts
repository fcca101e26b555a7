import { type Document, Int32, type MongoClient } from 'mongodb';
import { could } from './could-not.ts';
import { exactBson, exactText } from './exact-bson.ts';
import { codes, hasCode, unless } from './server-facts.ts';
import { beginsWith } from './shard-key.ts';
import type { Transfer } from './transfer.ts';
import { collectionOf, fullName, type UserNamespace } from './user-namespaces.ts';

type Place = Pick<UserNamespace, 'db' | 'name'>;

/** What the destination's TTL indexes say until the commit: nothing expires there by itself (domain notes, C19). */
const never = new Int32(2_147_483_647);

/**
 * Gives the destination the indexes that the source has now, and takes away those that it has no longer.
 *
 * Until the commit none of them is unique or hidden, and none lets documents expire (domain notes, C19 and C20): while
 * changes are applied, two documents may for a moment hold what is unique in the end. Order of fields in `key` is kept,
 * except where a field has a name like `0`, which JavaScript moves to the front.
 */
export async function alignIndexes(transfer: Transfer, place: Place): Promise<void> {
  const [wanted, present] = await Promise.all([
    could(`list the indexes of ${fullName(place)} on the source`, () => indexesOf(transfer.source, place)),
    could(`list the indexes of ${fullName(place)} on the destination`, () => indexesOf(transfer.destination, place)),
  ]);
  const due = wanted.map(provisional);
  const [texts, presentTexts] = [new Set(due.map(indexText)), new Set(present.map(indexText))];
  const shardKey = transfer.shardPlan.get(fullName(place));
  const extra = present.filter((one) => !texts.has(indexText(one)) && !isMadeFor(shardKey, one));
  for (const index of extra) await dropIndex(transfer, place, index);
  const missing = due.filter((one) => !presentTexts.has(indexText(one)));
  if (missing.length > 0) await createIndexes(transfer, place, missing);
}

/** Makes them unique, hidden and expiring as the source has them. Throws where what is there is not unique. */
export async function commitIndexes(transfer: Transfer, place: Place): Promise<void> {
  for (const index of await indexesOf(transfer.source, place)) {
    for (const change of finalChanges(index)) await changeIndex(transfer, place, index, change);
  }
}

/** The supporting index of a shard key stays, whether the source has it or not. */
function isMadeFor(shardKey: Document | undefined, { key }: Document): boolean {
  return shardKey !== undefined && beginsWith(key, shardKey) && beginsWith(shardKey, key);
}

function provisional(index: Document): Document {
  const { unique: _unique, prepareUnique: _prepare, hidden: _hidden, ...kept } = index;
  return kept.expireAfterSeconds === undefined ? kept : { ...kept, expireAfterSeconds: never };
}

/** One `collMod` each: the server takes `unique` only alone, and only after `prepareUnique`. */
function finalChanges({ unique, prepareUnique, hidden, expireAfterSeconds }: Document): Document[] {
  return [
    ...(expireAfterSeconds === undefined ? [] : [{ expireAfterSeconds }]),
    ...(hidden === true ? [{ hidden }] : []),
    ...(unique === true || prepareUnique === true ? [{ prepareUnique: true }] : []),
    ...(unique === true ? [{ unique }] : []),
  ];
}

async function changeIndex(transfer: Transfer, place: Place, index: Document, change: Document): Promise<void> {
  const command = { collMod: place.name, index: { name: index.name, ...change } };
  try {
    await could(`change ${nameOf(place, [index])} on the destination`, () =>
      transfer.destination.db(place.db).command(command),
    );
  } catch (error) {
    if (hasCode(error, codes.duplicateKey, codes.cannotConvertIndexToUnique)) throw notUnique(place, index);
    if (!hasCode(error, ...codes.notKnown)) throw error;
    await rebuild(transfer, place, index);
  }
}

/** For a destination that is not MongoDB and cannot change an index. */
async function rebuild(transfer: Transfer, place: Place, index: Document): Promise<void> {
  await dropIndex(transfer, place, index);
  try {
    await createIndexes(transfer, place, [index]);
  } catch (error) {
    if (hasCode(error, codes.duplicateKey)) throw notUnique(place, index);
    throw error;
  }
}

function notUnique(place: Place, { name }: Document): Error {
  return new Error(
    `Cannot convert the index ${name} of ${fullName(place)} to unique: the destination has several documents with one value. Either somebody else wrote to it, or the source does not keep the index unique as MongoDB does.`,
  );
}

async function dropIndex({ destination }: Transfer, place: Place, { name }: Document): Promise<void> {
  const gone = [codes.indexNotFound, codes.namespaceNotFound];
  await could(`drop ${nameOf(place, [{ name }])} on the destination`, () =>
    unless(gone, () => collectionOf(destination, place).dropIndex(String(name))),
  );
}

async function createIndexes({ destination }: Transfer, place: Place, indexes: Document[]): Promise<void> {
  await could(`create ${nameOf(place, indexes)} on the destination`, () =>
    destination.db(place.db).command({ createIndexes: place.name, indexes }),
  );
}

function nameOf(place: Place, indexes: readonly Document[]): string {
  const names = indexes.map(({ name }) => name).join(', ');
  return `the ${indexes.length === 1 ? 'index' : 'indexes'} ${names} of ${fullName(place)}`;
}

/**
 * Without the index on `_id`, which every collection has, and without what the server adds for itself. The version is 2
 * unless it is said; there are servers that cannot be told.
 */
export async function indexesOf(client: MongoClient, place: Place): Promise<Document[]> {
  const indexes = await listed(client, place);
  return indexes
    .filter(({ name, clustered }) => name !== '_id_' && clustered !== true)
    .map(({ ns: _ns, background: _background, v, ...index }) => (Number(v) === 2 ? index : { v, ...index }));
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
