import type { MongoClient } from 'mongodb';
import { saidBy } from '../../core/causes.ts';
import type { ShardKey, UnevenIndex, UnreadDefinitions } from '../../core/verification/definition.ts';
import { saysRouter } from '../says-router.ts';
import { readIndexDifferences } from '../survey/index-differences.ts';
import { definitionFailure, isAnswer, type ReadDefinitionsContext } from './definition-failure.ts';
import { shardKeys } from './shard-keys.ts';

interface OfShards {
  readonly isSharded: boolean;
  readonly keys: ReadonlyMap<string, ShardKey>;
  readonly unevenIndexes: readonly UnevenIndex[];
  readonly unreadOfEach: readonly UnreadDefinitions[];
}

/** What only a sharded cluster has; nothing where no mongos answers. */
export async function ofShards(client: MongoClient, context: ReadDefinitionsContext): Promise<OfShards> {
  const unreadOfEach: UnreadDefinitions[] = [];
  const isSharded = await saysRouter(client).catch((error: unknown) => {
    throw definitionFailure(error, 'every sharded collection', context);
  });
  if (!isSharded) return { isSharded, keys: new Map(), unevenIndexes: [], unreadOfEach };

  async function each<Read>(ofEach: UnreadDefinitions['ofEach'], read: Promise<Read>, otherwise: Read): Promise<Read> {
    try {
      return await read;
    } catch (error) {
      if (!isAnswer(error)) throw definitionFailure(error, 'every sharded collection', context);
      unreadOfEach.push({ ...(ofEach && { ofEach }), why: `${context.name} answered: ${saidBy(error)}` });
      return otherwise;
    }
  }
  const quiet = { maxTimeMS: context.maxTimeMS, progress: () => {} };
  const [keys, unevenIndexes] = await Promise.all([
    each('shard key', shardKeys(client, context), new Map()),
    each('indexes on each shard', readIndexDifferences(client, quiet), []),
  ]);
  return { isSharded, keys, unevenIndexes, unreadOfEach };
}
