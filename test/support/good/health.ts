import type {
  destinationHealthFacts,
  healthFacts,
  otherHealthFacts,
  wholeHealthFacts,
} from '../../../src/core/facts/health.ts';
import type { GoodFacts } from './good-facts.ts';

const server = 'db1.corp.example:27017';
const no = { is: false, details: [] };

const cluster = [
  'appendOplogNote',
  'bypassWriteBlockingMode',
  'getDefaultRWConcern',
  'getShardMap',
  'hostInfo',
  'listDatabases',
  'listShards',
  'replSetGetConfig',
  'replSetGetStatus',
  'serverStatus',
  'setUserWriteBlockMode',
];
const data = ['changeStream', 'collStats', 'dbStats', 'find', 'indexStats', 'listCollections', 'listIndexes'];

/** Of a user that may do what a migration does. */
export const goodPrivileges = [
  { resource: { cluster: true }, actions: cluster },
  { resource: { db: '', collection: '' }, actions: data },
  { resource: { anyResource: true }, actions: ['collStats', 'listCollections', 'listIndexes'] },
  ...['config', 'local'].map((db) => ({ resource: { db, collection: '' }, actions: ['find'] })),
  { resource: { db: 'config', collection: 'settings' }, actions: ['find', 'insert', 'update'] },
  { resource: { db: 'admin', collection: 'system.version' }, actions: ['find'] },
];

const hour = 3_600_000;
const gb = 1_000_000_000;

/** Full, and written at the rate of its 100 hours. */
export const goodOplog = {
  spanMs: 100 * hour,
  bytes: 36 * gb,
  maxBytes: 36 * gb,
  minHours: 0,
  written: { bytes: 300_000, ms: 3_000 },
};

type HealthFacts = typeof healthFacts &
  typeof destinationHealthFacts &
  typeof wholeHealthFacts &
  typeof otherHealthFacts;

export const health: GoodFacts<HealthFacts> = {
  sourceOplogs: { read: [{ name: 'rs-billing', value: goodOplog }], unread: [] },
  sourceStatus: {
    read: [{ name: server, value: { storageEngine: 'wiredTiger', connections: { current: 100, available: 900 } } }],
    unread: [],
  },
  sourceStartup: { read: [{ name: server, value: no }], unread: [] },
  sourceProfiling: { read: [{ name: server, value: no }], unread: [] },
  sourceUser: { user: 'migrator', db: 'admin', privileges: goodPrivileges },
  sourceUserOnShards: { read: [], unread: [] },
  sourceEngineDatabases: [],
  destinationEngineDatabases: [],
  destinationUser: { user: 'reader', db: 'admin', privileges: goodPrivileges },
  everyOplog: true,
  everyOplogRate: true,
  everyStatus: true,
  everyStartup: true,
  everyProfiling: true,
  everyShardAsked: true,
  lowLimits: [],
  copyTime: { ms: 10 * hour, bytes: 1_800 * gb, bytesPerSecond: 50_000_000 },
};
