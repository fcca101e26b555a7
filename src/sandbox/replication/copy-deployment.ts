import { alignIndexes } from './align-indexes.ts';
import { createNamespace } from './align-namespace.ts';
import { copyDocuments } from './copy-documents.ts';
import { could } from './could-not.ts';
import { prepareNamespace } from './prepare-namespace.ts';
import type { Transfer } from './transfer.ts';
import { type UserNamespace, userDatabases, userNamespaces } from './user-namespaces.ts';

/** Several at once keep both servers busy; more would only hold more documents in memory. */
const collectionsAtOnce = 4;

/**
 * Everything of the users, without the users themselves: collections with options, documents and indexes, then views.
 * Returns what was there to copy.
 */
export async function copyDeployment(transfer: Transfer): Promise<UserNamespace[]> {
  const namespaces = await could('list the collections of the source', () => userNamespaces(transfer.source));
  const views = namespaces.filter(({ type }) => type === 'view');
  const collections = namespaces.filter(({ type }) => type !== 'view');
  await transfer.progress.plan(collections, transfer.source);
  const left = collections[Symbol.iterator]();
  await Promise.all(Array.from({ length: collectionsAtOnce }, () => copyEach(transfer, left)));
  for (const view of views) await createNamespace(transfer, view);
  return namespaces;
}

/** The workers share one iterator, so that each collection is taken once. */
async function copyEach(transfer: Transfer, namespaces: Iterable<UserNamespace>): Promise<void> {
  for (const namespace of namespaces) await copyNamespace(transfer, namespace);
}

/** Indexes after the documents, as building once is faster than keeping up to date. */
export async function copyNamespace(transfer: Transfer, namespace: UserNamespace): Promise<void> {
  const { progress } = transfer;
  progress.enter(namespace, 'copying');
  await prepareNamespace(transfer, namespace);
  await copyDocuments(transfer, namespace);
  progress.enter(namespace, 'building-indexes');
  await alignIndexes(transfer, namespace);
  progress.enter(namespace, 'copied');
}

export async function dropUserData({ destination }: Pick<Transfer, 'destination'>): Promise<void> {
  const databases = await could('list the databases of the destination', () => userDatabases(destination));
  for (const db of databases) await could(`drop ${db} on the destination`, () => destination.db(db).dropDatabase());
}
