import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { done, type Journal, started, submitted, withSeen } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import type { CutoverBefore } from '../../../../src/core/way-back/cutover-before.ts';
import type { DeploymentMoment } from '../../../../src/core/way-back/deployment-moment.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import { ago, answers, fakeWorld, now, untouched, type WorldParts } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const created = done(untouched, createMigration.id, { migrationId }, now);
const seconds = (ms: number) => Math.floor((now.getTime() - ms) / 1000);
const minute = 60_000;

const moment: DeploymentMoment = {
  server: 'a.example:27017',
  clusterTime: known({ seconds: seconds(0), increment: 7 }),
  lastWrite: known({ at: new Date(ago(23_000)), agoMs: 20_000 }),
  writes: known({ state: 'free' }),
  balancer: known('none'),
  hasPrimary: true,
};
const uris = {
  sourceUri: new Secret('mongodb://planted-source'),
  destinationUri: new Secret('mongodb://planted-there'),
};
const withUris = { ...answers, ...uris };
const hour = 3_600_000;
const reach = { spanMs: 36 * hour, bytes: 10, maxBytes: 10, minHours: 0, written: null };
const reaches = {
  read: [
    {
      name: 'atlas-1',
      value: {
        ...reach,
        oldest: { seconds: seconds(36 * hour), increment: 1 },
        newest: { seconds: seconds(0), increment: 1 },
      },
    },
  ],
  unread: [],
};
const looking = { moment: async () => moment, oplogReaches: async () => reaches };
const refused = new LivemigError({ kind: 'step-failed', code: 'MONGODB_SLOW', message: 'Nobody there.', fix: 'Look.' });

const kept: CutoverBefore = {
  at: ago(6 * minute),
  source: known({ clusterTime: { seconds: seconds(6 * minute), increment: 1 }, server: 's', readAt: ago(6 * minute) }),
  destination: known({
    clusterTime: { seconds: seconds(2 * hour), increment: 3 },
    server: 'd',
    readAt: ago(6 * minute),
  }),
  lastWrite: known({ at: ago(6 * minute + 5_000), byServer: ago(7 * minute) }),
};
const requestedAt = ago(6 * minute - 1_000);
const asked = started(created, cutOver.id, new Date(ago(6 * minute)), kept);
const requested = submitted(asked, cutOver.id, { requestedAt, requestedBy: 'ann' }, new Date(requestedAt));

async function look(status: string, journal: Journal, parts: WorldParts = {}) {
  const migration = async () => ({ _id: migrationId, migrationHosts: ['mig01.corp.example'], status });
  const { world, did } = await fakeWorld({ journal, atlas: { migration }, ...parts });
  const seen = await cutOver.observe(world, undefined);
  return { seen, details: 'details' in seen ? seen.details : undefined, did: did.map(([name]) => name) };
}

