import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { type Following, followingOf } from './following.ts';
import { withDeployment } from './open-deployment.ts';
import { codes, hasCode, isRouter, versionOf } from './server-facts.ts';

export interface ServerKind {
  readonly version: string;
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
export async function kindOf(client: MongoClient): Promise<ServerKind> {
  return { version: await versionOf(client), isSharded: await isRouter(client) };
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
