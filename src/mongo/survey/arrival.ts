import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { newestWrite } from '../user-writes.ts';
import type { SurveyContext, Surveys } from './survey.ts';

const Hello = z.looseObject({ localTime: z.date(), msg: z.string().optional() });

/** By the server's own clock. */
async function lastWrite(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<number | null> {
  const { localTime, msg } = Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS }));
  if (msg === 'isdbgrid') throw new Error('a mongos has no oplog');
  const written = await newestWrite(client);
  if (written === undefined) return null;
  return Math.max(0, Math.round((localTime.getTime() - written.wall.getTime()) / 1000));
}

const Operations = z.looseObject({ inprog: z.array(z.looseObject({ ns: z.string().default('') })) });

export async function indexBuilds(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<readonly string[]> {
  const building = { 'command.createIndexes': { $exists: true } };
  const answer = await client.db('admin').command({ currentOp: 1, ...building, maxTimeMS });
  return [...new Set(Operations.parse(answer).inprog.map(({ ns }) => ns))];
}

const Range = z.looseObject({ ns: z.string() });

async function zones(client: MongoClient, { maxTimeMS }: SurveyContext): Promise<readonly string[]> {
  const tags = client.db('config').collection('tags');
  const ranges = await tags.find({}, { projection: { ns: 1 }, maxTimeMS }).toArray();
  return [
    ...new Set(
      z
        .array(Range)
        .parse(ranges)
        .map(({ ns }) => ns),
    ),
  ];
}

/** What goes on at the destination. */
export const arrivalSurveys = {
  destinationLastWrite: {
    sends: ['hello', 'find on local.oplog.rs, the newest entry of user data'],
    grant: 'read on local',
    read: lastWrite,
  },
  destinationIndexBuilds: { sends: ['currentOp'], grant: 'clusterMonitor on admin', read: indexBuilds },
  destinationZones: { sends: ['find on config.tags'], grant: 'clusterMonitor on admin', read: zones },
} as const satisfies Partial<Surveys>;
