import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { OpenTransaction } from '../../core/facts/watch.ts';
import { harmless, shortened } from '../../core/harmless.ts';
import type { SurveyContext } from './survey.ts';

const most = 100;

const Rows = z.array(
  z.looseObject({
    appName: z.string().optional(),
    transaction: z.looseObject({ timeOpenMicros: z.coerce.number() }),
  }),
);

/**
 * Transactions that are open, also those that do nothing at the moment; through a mongos those of all shards (manual, $currentOp:
 * `idleSessions`, `transaction.timeOpenMicros`).
 */
export async function openTransactions(
  client: MongoClient,
  { maxTimeMS }: Pick<SurveyContext, 'maxTimeMS'>,
): Promise<OpenTransaction[]> {
  const rows = await client
    .db('admin')
    .aggregate(
      [
        { $currentOp: { allUsers: true, idleSessions: true } },
        { $match: { 'transaction.timeOpenMicros': { $gt: 0 } } },
        { $sort: { 'transaction.timeOpenMicros': -1 } },
        { $limit: most },
        { $project: { _id: 0, appName: 1, 'transaction.timeOpenMicros': 1 } },
      ],
      { maxTimeMS },
    )
    .toArray();
  return Rows.parse(rows).map(({ appName, transaction }) => ({
    seconds: Math.floor(transaction.timeOpenMicros / 1_000_000),
    application: appName === undefined ? null : shortened(harmless(appName)),
  }));
}
