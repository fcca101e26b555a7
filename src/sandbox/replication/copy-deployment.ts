import { alignIndexes } from './align-indexes.ts';
import { createNamespace } from './align-namespace.ts';
import { copyDocuments } from './copy-documents.ts';
import type { Route } from './route.ts';
import { type UserNamespace, userDatabases, userNamespaces } from './user-namespaces.ts';

/** Several at once keep both servers busy; more would only hold more documents in memory. */
const collectionsAtOnce = 4;

/** Everything of the users, without the users themselves: collections with options, documents and indexes, then views. */
export async function copyDeployment(route: Route): Promise<void> {
  const namespaces = await userNamespaces(route.source);
  const views = namespaces.filter(({ type }) => type === 'view');
  const collections = namespaces.filter(({ type }) => type !== 'view')[Symbol.iterator]();
  await Promise.all(Array.from({ length: collectionsAtOnce }, () => copyEach(route, collections)));
  for (const view of views) await createNamespace(route, view);
}

/** The workers share one iterator, so that each collection is taken once. */
async function copyEach(route: Route, namespaces: Iterable<UserNamespace>): Promise<void> {
  for (const namespace of namespaces) await copyNamespace(route, namespace);
}

/** Indexes after the documents: building once is faster than keeping up to date. */
export async function copyNamespace(route: Route, namespace: UserNamespace): Promise<void> {
  route.signal.throwIfAborted();
  await createNamespace(route, namespace);
  await copyDocuments(route, namespace);
  await alignIndexes(route, namespace, { isFinal: false });
}

export async function dropUserData({ destination }: Route): Promise<void> {
  for (const db of await userDatabases(destination)) await destination.db(db).dropDatabase();
}
