import { expect, it } from 'vitest';
import type { MigrationMoment } from '../../../src/sandbox/migration/migration-service.ts';
import { createCopyProgress } from '../../../src/sandbox/replication/copy-progress.ts';
import { follow } from '../../../src/sandbox/replication/follow-changes.ts';
import { lagOf, type MigrationState } from '../../../src/sandbox/replication/migration-run.ts';
import { startServers } from '../../support/migration-servers.ts';

/** Follows a source that needs so many ms for each read; gives the lag after each, and while a change is applied. */
async function lagsBehind(msPerRead: number, isWritten = false, behindMs = 0) {
  const { clients } = await startServers();
  const { source, destination } = clients;
  let now = 1_800_000_000_000;
  const lags: number[] = [];
  const applying: (number | undefined)[] = [];
  const change = {
    get operationType() {
      applying.push(lagOf(state, now));
      return 'shardCollection';
    },
    ns: { db: 'shop', coll: 'orders' },
  };
  const progress = createCopyProgress();
  const state: MigrationState = {
    ...{ phase: 'copying', moment: 'catching-up', info: '', changesApplied: 0, appliedUntil: undefined, isIdle: false },
    ...{ progress, isCutOver: false },
  };
  const stopping = new AbortController();
  const trouble = {
    failureAt: (_: MigrationMoment) => undefined,
    holdsCopy: () => false,
    behindMs: () => behindMs,
    beforeCutover: async () => undefined,
  };
  const feed = {
    read: async () => {
      const lag = lagOf(state, now);
      if (lag !== undefined) lags.push(lag / 1000);
      if (lags.length === 3) stopping.abort();
      now += msPerRead;
      return { changes: isWritten ? [change] : [], isDrained: true, position: 2n ** 63n };
    },
    close: async () => undefined,
  };
  const run = {
    job: { sourceUri: '', destinationUri: '', dropDestinationData: false },
    ...{ source, destination, state, trouble, signal: stopping.signal, keepsSource: true },
    clock: { now: () => new Date(now), sleep: async () => undefined },
  };
  const transfer = {
    ...{ source, destination, progress, goOn: async () => undefined, major: 7, canModify: true, shardPlan: new Map() },
  };
  await expect(follow(run, transfer, () => feed, [])).rejects.toThrow('abort');
  return { lags, applying };
}

it.each([100, 5_000, 20_000])(
  'there is no lag behind a source in which nothing is written, at %i ms a read',
  async (ms) => {
    expect((await lagsBehind(ms)).lags).toEqual([0, 0, 0]);
  },
);

it('what has been read is behind until it is applied', async () => {
  const { lags, applying } = await lagsBehind(5_000, true);
  // Nothing is known of the lag before the first read has been applied.
  expect(new Set(applying)).toEqual(new Set([undefined, 10_000]));
  expect(lags).toEqual([0, 0, 0]);
});

it('who is two minutes late stays two minutes behind', async () => {
  const { lags } = await lagsBehind(60_000, true, 120_000);
  expect(lags).toEqual([120, 120, 120]);
});
