import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from '../../core/engine-databases.ts';
import type { LoggedIn } from '../../core/facts/health.ts';
import type { SeenDatabase, SideRead } from '../../core/verification/side-read.ts';
import { sightOf } from '../../core/verification/sight.ts';
import { inTurns } from '../survey/in-turns.ts';
import { visibleDatabases } from '../user-databases.ts';

const Listed = z.array(z.looseObject({ name: z.string(), type: z.string().default('collection') }));

/**
 * The databases of users, as far as the user may know of them: who lacks the action listDatabases on the cluster is told of
 * those on which he has a right, and of no others. Where only some collections of one may be read they are listed, so that
 * the others can be named.
 */
export async function databasesOfSide(
  client: MongoClient,
  login: LoggedIn | undefined,
  maxTimeMS: number,
): Promise<Pick<SideRead, 'isListWhole' | 'databases'>> {
  const { names, refusal } = await visibleDatabases(client, maxTimeMS);
  // It tells of missing rights only where somebody is logged in.
  if (refusal !== undefined && login === undefined) throw refusal;
  const sight = sightOf(login);
  const databases = await inTurns(names.filter(isUserDatabase), async (name): Promise<SeenDatabase> => {
    if (!sight.lists(name) || sight.readsAll(name)) return { name };
    const rows = await client.db(name).listCollections({}, { nameOnly: true, maxTimeMS }).toArray();
    const collections = Listed.parse(rows).map(({ name: collection, type }) => ({ name: collection, type }));
    return { name, collections: collections.filter((one) => !one.name.startsWith('system.')) };
  });
  return { isListWhole: refusal === undefined, databases };
}
