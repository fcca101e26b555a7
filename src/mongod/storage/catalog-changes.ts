import { rawDoc, rawOf } from '../bson/raw.ts';
import type { Server } from '../server.ts';
import { type CatalogEntry, collectionOf, uuidValue } from './catalog.ts';
import type { Collection } from './collection.ts';
import { logCommand } from './writes.ts';

/** One entry of the oplog, which also tells the collection whose place is taken. */
export function rename(server: Server, entry: Collection, to: string, target: CatalogEntry | undefined): void {
  const source = entry.ns;
  server.catalog.remove(source);
  if (target !== undefined) server.catalog.remove(to);
  entry.ns = to;
  server.catalog.set(entry);
  const taken = target === undefined || target.type === 'view' ? {} : { dropTarget: rawOf(uuidValue(target.uuid)) };
  const command = rawDoc({ renameCollection: rawOf(source), to: rawOf(to), stayTemp: rawOf(false), ...taken });
  logCommand(server, source, command, entry.uuid);
}

/** Drops a collection or view. */
export function remove(server: Server, entry: CatalogEntry): void {
  server.catalog.remove(entry.ns);
  const uuid = entry.type === 'view' ? undefined : entry.uuid;
  logCommand(server, entry.ns, rawDoc({ drop: rawOf(collectionOf(entry.ns)) }), uuid);
}
