import type { MongoClient } from 'mongodb';
import type {
  MigrationJob,
  MigrationMoment,
  MigrationProgress,
  MigrationTrouble,
} from '../migration/migration-service.ts';
import type { Clock } from '../model/clock.ts';
import type { CopyProgress } from './copy-progress.ts';

/** What the migration tells while it runs. */
export interface MigrationState {
  phase: MigrationProgress['phase'];
  moment: MigrationMoment;
  info: string;
  changesApplied: number;
  readonly progress: CopyProgress;
  /** Epoch ms: the destination holds everything that the source had written by then. */
  appliedUntil: number | undefined;
  /** The last read has shown the last entry of the source, and what comes is applied. */
  isIdle: boolean;
  /** Set from outside. */
  isCutOver: boolean;
}

export interface MigrationRun {
  readonly job: MigrationJob;
  readonly source: MongoClient;
  readonly destination: MongoClient;
  readonly state: MigrationState;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly trouble: MigrationTrouble;
  /** Its writes are not blocked, and its balancer is not stopped. */
  readonly keepsSource: boolean;
}

const moments: Readonly<Record<MigrationMoment, Pick<MigrationState, 'phase' | 'info'>>> = {
  initializing: { phase: 'copying', info: 'initializing collections and indexes' },
  copying: { phase: 'copying', info: 'collection copy' },
  'catching-up': { phase: 'copying', info: 'change event application' },
  following: { phase: 'following', info: 'change event application' },
  'cutting-over': { phase: 'finalizing', info: 'blocking writes on the source, applying the last changes' },
  committing: { phase: 'finalizing', info: 'restoring limits, unique and TTL indexes' },
};

/** Against the last entry of the source, in ms, however long a read of it takes; `undefined` before the first. */
export function lagOf({ appliedUntil, isIdle }: MigrationState, now: number): number | undefined {
  if (appliedUntil === undefined) return undefined;
  return isIdle ? 0 : Math.max(0, now - appliedUntil);
}

/** Throws where it was planned that the migration fails there. */
export function enter(run: MigrationRun, moment: MigrationMoment): void {
  run.state.moment = moment;
  Object.assign(run.state, moments[moment]);
  // Copying is to fail after some documents, so it is asked after each batch.
  if (moment !== 'copying') goOn(run);
}

/** Throws where the migration is stopped, or made to fail at the moment it is in. */
export function goOn({ state, trouble, signal }: MigrationRun): void {
  signal.throwIfAborted();
  const failure = trouble.failureAt(state.moment);
  if (failure !== undefined) throw new Error(failure);
}