describe('right before the cutover is requested', () => {
  const read = async (parts: WorldParts) => cutOver.before?.((await fakeWorld({ journal: created, ...parts })).world);

  it('both cluster times are read, and when the source was last written', async () => {
    const time = {
      clusterTime: { seconds: seconds(0), increment: 7 },
      server: 'a.example:27017',
      readAt: now.toISOString(),
    };
    expect(await read({ values: withUris, inspector: looking })).toEqual({
      ...{
        at: now.toISOString(),
        source: known(time),
        destination: known(time),
        lastWrite: known({ at: ago(20_000), byServer: ago(23_000) }),
      },
    });
  });

  it('what cannot be read is not known, each by itself, and stops nothing', async () => {
    const inspector = {
      moment: async (side: string) => {
        if (side === 'source') throw refused;
        return { ...moment, clusterTime: unknownBecause<never>('it tells none') };
      },
    };
    expect(await read({ values: withUris, inspector })).toEqual({
      at: now.toISOString(),
      source: unknownBecause('Nobody there.'),
      destination: unknownBecause('it tells none'),
      lastWrite: unknownBecause('Nobody there.'),
    });
    expect(await read({})).toMatchObject({
      source: unknownBecause('LIVEMIG_SOURCE_URI is not set'),
      destination: unknownBecause('LIVEMIG_DESTINATION_URI is not set'),
    });
  });

  it('an interruption is none of it', async () => {
    const interrupted = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stop.', fix: 'Again.' });
    const inspector = { moment: async () => Promise.reject(interrupted) };
    await expect(read({ values: withUris, inspector })).rejects.toBe(interrupted);
  });

  it.each([
    ['the end of before-cutover', { 'before-cutover': 1, 'on-writes-stopped': 3 }, ago(2_000)],
    ['the beginning of on-writes-stopped where it is alone', { 'on-writes-stopped': 3 }, ago(3_000)],
    ['nothing without either', {}, undefined],
  ])('the hooks of this attempt have stopped the writes: %s', async (_, secondsAgo, hooksStoppedAt) => {
    const times = new Map(Object.entries(secondsAgo));
    const hooks: WorldParts['hooks'] = {
      timesOf: async (name, occasion) => {
        const at = times.get(name);
        if (at === undefined || occasion !== `${migrationId}/cutover/${now.toISOString()}`) return undefined;
        return { startedAt: ago(at * 1_000), endedAt: ago(2_000) };
      },
    };
    expect(await read({ hooks })).toMatchObject({ at: now.toISOString(), ...(hooksStoppedAt && { hooksStoppedAt }) });
    expect(Object.keys((await read({ hooks })) ?? {}).includes('hooksStoppedAt')).toBe(hooksStoppedAt !== undefined);
  });
});

describe('a cutover that is seen COMPLETE', () => {
  it('is measured, and keeps what was measured', async () => {
    const { seen, details } = await look('COMPLETE', requested, { values: withUris, inspector: looking });
    expect(details?.downtime).toMatchObject({
      ...{ stopped: { by: 'last-write', at: ago(20_000) }, completeSeenAt: now.toISOString() },
      writable: known(true),
    });
    expect('receipt' in seen && seen.receipt).toEqual({
      ...{ requestedAt, requestedBy: 'ann', downtime: details?.downtime },
      seenComplete: {
        at: now.toISOString(),
        wayBack: details?.rollbackWindow,
        sourceWrites: known({ state: 'free' }),
        balancers: { source: known('none'), destination: known('none') },
      },
    });
  });

  it('is not measured twice: what was kept is told for good, and nobody looks', async () => {
    const { details } = await look('COMPLETE', requested, { values: withUris, inspector: looking });
    const seenComplete = {
      ...{ at: ago(minute), wayBack: { state: 'not-looked-at', because: 'nobody has' } },
      sourceWrites: unknownBecause('nobody has'),
    };
    const receipt = { requestedAt, downtime: details?.downtime, seenComplete };
    const after = done(requested, cutOver.id, receipt, now);
    const again = await look('COMPLETE', after, { values: withUris, inspector: { oplogReaches: async () => reaches } });
    expect(again.details?.downtime).toEqual(details?.downtime);
    expect('receipt' in again.seen && again.seen.receipt).toEqual(receipt);
    expect(again.did).toEqual(['migration', 'oplogReaches']);
  });

  it('counts to when it was first seen so, whoever saw it', async () => {
    const samples = [
      { at: ago(70_000), status: 'WORKING', ready: false, lagSeconds: null },
      { at: ago(minute), status: 'COMPLETE', ready: false, lagSeconds: null },
    ];
    const bySamples = await look('COMPLETE', requested, { samples });
    expect(bySamples.details?.downtime).toMatchObject({ completeSeenAt: ago(minute), leastMs: 4 * minute + 55_000 });
    const journal = withSeen(requested, { 'migration.complete': 'COMPLETE' }, new Date(ago(2 * minute)));
    expect((await look('COMPLETE', journal, { samples })).details?.downtime?.completeSeenAt).toBe(ago(2 * minute));
  });

  it.each<[string, Partial<DeploymentMoment>, boolean]>([
    ['a primary that blocks nobody', {}, true],
    ['a primary that does not say whether it blocks', { writes: unknownBecause('not allowed') }, true],
    ['a primary that blocks writes', { writes: known({ state: 'blocked' }) }, false],
    ['no primary', { hasPrimary: false }, false],
  ])('tells whether the destination takes writes: %s', async (_, more, writable) => {
    const inspector = { ...looking, moment: async () => ({ ...moment, ...more }) };
    const { details } = await look('COMPLETE', requested, { values: withUris, inspector });
    expect(details?.downtime?.writable).toEqual(known(writable));
  });

  it('does not count from a request that was sent long before, whose answer was lost', async () => {
    const first = started(created, cutOver.id, new Date(ago(hour)), { ...kept, at: ago(hour) });
    const late = submitted(first, cutOver.id, { requestedAt: now.toISOString() }, now);
    const { details } = await look('COMPLETE', late);
    expect(details?.downtime).toMatchObject({ notMeasured: expect.stringContaining('is not known') });
  });

  it('has no downtime, and no receipt, where it was requested elsewhere', async () => {
    const { seen, details } = await look('COMPLETE', created, { values: withUris, inspector: looking });
    expect('receipt' in seen).toBe(false);
    expect(details?.downtime).toBeUndefined();
    const found = done(created, cutOver.id, undefined, now);
    const { details: told } = await look('COMPLETE', found, { values: withUris, inspector: looking });
    expect(told?.downtime).toBeUndefined();
    expect(told?.rollbackWindow).toEqual({
      state: 'not-known',
      because: 'the cutover was not requested from this directory',
    });
  });
});

