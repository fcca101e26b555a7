export interface Role {
  readonly role: string;
  readonly db: string;
}

/**
 * What a command needs. `none`: nobody need be logged in; `login`: any user; the others on the command's database,
 * except `monitor` and `host`, which are the whole server.
 */
export type Access = 'none' | 'login' | 'read' | 'write' | 'admin' | 'monitor' | 'host';

type Grant = Exclude<Access, 'none' | 'login'>;

/** The built-in roles, as far as the sandbox tells actions apart (MongoDB manual, "Built-In Roles"). */
const grants: Readonly<Record<string, readonly Grant[]>> = {
  read: ['read'],
  readWrite: ['read', 'write'],
  dbAdmin: ['admin'],
  dbOwner: ['read', 'write', 'admin'],
  readAnyDatabase: ['read'],
  readWriteAnyDatabase: ['read', 'write'],
  dbAdminAnyDatabase: ['admin'],
  clusterMonitor: ['monitor'],
  clusterManager: ['monitor', 'host'],
  hostManager: ['monitor', 'host'],
  clusterAdmin: ['monitor', 'host', 'admin'],
  backup: ['read'],
  restore: ['write', 'admin'],
  userAdminAnyDatabase: [],
  root: ['read', 'write', 'admin', 'monitor', 'host'],
  atlasAdmin: ['read', 'write', 'admin', 'monitor', 'host'],
  __system: ['read', 'write', 'admin', 'monitor', 'host'],
};

const ofOneDatabase = new Set(['read', 'readWrite', 'dbAdmin', 'dbOwner']);

/** `readAnyDatabase` and its kin leave out `local` and `config`; these do not. */
const readLocal = new Set([
  'clusterMonitor',
  'clusterManager',
  'clusterAdmin',
  'hostManager',
  'backup',
  'root',
  'atlasAdmin',
  '__system',
]);
const bypassWriteBlock = new Set(['root', 'restore', '__system']);

export const knownRoles = Object.keys(grants);

export function isAllowed(roles: readonly Role[], access: Access, db: string): boolean {
  if (access === 'none') return true;
  return roles.some((role) => access === 'login' || roleAllows(role, access, db));
}

function roleAllows({ role, db: ofDb }: Role, access: Grant, db: string): boolean {
  const isServerWide = access === 'monitor' || access === 'host';
  const isOwn = db === 'local' || db === 'config';
  if (isOwn && access === 'read') return readLocal.has(role) || (ofOneDatabase.has(role) && ofDb === db);
  if (isOwn && !isServerWide) return bypassWriteBlock.has(role);
  if (!grants[role]?.includes(access)) return false;
  return isServerWide || !ofOneDatabase.has(role) || ofDb === db;
}

export function mayBypassWriteBlock(roles: readonly Role[]): boolean {
  return roles.some(({ role }) => bypassWriteBlock.has(role));
}

const actions: Readonly<Record<Grant, readonly string[]>> = {
  read: ['changeStream', 'collStats', 'dbHash', 'dbStats', 'find', 'killCursors', 'listCollections', 'listIndexes'],
  write: ['collMod', 'createCollection', 'createIndex', 'dropCollection', 'dropIndex', 'insert', 'remove', 'update'],
  admin: ['dropDatabase'],
  monitor: ['getParameter', 'hostInfo', 'listDatabases', 'replSetGetConfig', 'replSetGetStatus', 'serverStatus'],
  host: ['setUserWriteBlockMode'],
};

/** A role as `connectionStatus` lists it: what it may do, and where. */
export function actionsOf({ role, db }: Role) {
  const granted = grants[role] ?? [];
  const isServerWide = granted.includes('monitor') || granted.includes('host');
  const resource = isServerWide ? { anyResource: true } : { db: ofOneDatabase.has(role) ? db : '', collection: '' };
  const bypass = bypassWriteBlock.has(role) ? ['bypassWriteBlockingMode'] : [];
  return { resource, actions: [...granted.flatMap((grant) => actions[grant]), ...bypass] };
}
