import { alignIndexes } from './align-indexes.ts';
import { createNamespace } from './align-namespace.ts';
import { copyDocuments } from './copy-documents.ts';
import { prepareNamespace } from './prepare-namespace.ts';
import type { Route } from './route.ts';
import { type UserNamespace, userDatabases, userNamespaces } from './user-namespaces.ts';

/** Several at once keep both servers busy; more would only hold more documents in memory. */
const collectionsAtOnce = 4;

/**
 * Everything of the users, without the users themselves: collections with options, documents and indexes, then views.
 * Returns what was there to copy.
 */
export async function copyDeployment(route: Route): Promise<UserNamespace[]> {
  const namespaces = await userNamespaces(route.source);
  const views = namespaces.filter(({ type }) => type === 'view');
  const collections = namespaces.filter(({ type }) => type !== 'view');
  await route.progress.plan(collections, route.source);
  const left = collections[Symbol.iterator]();
  await Promise.all(Array.from({ length: collectionsAtOnce }, () => copyEach(route, left)));
  for (const view of views) await createNamespace(route, view);
  return namespaces;
}

/** The workers share one iterator, so that each collection is taken once. */
async function copyEach(route: Route, namespaces: Iterable<UserNamespace>): Promise<void> {
  for (const namespace of namespaces) await copyNamespace(route, namespace);
}

/** Indexes after the documents, as building once is faster than keeping up to date. */
export async function copyNamespace(route: Route, namespace: UserNamespace): Promise<void> {
  const { progress } = route;
  progress.enter(namespace, 'copying');
  await prepareNamespace(route, namespace);
  await copyDocuments(route, namespace);
  progress.enter(namespace, 'building-indexes');
  await alignIndexes(route, namespace);
  progress.enter(namespace, 'copied');
}

export async function dropUserData({ destination }: Pick<Route, 'destination'>): Promise<void> {
  for (const db of await userDatabases(destination)) await destination.db(db).dropDatabase();
}
