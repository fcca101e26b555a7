import { fieldOf, rawDoc, rawOf } from '../bson/raw.ts';
import { type Catalog, type CatalogEntry, collectionOf, databaseOf, newCollection, type View } from './catalog.ts';
import { byName, derivedCollection, keptByItself } from './derived-catalog.ts';

const systemViews = 'system.views';

/**
 * A catalog whose databases keep the definitions of their views in `system.views`, as the server's do from the first
 * view on (manual, "System Collections"): it is read like any other collection, and gone with the database.
 */
export function withSystemViews(catalog: Catalog): Catalog {
  /** By database. */
  const uuids = new Map<string, Buffer>();
  const isSystemViews = (ns: string) => collectionOf(ns) === systemViews;
  const views = (db: string) => catalog.inDatabase(db).filter((entry) => entry.type === 'view');
  const definitions = (db: string): CatalogEntry[] => {
    const uuid = uuids.get(db);
    if (uuid === undefined) return [];
    return [{ ...derivedCollection(`${db}.${systemViews}`, views(db).map(definitionOf)), uuid }];
  };
  return {
    ...catalog,
    get: (ns) => (isSystemViews(ns) ? definitions(databaseOf(ns))[0] : catalog.get(ns)),
    set(entry) {
      const db = databaseOf(entry.ns);
      if (isSystemViews(entry.ns)) throw keptByItself(entry.ns);
      catalog.set(entry);
      if (entry.type === 'view' && !uuids.has(db)) uuids.set(db, newCollection(`${db}.${systemViews}`).uuid);
    },
    remove(ns) {
      const db = databaseOf(ns);
      if (!isSystemViews(ns)) return catalog.remove(ns);
      for (const view of views(db)) catalog.remove(view.ns);
      uuids.delete(db);
    },
    databases: () => [...new Set([...catalog.databases(), ...uuids.keys()])].sort(),
    inDatabase: (db) => [...catalog.inDatabase(db), ...definitions(db)].sort(byName),
    all: () => [...catalog.all(), ...[...uuids.keys()].flatMap(definitions)],
  };
}

/** mongodb/mongo, src/mongo/db/views/durable_view_catalog.cpp */
function definitionOf({ ns, options }: View): Buffer {
  const collation = fieldOf(options, 'collation');
  return rawDoc({
    _id: rawOf(ns),
    viewOn: fieldOf(options, 'viewOn') ?? rawOf(''),
    pipeline: fieldOf(options, 'pipeline') ?? rawOf([]),
    ...(collation === undefined ? {} : { collation }),
  });
}
