import { type MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from '../core/engine-databases.ts';

const Databases = z.looseObject({ databases: z.array(z.looseObject({ name: z.string() })) });

/** Those of users, all there are; throws where the user may not see them all. */
export async function userDatabases(client: MongoClient): Promise<string[]> {
  return (await allDatabases(client, 5_000)).filter(isUserDatabase);
}

/** Whosever they are; throws where the user may not see them all. */
export async function allDatabases(client: MongoClient, maxTimeMS: number): Promise<string[]> {
  return listed(client, false, maxTimeMS);
}

export interface VisibleDatabases {
  readonly names: readonly string[];
  /** Why there may be others. */
  readonly refusal?: MongoServerError;
}

/** Whosever they are; where the user may not see them all, those on which it has any right. */
export async function visibleDatabases(client: MongoClient, maxTimeMS: number): Promise<VisibleDatabases> {
  try {
    return { names: await allDatabases(client, maxTimeMS) };
  } catch (error) {
    // 13 is Unauthorized.
    if (!(error instanceof MongoServerError) || error.code !== 13) throw error;
    return { names: await listed(client, true, maxTimeMS), refusal: error };
  }
}

/** Without `authorizedDatabases: false` a server leaves out, silently, what the user may not see (manual, listDatabases). */
async function listed(client: MongoClient, authorizedDatabases: boolean, maxTimeMS: number): Promise<string[]> {
  const asked = { listDatabases: 1, nameOnly: true, authorizedDatabases, maxTimeMS };
  const { databases } = Databases.parse(await client.db('admin').command(asked, { readPreference: 'primary' }));
  return databases.map(({ name }) => name);
}
