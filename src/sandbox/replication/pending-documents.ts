import { type AnyBulkWriteOperation, BSON, type Collection, type Document } from 'mongodb';
import { could } from './could-not.ts';
import { exactDocument, exactText, idOf } from './exact-bson.ts';
import type { Transfer } from './transfer.ts';
import { collectionOf, fullName } from './user-namespaces.ts';

interface Pending {
  readonly id: unknown;
  readonly isDeleted: boolean;
}

/** The documents of one collection that changed, in the order in which the destination must change them. */
export type PendingDocuments = Map<string, Pending>;

/** Of several changes to a document only the last counts. A capped collection needs the place of the first insert. */
export function note(pending: PendingDocuments, id: unknown, isDeleted: boolean): void {
  const key = exactText(id);
  const before = pending.get(key);
  if (before !== undefined && before.isDeleted !== isDeleted) pending.delete(key);
  pending.set(key, { id, isDeleted });
}

/**
 * Brings the documents to the state that the source has now. That may be later than the events; their successors are
 * still to come and find it done. One that is gone meanwhile is left alone: what took it away is an event, too.
 */
export async function applyPending(
  transfer: Transfer,
  place: { db: string; name: string },
  pending: PendingDocuments,
): Promise<void> {
  for (const { id, isDeleted } of pending.values()) {
    if (hasUnknownOrder(id))
      await expectThere(collectionOf(isDeleted ? transfer.destination : transfer.source, place), id);
  }
  const changed = [...pending.values()].filter(({ isDeleted }) => !isDeleted).map(({ id }) => id);
  const current =
    changed.length === 0
      ? new Map()
      : await could(`read changed documents of ${fullName(place)} from the source`, () =>
          currentDocuments(collectionOf(transfer.source, place), changed),
        );
  const isSharded = transfer.shardPlan.has(fullName(place));
  const writes = [...pending].flatMap(([key, { id, isDeleted }]): AnyBulkWriteOperation[] => {
    const filter: Document = { _id: { $eq: id } };
    if (isDeleted) return [{ deleteOne: { filter } }];
    const document = current.get(key);
    if (document === undefined) return [];
    // A mongos replaces only where the filter has the shard key, and that may have changed.
    if (isSharded) return [{ deleteMany: { filter } }, { insertOne: { document } }];
    return [{ replaceOne: { filter, replacement: document, upsert: true } }];
  });
  if (writes.length === 0) return;
  // The driver would give an `_id` to the Map of `exactDocument`, whose `_id` it does not see.
  const options = { ordered: true, bypassDocumentValidation: true, forceServerObjectId: true };
  await could(`write changes of ${fullName(place)} to the destination`, () =>
    collectionOf(transfer.destination, place).bulkWrite(writes, options),
  );
}

async function currentDocuments(collection: Collection, ids: readonly unknown[]): Promise<Map<string, Document>> {
  const filter: Document = { _id: { $in: ids } };
  const found = collection.find(filter, { raw: true, batchSize: ids.length + 1, readConcern: 'majority' });
  const documents = new Map<string, Document>();
  for await (const raw of found) {
    if (!(raw instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    const document = exactDocument(raw);
    documents.set(exactText(idOf(document)), document);
  }
  return documents;
}

/**
 * Whether a document within the `_id` has a name like `7` beside others. The driver decodes change events to objects,
 * which hold such names first; where the server has them in another order, the `_id` finds nothing.
 */
function hasUnknownOrder(id: unknown): boolean {
  if (typeof id !== 'object' || id === null || '_bsontype' in id) return false;
  const names = Array.isArray(id) ? [] : Object.keys(id);
  return (names.length > 1 && names.some((name) => /^\d+$/.test(name))) || Object.values(id).some(hasUnknownOrder);
}

/** Rather an error than a change that is silently lost. */
async function expectThere(collection: Collection, id: unknown): Promise<void> {
  const filter: Document = { _id: { $eq: id } };
  if ((await collection.findOne(filter, { raw: true })) !== null) return;
  const text = BSON.EJSON.stringify({ _id: id });
  throw new Error(`The change of ${text} cannot be followed: fields of its _id are named like numbers, out of order.`);
}
