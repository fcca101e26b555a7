import type { MongoClient } from 'mongodb';
import type { Watched } from '../../core/facts/watch.ts';
import { paceOf } from './slower.ts';
import type { SurveyContext } from './survey.ts';

type Context = Pick<SurveyContext, 'maxTimeMS' | 'clock' | 'signal' | 'progress' | 'watchMs'>;

/** Between two looks at how fast the server is. */
const betweenMs = 5_000;

/** Lets the time pass for which a deployment is to be watched; ends it where its server becomes slower. */
export async function watched(client: MongoClient, context: Context): Promise<Watched> {
  const { clock, signal, progress, maxTimeMS, watchMs = 0 } = context;
  const ms = () => clock.now().getTime();
  const pace = await paceOf(async () => {
    const asked = ms();
    await client.db('admin').command({ ping: 1, maxTimeMS });
    return ms() - asked;
  });
  const began = ms();
  const passed = () => Math.max(0, ms() - began);
  for (let left = watchMs; left > 0; left -= betweenMs) {
    await clock.sleep(Math.min(betweenMs, left), signal);
    progress({ what: 'seconds', done: seconds(passed()), total: seconds(watchMs) });
    const slower = await pace.look();
    if (slower !== undefined) return { seconds: seconds(passed()), slower };
  }
  return { seconds: seconds(passed()), slower: null };
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
