import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { type Following, followingOf } from './following.ts';
import { withDeployment } from './open-deployment.ts';
import { codes, hasCode, isRouter, versionOf } from './server-facts.ts';

export interface ServerKind {
  /** Of MongoDB: which one the server is, or says that it is like. */
  readonly version: string;
  /** `ferretdb v1.24.2`, where it calls itself by a name of its own as well. */
  readonly product: string | undefined;
  readonly isSharded: boolean;
}

/** What a manager's agent would report of a server. */
export interface ServerInventory extends ServerKind {
  /** `db01.corp.example:27017`, as the server names its members. */
  readonly members: readonly string[];
  readonly primary: string | undefined;
  readonly dbSizeBytes: number;
  readonly oplogSizeMB: number;
  readonly following: Following;
}

const Hello = z.object({
  hosts: z.array(z.string()).default([]),
  primary: z.string().optional(),
});

/** Rejects with the driver's error where the server cannot be reached. */
export async function inventoryOf(uri: string): Promise<ServerInventory> {
  return withDeployment(uri, async (client) => {
    const hello = Hello.parse(await client.db('admin').command({ hello: 1 }));
    return {
      ...(await kindOf(client)),
      members: hello.hosts.length > 0 ? hello.hosts : client.options.hosts.map(String),
      primary: hello.primary,
      dbSizeBytes: await sizeOf(client),
      oplogSizeMB: await oplogSizeOf(client),
      following: await followingOf(client),
    };
  });
}

/** What every user may ask. */
async function kindOf(client: MongoClient): Promise<ServerKind> {
  return {
    version: await versionOf(client),
    product: await productOf(client),
    isSharded: await isRouter(client),
  };
}

/** Rejects as well where the user may not see what there is. */
export async function usableKind(uri: string): Promise<ServerKind> {
  return withDeployment(uri, async (client) => {
    await sizeOf(client);
    return kindOf(client);
  });
}

/**
 * Others put their own version beside MongoDB's: `ferretdbVersion` (FerretDB 1, its msg_buildinfo.go), `secantusVersion`,
 * `psmdbVersion`. MongoDB has only `gitVersion` (manual, buildInfo).
 */
async function productOf(client: MongoClient): Promise<string | undefined> {
  const build = await client.db('admin').command({ buildInfo: 1 });
  const own = Object.keys(build).find((field) => /^[a-z]+Version$/.test(field) && field !== 'gitVersion');
  return own === undefined ? undefined : `${own.replace(/Version$/, '')} ${build[own]}`;
}

const Databases = z.object({ totalSize: z.coerce.number().default(0) });

async function sizeOf(client: MongoClient): Promise<number> {
  return Databases.parse(await client.db('admin').command({ listDatabases: 1 })).totalSize;
}

const Capped = z.object({ maxSize: z.coerce.number().default(0) });

/** 0 where there is none, or none to be seen, as behind a mongos. */
async function oplogSizeOf(client: MongoClient): Promise<number> {
  try {
    const { maxSize } = Capped.parse(await client.db('local').command({ collStats: 'oplog.rs' }));
    return Math.round(maxSize / 1024 ** 2);
  } catch (error) {
    if (hasCode(error, codes.unauthorized, codes.namespaceNotFound, ...codes.notKnown)) return 0;
    throw error;
  }
}
