import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { checkNamespace } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionForWrite, refuseOplog } from '../storage/writes.ts';

/** Throws InvalidNamespace, or IllegalOperation for the oplog. */
export function checkNamespaceOf(db: string, name: string): string {
  return refuseOplog(checkNamespace(db, name));
}

/** The collection to write into: made where it is not there, or `undefined` where it must exist already. */
export function writableCollection(server: Server, ns: string): Collection;
export function writableCollection(
  server: Server,
  ns: string,
  options: { readonly mustExist: true },
): Collection | undefined;
export function writableCollection(
  server: Server,
  ns: string,
  options: { readonly mustExist: boolean } = { mustExist: false },
): Collection | undefined {
  const entry = server.catalog.get(ns);
  if (entry?.type === 'view') {
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  }
  if (entry !== undefined || options.mustExist) return entry;
  return collectionForWrite(server, ns);
}
