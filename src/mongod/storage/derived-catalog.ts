import { MongodError } from '../mongod-error.ts';
import { type Catalog, type CatalogEntry, databaseOf, newCollection } from './catalog.ts';
import type { Collection } from './collection.ts';

/** By namespace: the documents of collections that follow from something else and are not stored. */
export type Derived = Readonly<Record<string, () => Iterable<Buffer>>>;

/** A catalog with further collections in it, made anew for each reader; nobody can write to them. */
export function withDerived(catalog: Catalog, derived: Derived): Catalog {
  const get = (ns: string) => {
    const documents = derived[ns];
    return documents === undefined ? undefined : derivedCollection(ns, documents());
  };
  const names = Object.keys(derived);
  const inDatabase = (db: string) => names.filter((ns) => databaseOf(ns) === db).flatMap((ns) => get(ns) ?? []);
  return {
    ...catalog,
    get: (ns) => get(ns) ?? catalog.get(ns),
    set(entry) {
      if (derived[entry.ns] !== undefined) throw keptByItself(entry.ns);
      catalog.set(entry);
    },
    remove(ns) {
      if (derived[ns] !== undefined) throw keptByItself(ns);
      catalog.remove(ns);
    },
    databases: () => [...new Set([...catalog.databases(), ...names.map(databaseOf)])].sort(),
    inDatabase: (db) => [...catalog.inDatabase(db), ...inDatabase(db)].sort(byName),
    all: () => [...catalog.all(), ...names.flatMap((ns) => get(ns) ?? [])],
  };
}

export function byName(a: CatalogEntry, b: CatalogEntry): number {
  return a.ns < b.ns ? -1 : 1;
}

/** Nobody can write to it, nor give it indexes. */
export function derivedCollection(ns: string, documents: Iterable<Buffer>): Collection {
  const collection = newCollection(ns);
  for (const document of documents) collection.insert(document);
  const refuse = () => {
    throw keptByItself(ns);
  };
  return { ...collection, insert: refuse, replace: refuse, remove: refuse, addIndex: refuse };
}

/** Not IllegalOperation, which drivers take for a server without retryable writes. */
export function keptByItself(ns: string): MongodError {
  return new MongodError(
    'CommandNotSupported',
    `${ns} is kept by the sandbox's server itself and cannot be written to`,
  );
}
