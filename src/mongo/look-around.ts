import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { saidBy } from '../core/causes.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import { isEngineDatabase } from '../core/engine-databases.ts';
import { shortened } from '../core/harmless.ts';
import type { DeploymentLook, Inventory } from '../core/left-behind.ts';
import type { Balancer, Contents, WriteBlock } from '../core/results/left-behind.ts';
import { saysRouter } from './says-router.ts';
import { userNamespaces } from './scan.ts';
import { allDatabases, userDatabases } from './user-databases.ts';
import { lastWrite } from './user-writes.ts';
import { type LookOptions, withinTime } from './within-time.ts';

/** What a migration may have left behind on one deployment, read-only and within ten seconds, whatever the server does. */

const patienceMs = 5_000;

/**
 * Looks at writes, balancer, contents and indexes. What the user may not see, or the server does not know, is unknown by
 * itself; a server that cannot be reached, or does not answer in time, is a LivemigError.
 */
export async function lookAround(uri: string, options: LookOptions): Promise<DeploymentLook> {
  return withinTime(uri, options, async (client, signal) => {
    const attempt = attempting(signal);
    const isRouter = await attempt(() => saysRouter(client));
    return {
      writes: await over(isRouter, (router) => attempt(() => writeBlock(client, router))),
      balancer: await over(isRouter, (router) => attempt(() => balancer(client, router))),
      contents: await attempt(() => contents(client)),
      inventory: await attempt(() => inventory(client)),
      engineDatabases: await attempt(async () => (await allDatabases(client, patienceMs)).filter(isEngineDatabase)),
    };
  });
}

/** User data in numbers, and when somebody last wrote to it. */
export async function lookAtContents(uri: string, options: LookOptions) {
  return withinTime(uri, options, async (client, signal) => {
    const attempt = attempting(signal);
    return { contents: await contents(client), lastWrite: await attempt(() => lastWrite(client)) };
  });
}

/** One look of several: what goes wrong with it is the reason why its fact is not known, except that the time is up. */
export function attempting(signal: AbortSignal) {
  return async <Seen>(look: () => Promise<Seen>): Promise<Fact<Seen>> => {
    try {
      return known(await look());
    } catch (error) {
      signal.throwIfAborted();
      return unknownBecause(shortened(saidBy(error)));
    }
  };
}

async function over<A, B>(fact: Fact<A>, look: (value: A) => Promise<Fact<B>>): Promise<Fact<B>> {
  return fact.known ? look(fact.value) : fact;
}

/** Whether users are kept from writing, as the server or the cluster says. */
export function writeBlock(client: MongoClient, isRouter: boolean): Promise<WriteBlock> {
  return isRouter ? clusterBlock(client) : memberBlock(client);
}

const ServerStatus = z.looseObject({
  version: z.string(),
  repl: z
    .looseObject({ userWriteBlockMode: z.number().optional(), userWriteBlockReason: z.number().optional() })
    .optional(),
});

/** The numbers of `userWriteBlockReason`, in the order of the names that `setUserWriteBlockMode` takes. */
const reasons = ['Unspecified', 'ClusterToClusterMigrationInProgress', 'DiskUseThresholdExceeded'];

/**
 * `serverStatus.repl.userWriteBlockMode` is 1 where writes are free and 2 where they are blocked, from 6.0 on; 0 says
 * that the server could not look, because it was locked (server source, replication_info.cpp and
 * jstests/noPassthrough/libs/user_write_blocking.js). The reason came later, and lifting takes the same one (manual,
 * setUserWriteBlockMode). It takes the privilege serverStatus, as clusterMonitor and backup have it.
 */
