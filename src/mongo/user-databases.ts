import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from './scan.ts';

const Databases = z.looseObject({ databases: z.array(z.looseObject({ name: z.string() })) });

/**
 * All there are; throws where the user may not see them all. Without `authorizedDatabases: false` a server leaves out, silently, what the user may not see
 * (manual, listDatabases).
 */
export async function userDatabases(client: MongoClient): Promise<string[]> {
  return listed(client, false);
}

/** Those on which the user has any right, which may be fewer than there are; everybody may ask. */
export async function ownDatabases(client: MongoClient): Promise<string[]> {
  return listed(client, true);
}

async function listed(client: MongoClient, authorizedDatabases: boolean): Promise<string[]> {
  const asked = { listDatabases: 1, nameOnly: true, authorizedDatabases, maxTimeMS: 5_000 };
  const { databases } = Databases.parse(await client.db('admin').command(asked));
  return databases.map(({ name }) => name).filter(isUserDatabase);
}
