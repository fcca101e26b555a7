import type { LoggedIn } from '../facts/health.ts';
import { allows } from '../privileges.ts';

/** What is asked of each collection, whatever the level: its size plans the work, its documents and indexes are compared. */
export const comparingActions = ['collStats', 'find', 'listIndexes'] as const;

/** A collection by its name in a database; a view has neither size nor indexes. */
export interface NamedCollection {
  readonly name: string;
  /** `collection`, `view` or `timeseries`. */
  readonly type: string;
}

/** What a user may see, by privileges alone: it holds of what is created later as well. */
export interface Sight {
  /** Whether the list of a database's collections is whole: what is not on it is not there. */
  lists(database: string): boolean;
  /** Whether every collection of a database can be compared. */
  readsAll(database: string): boolean;
  /** What the user lacks to compare a collection; nothing where it can be compared. */
  lacks(database: string, collection: NamedCollection): readonly string[];
  /** Whether it is told by which keys collections are sharded. */
  seesShardKeys: boolean;
}

/** @param login who is logged in; `undefined` where the server wants no login, and so refuses nothing */
export function sightOf(login: Pick<LoggedIn, 'privileges'> | undefined): Sight {
  const may = (action: string, db: string, collection: string) =>
    login === undefined || allows(login.privileges, action, { db, collection });
  const lacks = (database: string, { name, type }: NamedCollection) =>
    (type === 'view' ? (['find'] as const) : comparingActions).filter((action) => !may(action, database, name));
  return {
    lists: (database) => may('listCollections', database, ''),
    readsAll: (database) => lacks(database, { name: '', type: 'collection' }).length === 0,
    lacks,
    seesShardKeys: may('find', 'config', 'collections'),
  };
}
