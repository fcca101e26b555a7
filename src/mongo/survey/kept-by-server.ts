import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import type { FactValues } from '../../core/facts.ts';
import { saysRouter } from '../says-router.ts';
import type { SurveyContext, Surveys } from './survey.ts';

type Limits = Pick<SurveyContext, 'maxTimeMS'>;

const BuildInfo = z.looseObject({ version: z.string() });
const Hint = z.looseObject({ ns: z.looseObject({ db: z.string(), coll: z.string() }).optional() });
/** One hint, or several. Whatever else stands there repeats a query, with its values. */
const Setting = z.looseObject({
  settings: z
    .looseObject({ indexHints: z.union([z.array(Hint), Hint.transform((one) => [one])]).default([]) })
    .default({ indexHints: [] }),
});

/** They came with 8.0 (manual, setQuerySettings). */
async function readQuerySettings(
  client: MongoClient,
  { maxTimeMS }: Limits,
): Promise<FactValues['sourceQuerySettings']> {
  const admin = client.db('admin');
  const { version } = BuildInfo.parse(await admin.command({ buildInfo: 1 }));
  if (Number.parseInt(version, 10) < 8) return [];
  const settings = await admin
    .aggregate([{ $querySettings: {} }, { $project: { settings: 1 } }], { maxTimeMS })
    .toArray();
  return settingsIn(settings);
}

/** The namespaces of each, with a comma between several. */
export function settingsIn(rows: readonly Document[]): string[] {
  return z.array(Setting).parse(rows).map(namespacesOf);
}

function namespacesOf({ settings: { indexHints } }: z.infer<typeof Setting>): string {
  const names = indexHints.flatMap(({ ns }) => (ns === undefined ? [] : `${ns.db}.${ns.coll}`));
  return [...new Set(names)].join(', ');
}

/**
 * What servers, their balancer and the agents of a manager keep in their own databases (mongodb/mongo, namespace_string.h
 * and its databases as they are seen).
 */
const known: Readonly<Record<string, RegExp>> = {
  admin: /^system\./,
  config:
    /^(?:system\.|cache\.|localResharding|actionlog$|analyzeShardKeySplitPoints$|apiParameters$|balancer|changelog$|chunks$|clusterParameters$|collection_critical_sections$|collections$|csrs\.|databases$|ddl|dropPendingDBs$|external_validation_keys$|image_collection$|lockpings$|locks$|migration|mongos$|oplog|placementHistory$|queryAnalyzers$|rangeDeletions$|reshardingOperations$|sampledQueries|settings$|shard|tags$|tenant|transaction|transactions$|unfinishedDDL|user_writes_critical_sections$|vectorClock|version$)/,
  local: /^(?:system\.|clustermanager$|me$|oplog\.|replset\.|slaves$|sources$|startup_log$|temp_oplog)/,
};

const Name = z.looseObject({ name: z.string() });

async function readForeign(
  client: MongoClient,
  { maxTimeMS }: Limits,
): Promise<FactValues['sourceForeignCollections']> {
  // Behind a mongos each member has a `local` of its own.
  const databases = (await saysRouter(client)) ? ['admin', 'config'] : ['admin', 'config', 'local'];
  const listed = await Promise.all(
    databases.map(async (database) => {
      const rows = await client.db(database).listCollections({}, { nameOnly: true, maxTimeMS }).toArray();
      const names = z
        .array(Name)
        .parse(rows)
        .map(({ name }) => name);
      return names.filter((name) => known[database]?.test(name) === false).map((name) => `${database}.${name}`);
    }),
  );
  return listed.flat().sort();
}

export const keptByServerSurveys = {
  sourceQuerySettings: {
    sends: ['buildInfo', 'from 8.0 on $querySettings'],
    grant: 'the action querySettings on the cluster, which clusterManager on admin has',
    read: readQuerySettings,
  },
  sourceForeignCollections: {
    sends: ['hello', 'listCollections in admin, config and local'],
    grant: 'readAnyDatabase and clusterMonitor on admin',
    read: readForeign,
  },
} as const satisfies Partial<Surveys>;
