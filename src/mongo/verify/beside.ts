import { type MongoClient, MongoServerError } from 'mongodb';
import type { Beside } from '../../core/verification/beside.ts';
import { inTurns } from '../survey/in-turns.ts';
import { userSurveys } from '../survey/users.ts';
import { userDatabases } from '../user-databases.ts';

/**
 * What no comparison looks at, counted where the user may see it, so that it can be named beside a verdict.
 *
 * @param maxTimeMS for each question
 */
export async function readBeside(client: MongoClient, maxTimeMS: number): Promise<Beside> {
  const limits = { maxTimeMS, together: {} };
  return {
    users: await ifTold(async () => (await userSurveys.sourceUsers.read(client, limits)).length),
    roles: await ifTold(async () => (await userSurveys.sourceRoles.read(client, limits)).length),
    storedFunctions: await ifTold(() => withStoredFunctions(client, maxTimeMS)),
  };
}

async function withStoredFunctions(client: MongoClient, maxTimeMS: number): Promise<string[]> {
  const found = await inTurns(await userDatabases(client), async (name) => {
    const listed = client.db(name).listCollections({ name: 'system.js' }, { nameOnly: true, maxTimeMS });
    return (await listed.toArray()).length > 0 ? [name] : [];
  });
  return found.flat();
}

/** Whatever a server refuses here is left out; that it cannot be asked at all is thrown. */
async function ifTold<Seen>(look: () => Promise<Seen>): Promise<Seen | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof MongoServerError) return undefined;
    throw error;
  }
}
