import type { MongoClient } from 'mongodb';
import type { CopyProgress } from './copy-progress.ts';

/** Where data comes from and goes to, both connected. */
export interface Route {
  readonly source: MongoClient;
  readonly destination: MongoClient;
  readonly signal: AbortSignal;
  readonly progress: CopyProgress;
  /** Of the source. */
  readonly major: number;
  /** Whether the destination knows `collMod`. */
  readonly canModify: boolean;
}
