import { type AnyBulkWriteOperation, type Collection, type Document, MongoBulkWriteError } from 'mongodb';
import { could, couldNot } from './could-not.ts';
import { exactDocument, idOf } from './exact-bson.ts';
import { codes } from './server-facts.ts';
import type { Transfer } from './transfer.ts';
import { collectionOf, fullName, type UserNamespace } from './user-namespaces.ts';

/** One insert message; MongoDB's own limits are 100,000 documents and 48 MB. */
const batchLimits = { documents: 1_000, bytes: 8 * 1024 * 1024 };

/**
 * Copies what the collection holds, in its natural order. It is not one point in time: what changes meanwhile is in
 * the change stream from before the copy.
 */
export async function copyDocuments(transfer: Transfer, namespace: UserNamespace): Promise<void> {
  const destination = collectionOf(transfer.destination, namespace);
  const write = `write documents of ${fullName(namespace)} to the destination`;
  for await (const { documents, bytes } of batchesOf(collectionOf(transfer.source, namespace))) {
    await could(write, () => insertNew(destination, documents));
    transfer.progress.copied(namespace, documents.length, bytes);
    await transfer.goOn();
  }
}

interface Batch {
  readonly documents: Document[];
  readonly bytes: number;
}

async function* batchesOf(collection: Collection): AsyncGenerator<Batch> {
  let documents: Document[] = [];
  let bytes = 0;
  const options = { raw: true, batchSize: batchLimits.documents, readConcern: 'majority' } as const;
  for await (const raw of told(collection, collection.find({}, options))) {
    if (!(raw instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    documents.push(exactDocument(raw));
    bytes += raw.length;
    if (documents.length < batchLimits.documents && bytes < batchLimits.bytes) continue;
    yield { documents, bytes };
    documents = [];
    bytes = 0;
  }
  if (documents.length > 0) yield { documents, bytes };
}

async function* told({ namespace }: Collection, documents: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* documents;
  } catch (error) {
    throw couldNot(`read documents of ${namespace} from the source`, error);
  }
}

/**
 * A document that was deleted and inserted again during the copy is met twice, and one may have been written to the
 * destination by somebody else: the source's last state is what counts.
 */
async function insertNew(collection: Collection, batch: Document[]): Promise<void> {
  try {
    await collection.insertMany(batch, {
      ordered: false,
      bypassDocumentValidation: true,
      // The driver would give an `_id` to the Map of `exactDocument`, whose `_id` it does not see.
      forceServerObjectId: true,
    });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const refused = [error.writeErrors].flat();
    // None at all where the connection broke, or only the write concern was not met.
    if (refused.length === 0 || !refused.every(({ code }) => code === codes.duplicateKey)) throw error;
    await replaceAll(
      collection,
      refused.flatMap(({ index }) => batch[index] ?? []),
    );
  }
}

async function replaceAll(collection: Collection, documents: readonly Document[]): Promise<void> {
  const writes = documents.map((replacement): AnyBulkWriteOperation => {
    const filter: Document = { _id: { $eq: idOf(replacement) } };
    return { replaceOne: { filter, replacement, upsert: true } };
  });
  await collection.bulkWrite(writes, { ordered: false, bypassDocumentValidation: true });
}
