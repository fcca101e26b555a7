/**
 * The databases that MongoDB's engines keep for themselves, on the source or on the destination: mongosync since 1.20, mongosync
 * before, migration-verifier (mongosync docs, "mongosync Behavior"; domain notes, O12). One of users may begin alike.
 */
const ofEngines = [
  '__mdb_internal_mongosync(?:_verifier_(?:src|dst))?',
  'mongosync_reserved_for_internal_use',
  'mongosync_internal_[^.]*',
  'mongosync_reserved_for_verification_[^.]*',
  '__mdb_internal_migration_verifier',
] as const;
const engineDatabase = new RegExp(`^(?:${ofEngines.join('|')})$`);

export function isEngineDatabase(name: string): boolean {
  return engineDatabase.test(name);
}

const ofServers = ['admin', 'config', 'local'] as const;
const serverDatabase = new RegExp(`^(?:${ofServers.join('|')})$`);

/** Those that every server has for itself. */
export function isServerDatabase(name: string): boolean {
  return serverDatabase.test(name);
}

/** Whatever is neither the servers' own nor, by its exact name, an engine's. */
export function isUserDatabase(name: string): boolean {
  return !isServerDatabase(name) && !isEngineDatabase(name);
}

/** The same of a namespace, for a server to look by. */
export const userNamespace = new RegExp(`^(?!(?:${[...ofServers, ...ofEngines].join('|')})\\.)`);
