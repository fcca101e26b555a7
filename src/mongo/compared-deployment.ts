import type { Collection, MongoClient } from 'mongodb';
import type { ComparedDeployment, DocumentFormat, RawDocument } from '../core/comparison.ts';
import { idDocument, withSortedFields } from '../core/raw-document.ts';
import { idText, idValue } from './id-value.ts';
import { rawBatches, rawByIds, userNamespaces } from './scan.ts';
import { writePosition } from './user-writes.ts';

/** A deployment behind a connected client, for comparing; reads what a majority has. */
export function comparedDeployment(client: MongoClient): ComparedDeployment {
  const collection = (namespace: string): Collection => {
    const dot = namespace.indexOf('.');
    return client.db(namespace.slice(0, dot)).collection(namespace.slice(dot + 1), { readConcern: 'majority' });
  };
  return {
    position: () => writePosition(client),
    estimate: (namespace) => collection(namespace).estimatedDocumentCount(),
    namespaces: () => userNamespaces(client),
    count: (namespace) => collection(namespace).countDocuments(),
    async *batches(namespace) {
      for await (const batch of rawBatches(collection(namespace))) yield batch.map(identified);
    },
    find: async (namespace, identities) =>
      (await rawByIds(collection(namespace), identities.map(idValue))).map(identified),
  };
}

export const bsonFormat: DocumentFormat = {
  sameButForOrder: (source, destination) =>
    Buffer.compare(withSortedFields(source), withSortedFields(destination)) === 0,
  identityText: idText,
};

function identified(bytes: Uint8Array): RawDocument {
  return { identity: idDocument(bytes) ?? new Uint8Array(0), bytes };
}
