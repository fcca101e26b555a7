import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { userDatabases } from '../user-databases.ts';
import { inTurns } from './in-turns.ts';
import type { SurveyContext } from './survey.ts';

const Stats = z.looseObject({ dataSize: z.coerce.number() });

/** Bytes of the documents of all databases of users, before compression; of all shards where a mongos answers. */
export async function readDataBytes(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<number> {
  const sizes = await inTurns(await userDatabases(client), async (name) => {
    const stats = await client.db(name).command({ dbStats: 1, maxTimeMS });
    return Stats.parse(stats).dataSize;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