async function memberBlock(client: MongoClient): Promise<WriteBlock> {
  const status = await client.db('admin').command({ serverStatus: 1, metrics: 0, maxTimeMS: patienceMs });
  const { version, repl } = ServerStatus.parse(status);
  const { userWriteBlockMode: mode, userWriteBlockReason: reason = 0 } = repl ?? {};
  if (mode === 1) return { state: 'free' };
  if (mode === 2) return { state: 'blocked', ...(reason === 0 ? {} : { reason: reasons[reason] ?? String(reason) }) };
  if (mode === undefined && Number(version.split('.')[0]) < 6) return { state: 'free' };
  throw new Error('the server does not say whether writes are blocked');
}

const CriticalSection = z.looseObject({ blockUserWrites: z.boolean().default(false) });

/**
 * A mongos has no `repl`; the config server keeps the state in `config.user_writes_critical_sections`, from before the
 * first shard blocks until after the last one is free (server source, set_user_write_block_mode_coordinator.cpp and
 * user_writes_critical_section_document.idl). Reasons do not matter there (manual, setUserWriteBlockMode).
 */
async function clusterBlock(client: MongoClient): Promise<WriteBlock> {
  const sections = client.db('config').collection('user_writes_critical_sections');
  const kept = z.array(CriticalSection).parse(await sections.find({}, { maxTimeMS: patienceMs }).toArray());
  if (kept.some(({ blockUserWrites }) => blockUserWrites)) return { state: 'blocked' };
  return { state: kept.length === 0 ? 'free' : 'changing' };
}

const BalancerStatus = z.looseObject({ mode: z.string() });

/** Of a replica set nothing is asked: it has none. */
export async function balancer(client: MongoClient, isRouter: boolean, mostMs = patienceMs): Promise<Balancer> {
  if (!isRouter) return 'none';
  const status = await client.db('admin').command({ balancerStatus: 1, maxTimeMS: mostMs });
  return BalancerStatus.parse(status).mode === 'off' ? 'stopped' : 'running';
}

async function contents(client: MongoClient): Promise<Contents> {
  const all = await Promise.all((await userDatabases(client)).map((name) => databaseContents(client, name)));
  const there = all.filter(({ collections }) => collections > 0);
  const isCounted = there.every(({ indexes }) => indexes !== undefined);
  const sum = (of: (one: (typeof there)[number]) => number) => there.reduce((total, one) => total + of(one), 0);
  return {
    databases: there.length,
    collections: sum(({ collections }) => collections),
    documents: sum(({ objects }) => objects),
    bytes: sum(({ dataSize }) => dataSize),
    ...(isCounted && { indexes: sum(({ indexes = 0 }) => indexes) }),
  };
}

const Stats = z.looseObject({
  objects: z.coerce.number(),
  dataSize: z.coerce.number(),
  indexes: z.coerce.number().optional(),
});

/**
 * `dbStats` counts the collections of the server itself, and no views; but each view is a document of `system.views`
 * (manual, "System Collections").
 */
async function databaseContents(client: MongoClient, name: string) {
  const db = client.db(name);
  const stats = Stats.parse(await db.command({ dbStats: 1, maxTimeMS: patienceMs }));
  const listed = await db.listCollections({}, { nameOnly: true, maxTimeMS: patienceMs }).toArray();
  const hasViews = listed.some((one) => one.name === 'system.views');
  const definitions = hasViews ? listed.filter(isView).length : 0;
  const collections = listed.filter((one) => !one.name.startsWith('system.')).length;
  // That on their `_id`.
  const indexes = stats.indexes === undefined ? undefined : stats.indexes - (hasViews ? 1 : 0);
  return { ...stats, objects: stats.objects - definitions, indexes, collections };
}

function isView({ type }: { readonly type?: string }): boolean {
  return type === 'view';
}

const Index = z.looseObject({ unique: z.boolean().default(false) });

async function inventory(client: MongoClient): Promise<Inventory> {
  // Refuses who may not see everything.
  await userDatabases(client);
  const found = await userNamespaces(client);
  return new Map(
    found.map(({ name, indexes }) => [
      name,
      Object.entries(indexes).map(([index, text]) => ({ name: index, unique: Index.parse(JSON.parse(text)).unique })),
    ]),
  );
}
