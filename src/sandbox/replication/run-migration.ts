import type { MongoClient, Timestamp } from 'mongodb';
import type { Clock } from '../../core/ports.ts';
import type { MigrationJob, MigrationMoment, MigrationProgress, MigrationTrouble } from '../migration-service.ts';
import { commitNamespace } from './align-namespace.ts';
import { createApplier } from './apply-changes.ts';
import { type ChangeBatch, type ChangeFeed, hasReached, openChangeFeed } from './change-feed.ts';
import { copyDeployment, dropUserData } from './copy-deployment.ts';
import type { CopyProgress } from './copy-progress.ts';
import { followingOf } from './following.ts';
import { newestEntry, openOplogFeed } from './oplog-feed.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import type { Route } from './route.ts';
import { clusterTime, codes, knowsCollMod, majorOf, unless, versionOf } from './server-facts.ts';
import { type UserNamespace, userNamespaces } from './user-namespaces.ts';

/** What the migration tells while it runs. */
export interface MigrationState {
  phase: MigrationProgress['phase'];
  moment: MigrationMoment;
  info: string;
  changesApplied: number;
  readonly progress: CopyProgress;
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
  readonly trouble: MigrationTrouble;
}

/** How often, in ms, a migration that has nothing to do looks whether it shall go on. */
const idleWait = 50;

/**
 * Copies, follows, and completes once the cutover is asked for. The start time is taken before anything is read, so
 * that the change stream has all that the copy may have missed.
 * A source without an oplog is copied once and then waits for its cutover; what is written meanwhile is not carried over.
 */
export async function runMigration(run: MigrationRun): Promise<void> {
  const { job, source, destination, state } = run;
  const major = majorOf(await versionOf(source));
  const canModify = await knowsCollMod(destination);
  const route: Route = { source, destination, major, canModify, progress: state.progress, goOn: () => goOn(run) };
  enter(run, 'initializing');
  await refuseUnsupported(source);
  const open = await feedOf(run, major);
  if (job.dropDestinationData) await dropUserData(route);
  enter(run, 'copying');
  const copied = await copyDeployment(route);
  if (open === undefined) await waitForCutover(run);
  else await follow(run, route, open, copied);
  enter(run, 'committing');
  for (const namespace of await userNamespaces(source)) {
    goOn(run);
    await commitNamespace(route, namespace);
  }
  state.phase = 'complete';
  state.info = 'commit completed';
}

const moments: Readonly<Record<MigrationMoment, Pick<MigrationState, 'phase' | 'info'>>> = {
  initializing: { phase: 'copying', info: 'initializing collections and indexes' },
  copying: { phase: 'copying', info: 'collection copy' },
  'catching-up': { phase: 'copying', info: 'change event application' },
  following: { phase: 'following', info: 'change event application' },
  'cutting-over': { phase: 'finalizing', info: 'blocking writes on the source, applying the last changes' },
  committing: { phase: 'finalizing', info: 'restoring limits, unique and TTL indexes' },
};

function enter(run: MigrationRun, moment: MigrationMoment): void {
  run.state.moment = moment;
  Object.assign(run.state, moments[moment]);
  // Copying is to fail after some documents, so it is asked after each batch.
  if (moment !== 'copying') goOn(run);
}

/** Throws where the migration is stopped, or made to fail at the moment it is in. */
function goOn({ state, trouble, signal }: MigrationRun): void {
  signal.throwIfAborted();
  const failure = trouble.failureAt(state.moment);
  if (failure !== undefined) throw new Error(failure);
}

/** Begins where the source is now; `undefined` where its changes cannot be followed. */
async function feedOf({ source, clock }: MigrationRun, major: number): Promise<(() => ChangeFeed) | undefined> {
  const following = await followingOf(source);
  if (following === 'nothing') return undefined;
  const start = following === 'oplog' ? await newestEntry(source) : await clusterTime(source);
  if (start === undefined) throw new Error('Could not retrieve the latest oplog entry of the source.');
  if (following === 'oplog') return () => openOplogFeed(source, { start, clock });
  return () => openChangeFeed(source, { start, expanded: major >= 6, clock });
}

async function waitForCutover(run: MigrationRun): Promise<void> {
  const { state, clock, signal } = run;
  enter(run, 'following');
  while (!state.isCutOver) {
    state.appliedUntil = clock.now().getTime();
    goOn(run);
    await clock.sleep(idleWait, signal);
  }
  enter(run, 'cutting-over');
  await run.trouble.beforeCutover(signal);
}

async function follow(run: MigrationRun, route: Route, open: () => ChangeFeed, copied: UserNamespace[]): Promise<void> {
  const { source, state, trouble, signal } = run;
  const feed = open();
  const applyUntil = followedUntil(run, route, feed, copied);
  try {
    const end = await clusterTime(source);
    enter(run, 'catching-up');
    await applyUntil((batch) => isPast(batch, end));
    enter(run, 'following');
    await applyUntil(() => state.isCutOver);
    enter(run, 'cutting-over');
    await trouble.beforeCutover(signal);
    await blockWrites(source, route.major);
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
function followedUntil(run: MigrationRun, route: Route, feed: ChangeFeed, copied: UserNamespace[]) {
  const { state, clock, trouble, signal } = run;
  const pause = async () => {
    goOn(run);
    await clock.sleep(idleWait, signal);
  };
  const { apply } = createApplier(route, copied);
  return async (isEnough: (batch: ChangeBatch) => boolean): Promise<void> => {
    for (;;) {
      while (trouble.holdsApplier()) await pause();
      goOn(run);
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
