import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from './scan.ts';

const Databases = z.looseObject({ databases: z.array(z.looseObject({ name: z.string() })) });

/**
 * All there are; throws where the user may not see them all. Without `authorizedDatabases: false` a server leaves out, silently, what the user may not see
 * (manual, listDatabases).
 */
export async function userDatabases(client: MongoClient): Promise<string[]> {
  const all = { listDatabases: 1, nameOnly: true, authorizedDatabases: false, maxTimeMS: 5_000 };
  const { databases } = Databases.parse(await client.db('admin').command(all));
  return databases.map(({ name }) => name).filter(isUserDatabase);
}
