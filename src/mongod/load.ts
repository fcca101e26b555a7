import type { Server } from './server.ts';
import { collectionForWrite } from './storage/writes.ts';

/** What `Mongod.load` does. */
export function load(server: Server, namespace: string, documents: Iterable<Buffer>): void {
  const collection = collectionForWrite(server, namespace);
  for (const document of documents) collection.insert(document);
}
