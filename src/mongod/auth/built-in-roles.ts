import * as actions from './actions.ts';
import type { Privilege } from './privileges.ts';

/** The privileges of a role, given the database it is granted in. */
type RoleMaker = (db: string) => readonly Privilege[];

const cluster = (...names: readonly string[]): Privilege => ({ resource: { cluster: true }, actions: names });
const on = (db: string, collection: string, names: readonly string[]): Privilege => ({
  resource: { db, collection },
  actions: names,
});

/** The collections of a database, and its `system.js`. */
const ordinary = (db: string, names: readonly string[]) => [on(db, '', names), on(db, 'system.js', names)];

const systemUsers = ['system.users', 'system.roles', 'system.version'];
const profile = [...actions.read, 'convertToCapped', 'createCollection', 'dropCollection'];

const dbAdmin = (db: string) => [on(db, '', actions.dbAdmin), on(db, 'system.profile', profile)];

const monitor: RoleMaker = () => [
  cluster(...actions.monitorCluster),
  on('', '', actions.monitorDatabases),
  ...['config', 'local'].flatMap((db) => ordinary(db, actions.monitorOwn)),
  on('local', 'system.replset', ['find']),
  on('', 'system.profile', ['find']),
];

const host: RoleMaker = () => [cluster(...actions.hostCluster), on('', '', ['killCursors'])];

const manage: RoleMaker = () => [
  cluster(...actions.manageCluster),
  on('', '', actions.manageDatabases),
  ...['config', 'local'].flatMap((db) => ordinary(db, [...actions.readWrite, ...actions.manageDatabases])),
  on('local', 'system.replset', actions.read),
];

const backup: RoleMaker = () => [
  cluster('appendOplogNote', 'getDefaultRWConcern', 'getParameter', 'listDatabases', 'serverStatus'),
  { resource: { anyResource: true }, actions: ['collStats', 'listCollections', 'listIndexes'] },
  ...['', 'config', 'local'].map((db) => on(db, '', ['find'])),
  ...['system.js', 'system.profile', 'system.views'].map((name) => on('', name, ['find'])),
  ...systemUsers.map((name) => on('admin', name, ['find'])),
  on('config', 'settings', ['find', 'insert', 'update']),
];

const restore: RoleMaker = () => [
  cluster('bypassWriteBlockingMode', 'getParameter'),
  ...['', 'config', 'local'].map((db) => on(db, '', actions.restoreDatabases)),
  on('', '', actions.userAdmin),
  on('', 'system.js', actions.restoreDatabases),
  { resource: { anyResource: true }, actions: ['listCollections'] },
  ...systemUsers.map((name) =>
    on('admin', name, ['collMod', 'createIndex', 'dropCollection', 'find', 'insert', 'remove', 'update']),
  ),
];

const readAny: RoleMaker = () => [...ordinary('', actions.read), cluster('listDatabases')];
const readWriteAny: RoleMaker = () => [...ordinary('', actions.readWrite), cluster('listDatabases')];
const dbAdminAny: RoleMaker = () => [...dbAdmin(''), cluster('listDatabases')];
const userAdminAny: RoleMaker = () => [
  on('', '', actions.userAdmin),
  cluster('invalidateUserCache', 'listDatabases'),
  ...systemUsers.map((name) => on('admin', name, actions.read)),
];

const clusterAdmin: RoleMaker = (db) => [...monitor(db), ...host(db), ...manage(db), on('', '', ['dropDatabase'])];

const root: RoleMaker = (db) => [
  ...readWriteAny(db),
  ...dbAdminAny(db),
  ...userAdminAny(db),
  ...clusterAdmin(db),
  ...backup(db),
  ...restore(db),
  on('', 'system.buckets', actions.readWrite),
];

const system: RoleMaker = () => [{ resource: { anyResource: true }, actions: ['anyAction'] }];

const inAnyDatabase: Readonly<Record<string, RoleMaker>> = {
  read: (db) => ordinary(db, actions.read),
  readWrite: (db) => ordinary(db, actions.readWrite),
  dbAdmin,
  userAdmin: (db) => [on(db, '', actions.userAdmin)],
  dbOwner: (db) => [...ordinary(db, actions.readWrite), ...dbAdmin(db), on(db, '', actions.userAdmin)],
};

const inAdmin: Readonly<Record<string, RoleMaker>> = {
  readAnyDatabase: readAny,
  readWriteAnyDatabase: readWriteAny,
  dbAdminAnyDatabase: dbAdminAny,
  userAdminAnyDatabase: userAdminAny,
  clusterMonitor: monitor,
  clusterManager: manage,
  hostManager: host,
  clusterAdmin,
  backup,
  restore,
  root,
  __system: system,
  // Atlas' own role, which no server has built in; the sandbox plays Atlas' servers too.
  atlasAdmin: (db) => [
    ...readWriteAny(db),
    ...dbAdminAny(db),
    ...clusterAdmin(db),
    ...backup(db),
    cluster('setUserWriteBlockMode', 'bypassWriteBlockingMode'),
  ],
};

/** The names of the roles that a database has without anybody making them. */
export function builtInRoles(db: string): string[] {
  return Object.keys(db === 'admin' ? { ...inAnyDatabase, ...inAdmin } : inAnyDatabase).sort();
}

/** `undefined` where there is no such role in the database. */
export function builtInPrivileges(role: string, db: string): readonly Privilege[] | undefined {
  const maker = inAnyDatabase[role] ?? (db === 'admin' ? inAdmin[role] : undefined);
  return maker?.(db);
}
