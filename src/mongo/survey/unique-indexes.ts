import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { type CollectionFacts, namespaceOf } from '../../core/facts/inventory.ts';
import type { FactValues } from '../../core/facts.ts';
import { inTurns } from './in-turns.ts';
import { readInventory } from './inventory.ts';
import { onceTogether } from './once-together.ts';
import type { SurveyContext, Surveys } from './survey.ts';

/** Whole, `indexDetails` is a book for each index. */
const details = {
  $map: {
    input: { $objectToArray: '$storageStats.indexDetails' },
    as: 'one',
    in: { name: '$$one.k', format: '$$one.v.metadata.formatVersion' },
  },
};
/** As a list: the names in it are anybody's. */
const sizes = { $objectToArray: '$storageStats.indexSizes' };
const pipeline = [{ $collStats: { storageStats: {} } }, { $project: { sizes, details } }];

const Stored = z.looseObject({
  sizes: z
    .array(z.looseObject({ k: z.string(), v: z.coerce.number() }))
    .nullish()
    .transform((all) => all ?? []),
  details: z
    .array(z.looseObject({ name: z.string(), format: z.coerce.number().optional() }))
    .nullish()
    .transform((all) => all ?? []),
});

interface UniqueIndex {
  readonly namespace: string;
  readonly name: string;
  readonly bytes: number;
  /** Of its entries, one for each shard that tells. */
  readonly formats: readonly number[];
}

/** Every unique index with what is kept of it; one on `_id` is not called unique. */
const readUnique = onceTogether(async (client, context: SurveyContext): Promise<UniqueIndex[]> => {
  const inventory = await readInventory(client, context);
  const owners = inventory.filter(({ indexes }) => indexes.some(isUnique));
  return (await inTurns(owners, (owner) => uniqueIndexesOf(client, owner, context))).flat();
});

function isUnique({ options }: CollectionFacts['indexes'][number]): boolean {
  // That of a clustered collection is the collection itself.
  return options.unique === 'true' && options.clustered === undefined;
}

async function uniqueIndexesOf(
  client: MongoClient,
  { database, name: collection, indexes }: CollectionFacts,
  { maxTimeMS }: Pick<SurveyContext, 'maxTimeMS'>,
): Promise<UniqueIndex[]> {
  const rows = await client.db(database).collection(collection).aggregate(pipeline, { maxTimeMS }).toArray();
  const shards = z.array(Stored).parse(rows);
  return indexes.filter(isUnique).map(({ name }) => ({
    namespace: namespaceOf({ database, name: collection }),
    name,
    bytes: shards.flatMap((shard) => shard.sizes.filter(({ k }) => k === name)).reduce((sum, { v }) => sum + v, 0),
    formats: shards.flatMap((shard) => shard.details.flatMap((one) => (one.name === name ? (one.format ?? []) : []))),
  }));
}

/**
 * In which every entry of a unique index tells its document apart; the others are of servers before 4.2 (domain notes, C17;
 * mongodb/mongo, wiredtiger_index.cpp).
 */
const formatsOfToday: readonly number[] = [13, 14];

async function readOld(client: MongoClient, context: SurveyContext): Promise<FactValues['sourceOldUniqueIndexes']> {
  const all = await readUnique(client, context);
  const untold = all.find(({ formats }) => formats.length === 0);
  if (untold !== undefined)
    throw new LivemigError({
      kind: 'step-failed',
      code: 'MONGODB',
      message: `The source does not tell the format of ${untold.namespace}: ${untold.name}.`,
      fix: 'Look with db.runCommand({ validate: "COLLECTION" }) on each member.',
    });
  return all
    .filter(({ formats }) => formats.some((format) => !formatsOfToday.includes(format)))
    .map(({ namespace, name }) => `${namespace}: ${name}`);
}

const sends = [
  'listDatabases',
  'listCollections in each database',
  'listIndexes on each collection',
  '$collStats on each collection with a unique index',
];
const grant = 'readAnyDatabase on admin';

export const uniqueIndexSurveys = {
  sourceUniqueIndexes: {
    sends,
    grant,
    read: async (client, context) => (await readUnique(client, context)).map(({ formats: _, ...index }) => index),
  },
  sourceOldUniqueIndexes: { sends, grant, read: readOld },
} as const satisfies Partial<Surveys>;
