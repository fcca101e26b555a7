import type { BSON } from 'mongodb';
import { fieldOf as fieldIn, itemsOf, plainOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import type { Target } from './privileges.ts';

/**
 * What a command needs. `none`: nobody need be logged in; `login`: any user, and the command itself shows no more than
 * the user may see; for the others the table below says which actions, or the first that stand for the word.
 */
export type Access = 'none' | 'login' | 'read' | 'write' | 'admin' | 'monitor' | 'host';

export interface Need {
  readonly action: string;
  readonly target: Target;
}

/** On the collection that the command names. */
const onCollection: Readonly<Record<string, readonly string[]>> = {
  find: ['find'],
  count: ['find'],
  distinct: ['find'],
  insert: ['insert'],
  update: ['update'],
  delete: ['remove'],
  findAndModify: ['find', 'update'],
  findandmodify: ['find', 'update'],
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
  compact: ['compact'],
};

const onDatabase: Readonly<Record<string, readonly string[]>> = {
  dropDatabase: ['dropDatabase'],
  listCollections: ['listCollections'],
  dbStats: ['dbStats'],
  dbstats: ['dbStats'],
  dbHash: ['dbHash'],
  dbhash: ['dbHash'],
  profile: ['enableProfiler'],
  createUser: ['createUser'],
  dropUser: ['dropUser'],
  dropAllUsersFromDatabase: ['dropUser'],
  createRole: ['createRole'],
  updateRole: ['revokeRole', 'grantRole'],
  dropRole: ['dropRole'],
  dropAllRolesFromDatabase: ['dropRole'],
  grantRolesToUser: ['grantRole'],
  revokeRolesFromUser: ['revokeRole'],
  grantRolesToRole: ['grantRole'],
  revokeRolesFromRole: ['revokeRole'],
  grantPrivilegesToRole: ['grantRole'],
  revokePrivilegesFromRole: ['revokeRole'],
};

const onCluster: Readonly<Record<string, readonly string[]>> = {
  appendOplogNote: ['appendOplogNote'],
  connPoolStats: ['connPoolStats'],
  currentOp: ['inprog'],
  flushRouterConfig: ['flushRouterConfig'],
  fsync: ['fsync'],
  fsyncUnlock: ['unlock'],
  getClusterParameter: ['getClusterParameter'],
  getCmdLineOpts: ['getCmdLineOpts'],
  getDefaultRWConcern: ['getDefaultRWConcern'],
  getLog: ['getLog'],
  getParameter: ['getParameter'],
  getShardMap: ['getShardMap'],
  hostInfo: ['hostInfo'],
  killOp: ['killop'],
  killAllSessions: ['killAnySession'],
  listShards: ['listShards'],
  replSetGetConfig: ['replSetGetConfig'],
  replSetGetStatus: ['replSetGetStatus'],
  replSetResizeOplog: ['replSetConfigure'],
  serverStatus: ['serverStatus'],
  setClusterParameter: ['setClusterParameter'],
  setDefaultRWConcern: ['setDefaultRWConcern'],
  setFeatureCompatibilityVersion: ['setFeatureCompatibilityVersion'],
  setParameter: ['setParameter'],
  setUserWriteBlockMode: ['setUserWriteBlockMode'],
  shardingState: ['shardingState'],
  top: ['top'],
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
  getShardVersion: 'getShardVersion',
};

export interface Asked {
  readonly name: string;
  readonly access: Access;
  readonly db: string;
  readonly args: BSON.Document;
  /** The command as it came. */
  readonly body: Buffer;
}

/** All of what is returned must be allowed. */
export function needsOf({ name, access, db, args, body }: Asked): readonly Need[] {
  if (access === 'none' || access === 'login') return [];
  const named = args[name];
  if (name === 'aggregate') return pipelineNeeds(db, named, pipelineOf(body));
  if (name === 'renameCollection') return renameNeeds(String(named), String(args.to));
  if (name.endsWith('Zone')) return [{ action: 'update', target: { db: 'config', collection: 'shards' } }];
  if (name === 'updateZoneKeyRange') return [{ action: 'update', target: { db: 'config', collection: 'tags' } }];
  if (name.startsWith('balancer'))
    return [
      { action: name === 'balancerStatus' ? 'find' : 'update', target: { db: 'config', collection: 'settings' } },
    ];
  // Names alone may be asked for by anybody, who then gets those that may be read.
  if (name === 'listCollections' && args.nameOnly === true && args.authorizedCollections === true) return [];
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

/** What the first stage reads, and the last one writes. */
const firstStage: Readonly<Record<string, readonly string[]>> = {
  $collStats: ['collStats'],
  $indexStats: ['indexStats'],
  $changeStream: ['changeStream', 'find'],
  $planCacheStats: ['planCacheRead'],
};

/** The first and the last stage in plain values; the others ask for no right. */
function pipelineOf(body: Buffer): readonly unknown[] {
  const pipeline = fieldIn(body, 'pipeline');
  const stages = pipeline?.type === Type.array ? itemsOf(pipeline) : [];
  return [stages[0], stages.at(-1)].flatMap((stage) => (stage?.type === Type.document ? plainOf(stage) : []));
}

function pipelineNeeds(db: string, named: unknown, stages: readonly unknown[]): Need[] {
  const [first, last] = [stageName(stages[0]), stages.at(-1)];
  const target = typeof named === 'string' ? { db, collection: named } : { db };
  if (first === '$currentOp') {
    // One's own operations may be seen by anybody.
    return fieldOf(fieldOf(stages[0], first), 'allUsers') ? [{ action: 'inprog', target: 'cluster' }] : [];
  }
  if (first === '$shardedDataDistribution') return [{ action: 'shardedDataDistribution', target: 'cluster' }];
  const reading =
    first === '$documents' || first === '$listLocalSessions'
      ? []
      : (firstStage[first] ?? ['find']).map((action) => ({ action, target: scopeOf(first, stages[0], target) }));
  return [...reading, ...writeNeeds(db, last)];
}

/** A change stream over everything needs the right on every database. */
function scopeOf(name: string, stage: unknown, target: Exclude<Target, 'cluster'>): Target {
  const isWhole = name === '$changeStream' && Boolean(fieldOf(fieldOf(stage, name), 'allChangesForCluster'));
  return isWhole ? { db: '', collection: undefined } : target;
}

function writeNeeds(db: string, stage: unknown): Need[] {
  const name = stageName(stage);
  if (name !== '$out' && name !== '$merge') return [];
  const spec = fieldOf(stage, name);
  const into = name === '$merge' ? (fieldOf(spec, 'into') ?? spec) : spec;
  const target = {
    db: String(fieldOf(into, 'db') ?? db),
    collection: String(fieldOf(into, 'coll') ?? into),
  };
  return ['insert', name === '$out' ? 'remove' : 'update'].map((action) => ({ action, target }));
}

function stageName(stage: unknown): string {
  return typeof stage === 'object' && stage !== null ? (Object.keys(stage)[0] ?? '') : '';
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
