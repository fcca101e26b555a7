import type { MongoClient, Timestamp } from 'mongodb';
import { type Applier, createApplier } from './apply-changes.ts';
import { type ChangeBatch, type ChangeFeed, hasReached, openChangeFeed } from './change-feed.ts';
import { could } from './could-not.ts';
import { followingOf } from './following.ts';
import { enter, goOn, type MigrationRun } from './migration-run.ts';
import { newestEntry, openOplogFeed } from './oplog-feed.ts';
import { clusterTime, codes, unless } from './server-facts.ts';
import type { Transfer } from './transfer.ts';
import type { UserNamespace } from './user-namespaces.ts';

/** How often, in ms, a migration that has nothing to do looks whether it shall go on. */
export const idleWait = 50;

/** Begins where the source is now; `undefined` where its changes cannot be followed. */
export async function feedOf({ source, clock }: MigrationRun, major: number): Promise<(() => ChangeFeed) | undefined> {
  const following = await followingOf(source);
  if (following === 'nothing') return undefined;
  const start = following === 'oplog' ? await newestEntry(source) : await clusterTime(source);
  if (start === undefined) throw new Error('Could not retrieve the latest oplog entry of the source.');
  if (following === 'oplog') return () => openOplogFeed(source, { start, clock });
  return () => openChangeFeed(source, { start, expanded: major >= 6, clock });
}

export async function waitForCutover(run: MigrationRun): Promise<void> {
  const { state, clock, signal } = run;
  enter(run, 'following');
  state.info = 'copied once: the source offers no changes to follow';
  while (!state.isCutOver) {
    state.appliedUntil = clock.now().getTime();
    state.isIdle = true;
    goOn(run);
    await clock.sleep(idleWait, signal);
  }
  enter(run, 'cutting-over');
  await run.trouble.beforeCutover(signal);
}

export async function follow(
  run: MigrationRun,
  transfer: Transfer,
  open: () => ChangeFeed,
  copied: UserNamespace[],
): Promise<void> {
  const { source, state, trouble, signal, keepsSource } = run;
  const feed = open();
  const applier = createApplier(transfer, copied);
  const applyUntil = followedUntil(run, feed, applier);
  try {
    const end = await clusterTime(source);
    enter(run, 'catching-up');
    await applyUntil((batch) => isPast(batch, end));
    applier.caughtUp();
    enter(run, 'following');
    await applyUntil(() => state.isCutOver);
    enter(run, 'cutting-over');
    await trouble.beforeCutover(signal);
    if (!keepsSource) await blockWrites(source, transfer.major);
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
function followedUntil(run: MigrationRun, feed: ChangeFeed, { apply }: Applier) {
  const { state, clock, trouble, signal } = run;
  const pause = async () => {
    goOn(run);
    await clock.sleep(idleWait, signal);
  };
  /** In the order in which they were read, each with when it was asked for. */
  const waiting: { readonly asked: number; readonly batch: ChangeBatch }[] = [];
  const nextDue = () => {
    const [next] = waiting;
    return next !== undefined && clock.now().getTime() - next.asked >= trouble.behindMs() ? waiting.shift() : undefined;
  };
  return async (isEnough: (batch: ChangeBatch) => boolean): Promise<void> => {
    for (;;) {
      while (trouble.behindMs() === Number.POSITIVE_INFINITY) {
        state.isIdle = false;
        await pause();
      }
      goOn(run);
      const asked = clock.now().getTime();
      const read = await could('read the changes of the source', () => feed.read());
      waiting.push({ asked, batch: read });
      for (let due = nextDue(); due !== undefined; due = nextDue()) {
        const { batch } = due;
        // What has been read is behind until it is applied.
        if (batch.changes.length > 0) state.isIdle = false;
        await apply(batch.changes);
        state.changesApplied += batch.changes.length;
        state.isIdle = batch.isDrained && trouble.behindMs() === 0;
        // A drained stream had shown all there was when it was asked; otherwise only the events tell how far it is.
        if (batch.isDrained) state.appliedUntil = due.asked;
        else if (batch.position !== undefined) state.appliedUntil = Number(batch.position >> 32n) * 1000;
        if (isEnough(batch)) return;
      }
      if (waiting.length > 0) {
        state.isIdle = false;
        await pause();
      }
    }
  };
}

/** Atlas does so from 6.0 (domain notes 5.1), and the source stays blocked. Without the privilege its user must keep quiet. */
async function blockWrites(source: MongoClient, major: number): Promise<void> {
  if (major < 6) return;
  const block = { setUserWriteBlockMode: 1, global: true };
  await unless([codes.unauthorized, codes.commandNotFound], () => source.db('admin').command(block));
}
