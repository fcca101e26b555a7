import { type MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';
import { saidBy } from '../../core/causes.ts';
import type { UnreadDefinitions } from '../../core/verification/definition.ts';
import { definitionFailure, type ReadDefinitionsContext } from './definition-failure.ts';

const Listed = z.looseObject({ databases: z.array(z.looseObject({ name: z.string() })) });

const ofServers = new Set(['admin', 'config', 'local']);

/**
 * All databases that are not the servers' own, those of engines among them. Where the user may not see all of them, those
 * that it may see, and that there may be others: with `authorizedDatabases: false` a server refuses instead of leaving out
 * silently (manual, listDatabases).
 */
export async function listDatabases(
  client: MongoClient,
  context: ReadDefinitionsContext,
): Promise<{ names: string[]; unread: UnreadDefinitions[] }> {
  const list = async (authorizedDatabases: boolean) => {
    const command = { listDatabases: 1, nameOnly: true, authorizedDatabases, maxTimeMS: context.maxTimeMS };
    const answer = Listed.parse(await client.db('admin').command(command, { readPreference: 'primary' }));
    return answer.databases.map(({ name }) => name).filter((name) => !ofServers.has(name));
  };
  try {
    return { names: await list(false), unread: [] };
  } catch (error) {
    // 13 is Unauthorized.
    if (!(error instanceof MongoServerError) || error.code !== 13) {
      throw definitionFailure(error, 'every database', context);
    }
    const why = `the user may not see every database of ${context.name}: ${saidBy(error)}`;
    return { names: await list(true), unread: [{ why }] };
  }
}
