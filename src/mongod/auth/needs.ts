import type { BSON } from 'mongodb';
import { bulkWriteNeeds } from './bulk-write-needs.ts';
import { pipelineNeeds } from './pipeline-needs.ts';
import type { Need } from './privileges.ts';

/**
 * What a command needs. `none`: nobody need be logged in; `login`: any user, and the command itself shows no more than
 * the user may see; for the others the table below says which actions, or the first that stand for the word.
 */
export type Access = 'none' | 'login' | 'read' | 'write' | 'admin' | 'monitor' | 'host';

/** On the collection that the command names. */
const onCollection: Readonly<Record<string, readonly string[]>> = {
  find: ['find'],
  count: ['find'],
  distinct: ['find'],
  insert: ['insert'],
  update: ['update'],
  delete: ['remove'],
  create: ['createCollection'],
  drop: ['dropCollection'],
  collMod: ['collMod'],
  convertToCapped: ['convertToCapped'],
  createIndexes: ['createIndex'],
  dropIndexes: ['dropIndex'],
  deleteIndexes: ['dropIndex'],
  listIndexes: ['listIndexes'],
  collStats: ['collStats'],
  collstats: ['collStats'],
  validate: ['validate'],
};

const onDatabase: Readonly<Record<string, readonly string[]>> = {
  dropDatabase: ['dropDatabase'],
  listCollections: ['listCollections'],
  dbStats: ['dbStats'],
  dbstats: ['dbStats'],
  dbHash: ['dbHash'],
  profile: ['enableProfiler'],
  createUser: ['createUser'],
  dropUser: ['dropUser'],
  dropAllUsersFromDatabase: ['dropUser'],
  createRole: ['createRole'],
  updateRole: ['revokeRole', 'grantRole'],
  dropRole: ['dropRole'],
  grantRolesToUser: ['grantRole'],
  revokeRolesFromUser: ['revokeRole'],
  grantPrivilegesToRole: ['grantRole'],
  revokePrivilegesFromRole: ['revokeRole'],
};

const onCluster: Readonly<Record<string, readonly string[]>> = {
  appendOplogNote: ['appendOplogNote'],
  currentOp: ['inprog'],
  getCmdLineOpts: ['getCmdLineOpts'],
  getDefaultRWConcern: ['getDefaultRWConcern'],
  getLog: ['getLog'],
  getParameter: ['getParameter'],
  getShardMap: ['getShardMap'],
  hostInfo: ['hostInfo'],
  killOp: ['killop'],
  listShards: ['listShards'],
  replSetGetConfig: ['replSetGetConfig'],
  replSetGetStatus: ['replSetGetStatus'],
  replSetResizeOplog: ['replSetConfigure'],
  serverStatus: ['serverStatus'],
  setDefaultRWConcern: ['setDefaultRWConcern'],
  setFeatureCompatibilityVersion: ['setFeatureCompatibilityVersion'],
  setParameter: ['setParameter'],
  setUserWriteBlockMode: ['setUserWriteBlockMode'],
};

/** What stands for the word where a command is in no table. */
const byAccess: Readonly<Record<Exclude<Access, 'none' | 'login'>, (db: string) => Need>> = {
  read: (db) => ({ action: 'find', target: { db } }),
  write: (db) => ({ action: 'insert', target: { db } }),
  admin: (db) => ({ action: 'dropDatabase', target: { db } }),
  monitor: () => ({ action: 'serverStatus', target: 'cluster' }),
  host: () => ({ action: 'setParameter', target: 'cluster' }),
};

/** Commands that name their collection with its database, and ask for rights there. */
const onNamespace: Readonly<Record<string, string>> = {
  enableSharding: 'enableSharding',
  shardCollection: 'enableSharding',
  split: 'splitChunk',
  moveChunk: 'moveChunk',
  moveRange: 'moveChunk',
  movePrimary: 'moveChunk',
};

export interface Asked {
  readonly name: string;
  readonly access: Access;
  readonly db: string;
  readonly args: BSON.Document;
  /** The command as it came. */
  readonly body: Buffer;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
}

/** All of what is returned must be allowed. */
export function needsOf({ name, access, db, args, body, sequences }: Asked): readonly Need[] {
  if (access === 'none' || access === 'login') return [];
  const named = args[name];
  if (name === 'aggregate') return pipelineNeeds(db, named, body);
  if (name === 'bulkWrite') return bulkWriteNeeds(body, sequences);
  if (name === 'renameCollection') return renameNeeds(String(named), String(args.to));
  if (name.endsWith('Zone')) return [{ action: 'update', target: { db: 'config', collection: 'shards' } }];
  if (name === 'updateZoneKeyRange') return [{ action: 'update', target: { db: 'config', collection: 'tags' } }];
  if (name.startsWith('balancer'))
    return [
      { action: name === 'balancerStatus' ? 'find' : 'update', target: { db: 'config', collection: 'settings' } },
    ];
  if (name === 'profile' && isQuestion(args)) return [{ action: 'find', target: { db, collection: 'system.profile' } }];
  // Names alone may be asked for by anybody, who then gets those that may be read.
  if (name === 'listCollections' && args.nameOnly === true && args.authorizedCollections === true) return [];
  if (name === 'findAndModify' || name === 'findandmodify') {
    const actions = ['find', args.remove ? 'remove' : 'update', ...(args.upsert ? ['insert'] : [])];
    return actions.map((action) => ({ action, target: { db, collection: String(named) } }));
  }
  const sharding = onNamespace[name];
  if (sharding !== undefined) return [{ action: sharding, target: namespaceOf(String(named)) }];
  const target = typeof named === 'string' ? { db, collection: named } : { db };
  const needs = [
    ...(onCollection[name] ?? []).map((action) => ({ action, target })),
    ...(onDatabase[name] ?? []).map((action) => ({ action, target: { db } })),
    ...(onCluster[name] ?? []).map((action): Need => ({ action, target: 'cluster' })),
  ];
  return needs.length > 0 ? needs : [byAccess[access](db)];
}

/** For the level alone (server source, profile_common.cpp). */
function isQuestion({ profile, slowms, sampleRate, filter }: BSON.Document): boolean {
  return profile === -1 && [slowms, sampleRate, filter].every((one) => one === undefined);
}

function namespaceOf(ns: string) {
  const dot = ns.indexOf('.');
  return dot < 0 ? { db: ns } : { db: ns.slice(0, dot), collection: ns.slice(dot + 1) };
}

function renameNeeds(source: string, to: string): Need[] {
  const [old, now] = [namespaceOf(source), namespaceOf(to)];
  if (old.db === now.db) return [{ action: 'renameCollectionSameDB', target: { db: old.db } }];
  return [
    ...['find', 'dropCollection'].map((action) => ({ action, target: old })),
    ...['insert', 'createCollection'].map((action) => ({ action, target: now })),
  ];
}
