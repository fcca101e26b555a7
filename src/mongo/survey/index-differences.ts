import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import type { IndexDifference } from '../../core/facts/sharding.ts';
import { canonicalJson } from '../canonical-json.ts';
import { inTurns } from './in-turns.ts';
import { shardedCollections } from './sharding.ts';
import type { SurveyContext } from './survey.ts';

/** `ns` and `background` say nothing of an index (domain notes, C06), and where it is being built passes. */
const ignored = new Set(['ns', 'background']);

const Row = z.looseObject({
  name: z.string(),
  /** Only from a sharded cluster; the host in place of it tells servers apart as well. */
  shard: z.string().optional(),
  host: z.string().default('a server'),
  spec: z.record(z.string(), z.unknown()).default({}),
});

/**
 * The indexes of sharded collections that are not the same on every shard that has chunks. Each shard tells of its own by
 * `$indexStats`; `listIndexes` through a mongos tells those of one shard only. This is the comparison of the manual ("Find
 * Inconsistent Indexes Across Shards"), which checkMetadataConsistency makes as well, with the role of clusterManager and
 * with definitions locked meanwhile.
 */
export async function readIndexDifferences(
  client: MongoClient,
  { maxTimeMS, progress }: Pick<SurveyContext, 'maxTimeMS' | 'progress'>,
): Promise<IndexDifference[]> {
  const namespaces = await shardedCollections(client, { maxTimeMS });
  let read = 0;
  const found = await inTurns(namespaces, async (namespace) => {
    const dot = namespace.indexOf('.');
    const collection = client.db(namespace.slice(0, dot)).collection(namespace.slice(dot + 1));
    const rows = await collection.aggregate([{ $indexStats: {} }], { maxTimeMS, promoteValues: false }).toArray();
    read += 1;
    progress({ what: 'sharded collections', done: read, total: namespaces.length });
    return indexDifferences(rows).map((difference) => ({ namespace, ...difference }));
  });
  return found.flat();
}

/** What the rows of `$indexStats` of one collection say. */
export function indexDifferences(rows: readonly Document[]): Omit<IndexDifference, 'namespace'>[] {
  const told = z
    .array(Row)
    .parse(rows)
    .map(({ shard, host, ...row }) => ({ ...row, shard: shard ?? host }));
  const shards = [...new Set(told.map(({ shard }) => shard))].sort();
  const names = [...new Set(told.map(({ name }) => name))].sort();
  return names.flatMap((index) => {
    const own = told.filter(({ name }) => name === index);
    const has = new Set(own.map(({ shard }) => shard));
    const missingFrom = shards.filter((shard) => !has.has(shard));
    const differing = propertiesThatDiffer(own.map(({ spec }) => spec));
    return missingFrom.length + differing.length === 0 ? [] : [{ index, missingFrom, differing }];
  });
}

function propertiesThatDiffer(specs: readonly Readonly<Record<string, unknown>>[]): string[] {
  const properties = [...new Set(specs.flatMap((spec) => Object.keys(spec)))].filter((name) => !ignored.has(name));
  return properties
    .filter((name) => {
      const values = specs.map((spec) =>
        name in spec ? canonicalJson({ [name]: spec[name] }, ['key', 'partialFilterExpression', 'weights']) : '',
      );
      return new Set(values).size > 1;
    })
    .sort();
}
