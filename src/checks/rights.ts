import type { LoggedIn, Privilege, Resource } from '../core/facts/health.ts';
import { inMongosh, mongoshDatabase, mongoshText } from '../core/mongosh-words.ts';
import { allows, type Target } from '../core/privileges.ts';
import { comparingActions } from '../core/verification/sight.ts';

export interface Right {
  readonly actions: readonly string[];
  readonly on: Target;
}

/** One action on one target. */
interface Lack {
  readonly action: string;
  readonly on: Target;
}

/**
 * The least that MongoDB's engine needs on the source (mongosync docs, "User Permissions", minimum source privileges), as of
 * its version 1.19; later ones list roles alone.
 */
export const leastRights: readonly Right[] = [
  {
    on: 'cluster',
    actions: [
      'appendOplogNote',
      'getDefaultRWConcern',
      'getShardMap',
      'hostInfo',
      'listDatabases',
      'listShards',
      'replSetGetConfig',
      'replSetGetStatus',
      'serverStatus',
    ],
  },
  { on: 'any', actions: ['changeStream', 'collStats', 'find', 'indexStats', 'listCollections', 'listIndexes'] },
  { on: { db: 'admin', collection: 'system.version' }, actions: ['find'] },
  { on: { db: '', collection: 'system.js' }, actions: ['listCollections', 'listIndexes'] },
  ...['shards', 'collections', 'version', 'settings'].map((collection) => ({
    on: { db: 'config', collection },
    actions: ['find'],
  })),
  { on: 'buckets', actions: ['listCollections', 'listIndexes'] },
];

/** From 6.0 on the engine blocks writes on the source at the cutover, and has to write all the same (same page). */
export const blockingRights: readonly Right[] = [
  { on: 'cluster', actions: ['bypassWriteBlockingMode', 'setUserWriteBlockMode'] },
];

/** What makes each of the roles that Atlas asks for one (Atlas docs, Live Migrate (Push); manual, "Built-In Roles"). */
export const rightsByRole = {
  backup: [
    { on: 'cluster', actions: ['appendOplogNote', 'listDatabases', 'serverStatus'] },
    { on: { db: 'local', collection: 'oplog.rs' }, actions: ['find'] },
    { on: { db: 'admin', collection: 'system.version' }, actions: ['find'] },
  ],
  readAnyDatabase: [
    { on: 'any', actions: ['changeStream', 'collStats', 'dbStats', 'find', 'listCollections', 'listIndexes'] },
  ],
  clusterMonitor: [
    { on: 'cluster', actions: ['getShardMap', 'listShards', 'serverStatus'] },
    { on: { db: 'config', collection: 'shards' }, actions: ['find'] },
  ],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

/** What the engine and Atlas do with the balancer (manual, sh.stopBalancer). */
export const balancerRights: readonly Right[] = [
  { on: { db: 'config', collection: 'settings' }, actions: ['find', 'update'] },
];

/** What it takes to compare all of users' data, and to look at what the engine left. */
export const comparingRights: readonly Right[] = [
  { on: 'cluster', actions: ['listDatabases', 'serverStatus'] },
  { on: 'any', actions: [...comparingActions, 'dbStats', 'listCollections'].toSorted() },
];

/** What each shard itself has to allow. */
export const shardRights: readonly Right[] = [
  ...rightsByRole.readAnyDatabase,
  ...rightsByRole.backup.filter(({ on }) => on !== 'cluster'),
];

/** Those of the rights that the privileges do not give. */
export function lacking(privileges: readonly Privilege[], rights: readonly Right[]): Lack[] {
  return rights.flatMap(({ actions, on }) =>
    actions.filter((action) => !allows(privileges, action, on)).map((action) => ({ action, on })),
  );
}

/** `getShardMap and hostInfo on the cluster; find on config.shards` */
export function lackText(lacks: readonly Lack[]): string {
  return grouped(lacks)
    .map(({ on, actions }) => `${actions.join(', ')} on ${targetText(on)}`)
    .join('; ');
}

function targetText(on: Target): string {
  if (on === 'cluster') return 'the cluster';
  if (on === 'any') return 'every database';
  if (on === 'buckets') return 'the buckets of time series';
  return on.db === '' ? `${on.collection} of every database` : `${on.db}.${on.collection}`;
}

function grouped(lacks: readonly Lack[]): Right[] {
  const targets = new Map<string, { on: Target; actions: string[] }>();
  for (const { action, on } of lacks) {
    const key = targetText(on);
    const known = targets.get(key) ?? { on, actions: [] };
    targets.set(key, known);
    if (!known.actions.includes(action)) known.actions.push(action);
  }
  return [...targets.values()];
}

/** Makes a role of what is lacking and gives it to the user; ready for mongosh. */
export function roleFor(name: string, lacks: readonly Lack[], who: Pick<LoggedIn, 'user' | 'db'>): string {
  const privileges = grouped(lacks).map(({ on, actions }) => ({ resource: resourceOf(on), actions }));
  const role = JSON.stringify({ role: name, privileges, roles: [] });
  return `db.getSiblingDB("admin").createRole(${role})\n${granting([name], who)}`;
}

function resourceOf(on: Target): Resource {
  if (on === 'cluster') return { cluster: true };
  if (on === 'buckets') return { system_buckets: '' };
  return on === 'any' ? { db: '', collection: '' } : on;
}

/** Gives roles of `admin` to the user; ready for mongosh. */
export function granting(roles: readonly string[], { user, db }: Pick<LoggedIn, 'user' | 'db'>): string {
  const granted = inMongosh(JSON.stringify(roles.map((role) => ({ role, db: 'admin' }))));
  return `${mongoshDatabase(db)}.grantRolesToUser(${mongoshText(user)}, ${granted})`;
}
