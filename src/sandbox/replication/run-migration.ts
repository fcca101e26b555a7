import type { MongoClient, Timestamp } from 'mongodb';
import type { Clock } from '../../core/ports.ts';
import type { MigrationJob, MigrationProgress } from '../migration-service.ts';
import { alignNamespace } from './align-namespace.ts';
import { createApplier } from './apply-changes.ts';
import { type ChangeBatch, type ChangeFeed, hasReached, openChangeFeed } from './change-feed.ts';
import { copyDeployment, dropUserData } from './copy-deployment.ts';
import type { Route } from './route.ts';
import { clusterTime, codes, isStandalone, majorOf, unless, versionOf } from './server-facts.ts';
import { userNamespaces } from './user-namespaces.ts';

/** What the migration tells while it runs. */
export interface MigrationState {
  phase: MigrationProgress['phase'];
  changesApplied: number;
  documentsCopied: number;
  /** Epoch ms: the destination holds everything that the source had written by then. */
  appliedUntil: number | undefined;
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
}

/** How often, in ms, a migration without a change stream looks whether it shall end. */
const idleWait = 50;

/**
 * Copies, follows, and completes once the cutover is asked for. The start time is taken before anything is read, so
 * that the change stream has all that the copy may have missed.
 * A source without an oplog is copied once and then waits for its cutover; what is written meanwhile is not carried over.
 */
export async function runMigration(run: MigrationRun): Promise<void> {
  const { job, source, destination, state, signal } = run;
  const onCopied = (documents: number) => {
    state.documentsCopied += documents;
  };
  const route: Route = { source, destination, signal, onCopied };
  const major = majorOf(await versionOf(source));
  const start = (await isStandalone(source)) ? undefined : await clusterTime(source);
  if (job.dropDestinationData) await dropUserData(route);
  await copyDeployment(route);
  if (start === undefined) await waitForCutover(run);
  else await follow(run, route, start, major);
  for (const { db, name } of await userNamespaces(source)) {
    signal.throwIfAborted();
    await alignNamespace(route, db, name, true);
  }
  state.phase = 'complete';
}

async function waitForCutover({ state, clock, signal }: MigrationRun): Promise<void> {
  state.phase = 'following';
  while (!state.isCutOver) {
    state.appliedUntil = clock.now().getTime();
    await clock.sleep(idleWait, signal);
  }
  state.phase = 'finalizing';
}

async function follow(run: MigrationRun, route: Route, start: Timestamp, major: number): Promise<void> {
  const { source, state, clock } = run;
  const feed = openChangeFeed(source, { start, expanded: major >= 6, clock });
  const applyUntil = followedUntil(run, route, feed);
  try {
    const copied = await clusterTime(source);
    await applyUntil((batch) => isPast(batch, copied));
    state.phase = 'following';
    await applyUntil(() => state.isCutOver);
    state.phase = 'finalizing';
    await blockWrites(source, major);
    const last = await clusterTime(source);
    await applyUntil((batch) => isPast(batch, last));
  } finally {
    await feed.close();
  }
}

function isPast(batch: ChangeBatch, time: Timestamp | undefined): boolean {
  return time === undefined ? batch.isDrained : hasReached(batch, time);
}

/** Reads and applies batch after batch until one, applied, is the last that is wanted. */
function followedUntil({ state, clock }: MigrationRun, route: Route, feed: ChangeFeed) {
  const { apply } = createApplier(route);
  return async (isEnough: (batch: ChangeBatch) => boolean): Promise<void> => {
    for (;;) {
      route.signal.throwIfAborted();
      const asked = clock.now().getTime();
      const batch = await feed.read();
      await apply(batch.changes);
      state.changesApplied += batch.changes.length;
      // A drained stream had shown all there was when it was asked; otherwise only the events tell how far it is.
      if (batch.isDrained) state.appliedUntil = asked;
      else if (batch.position !== undefined) state.appliedUntil = Number(batch.position >> 32n) * 1000;
      if (isEnough(batch)) return;
    }
  };
}

/** Atlas does so from 6.0 (domain notes 5.1), and the source stays blocked. Without the privilege its user must keep quiet. */
async function blockWrites(source: MongoClient, major: number): Promise<void> {
  if (major < 6) return;
  const block = { setUserWriteBlockMode: 1, global: true };
  await unless([codes.unauthorized, codes.commandNotFound], () => source.db('admin').command(block));
}
