import type { MongoClient } from 'mongodb';
import type { CopyProgress } from './copy-progress.ts';
import type { ShardPlan } from './shard-plan.ts';

/** Where data comes from and goes to, both connected. */
export interface Transfer {
  readonly source: MongoClient;
  readonly destination: MongoClient;
  readonly progress: CopyProgress;
  /** Fulfilled when it may go on; rejects where the migration is stopped, or made to fail now. */
  goOn(): Promise<void>;
  /** Of the source. */
  readonly major: number;
  /** Whether the destination knows `collMod`. */
  readonly canModify: boolean;
  readonly shardPlan: ShardPlan;
}
