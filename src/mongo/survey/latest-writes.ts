import { type MongoClient, Timestamp } from 'mongodb';
import { z } from 'zod';
import type { LatestWrites } from '../../core/facts/watch.ts';
import { clusterTimeOf } from '../cluster-time-of.ts';
import { newestWrite } from '../user-writes.ts';
import { lookAtEach, setsOf } from './places.ts';
import type { SurveyContext } from './survey.ts';
import { writtenSince } from './writes.ts';

/** So far back is looked: longer than the pauses of whoever writes all the time, and no time for whoever waits. */
const seconds = 10;

const Hello = z.looseObject({ localTime: z.date() });

/** What user data was written lately, as the oplog of each set has it; waits for nothing. */
export async function readLatestWrites(client: MongoClient, context: SurveyContext): Promise<LatestWrites> {
  const sets = await setsOf(client, context);
  return { seconds, sets: await lookAtEach(sets, ({ ask }) => ask((set) => latestOn(set, context.maxTimeMS))) };
}

type Latest = LatestWrites['sets']['read'][number]['value'];

async function latestOn(client: MongoClient, maxTimeMS: number): Promise<Latest> {
  const { localTime } = Hello.parse(await client.db('admin').command({ hello: 1, maxTimeMS }));
  const at = new Date(localTime.getTime() - seconds * 1_000);
  const from = new Timestamp({ t: Math.floor(at.getTime() / 1_000) - 1, i: 0 });
  const written = await writtenSince(client, { from, at }, seconds, maxTimeMS);
  const newest = await newestWrite(client).catch(() => undefined);
  const quietMs = newest === undefined ? null : Math.max(0, localTime.getTime() - newest.wall.getTime());
  return {
    ...written,
    lastWrite: newest === undefined ? null : clusterTimeOf(newest.ts),
    quietSeconds: quietMs === null ? null : quietMs / 1_000,
  };
}
