import { type Collection, type Document, MongoBulkWriteError } from 'mongodb';
import { exactDocument } from './exact-bson.ts';
import type { Route } from './route.ts';
import { collectionOf, type UserNamespace } from './user-namespaces.ts';

/** One insert message; MongoDB's own limits are 100,000 documents and 48 MB. */
const batchLimits = { documents: 1_000, bytes: 8 * 1024 * 1024 };

const duplicateKey = 11000;

/**
 * Copies what the collection holds, in its natural order. It is not one point in time: what changes meanwhile is in
 * the change stream from before the copy.
 */
export async function copyDocuments(route: Route, namespace: UserNamespace): Promise<void> {
  const destination = collectionOf(route.destination, namespace);
  for await (const batch of batchesOf(collectionOf(route.source, namespace))) {
    route.signal.throwIfAborted();
    await insertNew(destination, batch);
    route.onCopied(batch.length);
  }
}

async function* batchesOf(collection: Collection): AsyncGenerator<Document[]> {
  let batch: Document[] = [];
  let bytes = 0;
  const options = { raw: true, batchSize: batchLimits.documents, readConcern: 'majority' } as const;
  for await (const raw of collection.find({}, options)) {
    if (!(raw instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    batch.push(exactDocument(raw));
    bytes += raw.length;
    if (batch.length < batchLimits.documents && bytes < batchLimits.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** A document that was deleted and inserted again during the copy is met twice; the change stream brings its last state. */
async function insertNew(collection: Collection, batch: Document[]): Promise<void> {
  try {
    await collection.insertMany(batch, {
      ordered: false,
      bypassDocumentValidation: true,
      // The driver would give an `_id` to the Map of `exactDocument`, whose `_id` it does not see.
      forceServerObjectId: true,
    });
  } catch (error) {
    const isMetTwice =
      error instanceof MongoBulkWriteError && [error.writeErrors].flat().every(({ code }) => code === duplicateKey);
    if (!isMetTwice) throw error;
  }
}
