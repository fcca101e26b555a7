import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { Counted } from '../../core/facts/watch.ts';
import { saysRouter } from '../says-router.ts';
import type { SurveyContext } from './survey.ts';
import { watched } from './watched.ts';

const Count = z.coerce.number();
const Status = z.looseObject({
  metrics: z.looseObject({
    commands: z.record(z.string(), z.unknown()),
    aggStageCounters: z.record(z.string(), z.unknown()).default({}),
  }),
});
const Command = z.looseObject({ total: Count, failed: Count.default(0) });

/** Each changes definitions, but applyOps, which writes to the oplog by itself. */
const commands = [
  'applyOps',
  'create',
  'drop',
  'dropDatabase',
  'renameCollection',
  'collMod',
  'createIndexes',
  'dropIndexes',
  'convertToCapped',
  'cloneCollectionAsCapped',
  'mapReduce',
];
const stages = ['$out', '$merge'];

/** What the server counts while it is watched: commands that did not fail, and stages of pipelines. */
export async function readCounts(client: MongoClient, context: SurveyContext): Promise<Counted> {
  const router = await saysRouter(client);
  const before = await countsOf(client, context);
  const time = await watched(client, context);
  const after = await countsOf(client, context);
  const grown = [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return { ...time, router, counts: Object.fromEntries(grown.filter(([, count]) => count > 0)) };
}

async function countsOf(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<Map<string, number>> {
  const status = await client.db('admin').command({ serverStatus: 1, maxTimeMS });
  const { metrics } = Status.parse(status);
  const ofCommands = commands.flatMap((name) => {
    const { success, data } = Command.safeParse(metrics.commands[name]);
    return success ? [[name, data.total - data.failed] as const] : [];
  });
  const ofStages = stages.flatMap((name) => {
    const { success, data } = Count.safeParse(metrics.aggStageCounters[name]);
    return success ? [[name, data] as const] : [];
  });
  return new Map([...ofCommands, ...ofStages]);
}
