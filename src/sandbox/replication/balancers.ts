import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { codes, isRouter, unless } from './server-facts.ts';

const Status = z.object({ mode: z.string() });

/**
 * Stops the balancers of both ends, as Atlas does for the time of a migration (domain notes, C08). What it returns
 * starts those again that were running; a user who may not stop one leaves it as it is.
 */
export async function stopBalancers(ends: readonly MongoClient[]): Promise<() => Promise<void>> {
  const stopped: MongoClient[] = [];
  for (const end of ends) {
    if (!(await isRouter(end))) continue;
    const { mode } = Status.parse(await end.db('admin').command({ balancerStatus: 1 }));
    if (mode === 'off') continue;
    await unless([codes.unauthorized], async () => {
      await end.db('admin').command({ balancerStop: 1 });
      stopped.push(end);
    });
  }
  return async () => {
    for (const end of stopped) await end.db('admin').command({ balancerStart: 1 });
  };
}