describe('the way back of a cutover that is COMPLETE', () => {
  const windowOf = async (journal: Journal, parts: WorldParts) =>
    (await look('COMPLETE', journal, parts)).details?.rollbackWindow;

  it('is told by the cluster time of the destination', async () => {
    expect(await windowOf(requested, { values: withUris, inspector: looking })).toMatchObject({
      ...{ state: 'open', leftMs: 34 * hour, because: expect.not.stringContaining('Counted') },
    });
  });

  it('is told by the clock where that was not read', async () => {
    const unread = { ...kept, destination: unknownBecause<never>('Nobody there.') };
    const journal = submitted(
      started(created, cutOver.id, new Date(ago(hour)), unread),
      cutOver.id,
      { requestedAt: ago(hour) },
      now,
    );
    expect(await windowOf(journal, { values: withUris, inspector: looking })).toMatchObject({
      ...{ leftMs: 35 * hour, because: expect.stringContaining('was not read (Nobody there)') },
    });
    const older = submitted(created, cutOver.id, { requestedAt: ago(hour) }, new Date(ago(hour)));
    expect(await windowOf(older, { values: withUris, inspector: looking })).toMatchObject({ leftMs: 35 * hour });
  });

  it('is not looked at without the connection string, nor where nobody answers', async () => {
    expect(await windowOf(requested, {})).toEqual({
      ...{ state: 'not-looked-at', because: 'LIVEMIG_DESTINATION_URI is not set' },
    });
    const inspector = { ...looking, oplogReaches: async () => Promise.reject(refused) };
    expect(await windowOf(requested, { values: withUris, inspector })).toEqual({
      ...{ state: 'not-looked-at', because: 'Nobody there.' },
    });
  });
});

describe('while the cutover is waited for', () => {
  const blocked = { moment: async () => ({ ...moment, writes: known({ state: 'blocked' as const }) }) };
  const unseen = { ...kept, lastWrite: unknownBecause<never>('a mongos has no oplog') };
  const blind = submitted(started(created, cutOver.id, now, unseen), cutOver.id, { requestedAt }, now);

  it('the write block is looked for where nothing tells when the writes stopped, once', async () => {
    const { seen } = await look('WORKING', blind, { values: withUris, inspector: blocked });
    expect(seen.seen).toMatchObject({ 'source.write-block': 'blocked' });
    const free = await look('WORKING', blind, { values: withUris, inspector: looking });
    expect(free.seen.seen).not.toHaveProperty('source.write-block');
    const after = withSeen(blind, { 'source.write-block': 'blocked' }, now);
    for (const journal of [after, requested])
      expect((await look('WORKING', journal, { values: withUris, inspector: blocked })).did).not.toContain('moment');
  });
});
