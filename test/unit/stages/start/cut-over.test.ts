import { describe, expect, it } from 'vitest';
import type { LiveMigration } from '../../../../src/api/atlas-schemas.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { done, started, submitted } from '../../../../src/core/journal.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import { caught } from '../../../support/caught.ts';
import { ago, fakeWorld, now, run, untouched } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const created = done(untouched, createMigration.id, { migrationId }, now);
const asked = started(created, cutOver.id, new Date(ago(60_000)));
const requested = submitted(created, cutOver.id, { requestedAt: ago(60_000), requestedBy: 'ann' }, now);
const requestedBefore = submitted(created, cutOver.id, { requestedAt: ago(60_000) }, now);

async function look(told: Partial<LiveMigration>, journal = created) {
  const migration = async () => ({ _id: migrationId, migrationHosts: ['mig01.corp.example'], ...told });
  const { world, did } = await fakeWorld({ journal, atlas: { migration } });
  return { seen: await cutOver.observe(world, undefined), did };
}

const ready = { status: 'WORKING', readyForCutover: true, lagTimeSeconds: 2 };

describe('whether it may be cut over', () => {
  it.each<[string, Partial<LiveMigration>, string, string]>([
    ['no lag at all: to do', { lagTimeSeconds: 0 }, 'todo', 'ready for cutover, lag 0 s'],
    ['a lag of 30 s: to do', { lagTimeSeconds: 30 }, 'todo', 'ready for cutover, lag 30 s'],
    ['a lag of 31 s: waiting', { lagTimeSeconds: 31 }, 'waiting', 'lag 31 s; waiting until it is at most 30 s'],
    ['a lag of hours: waiting', { lagTimeSeconds: 3_000 }, 'waiting', 'lag 3000 s;'],
    ['no lag told: waiting', { lagTimeSeconds: null }, 'waiting', 'Atlas reports no lag'],
    ['no lag in the answer: waiting', { lagTimeSeconds: undefined }, 'waiting', 'Atlas reports no lag'],
    ['a lag that cannot be: waiting', { lagTimeSeconds: -1 }, 'waiting', 'a lag of -1 s, which cannot be'],
    ['a lag that is no number: waiting', { lagTimeSeconds: Number.NaN }, 'waiting', 'which cannot be'],
    ['not ready: waiting', { readyForCutover: false }, 'waiting', 'not ready for cutover (following, lag 2 s)'],
    ['readiness not told: waiting', { readyForCutover: null }, 'waiting', 'not ready for cutover'],
    ['NEW is never ready', { status: 'NEW' }, 'waiting', 'not ready for cutover (scheduled)'],
    ['a status that nobody knows is never ready', { status: 'ODD' }, 'waiting', 'Atlas reports ODD'],
    ['no status is never ready', { status: null }, 'waiting', 'Atlas reports no status yet'],
  ])('%s', async (_, told, state, detail) => {
    const { seen, did } = await look({ ...ready, ...told });
    expect(seen).toMatchObject({ state, detail: expect.stringContaining(detail) });
    expect(did).toEqual([['migration', 'atlas-project', migrationId]]);
  });

  it('COMPLETE: done, and seen for good', async () => {
    expect((await look({ status: 'COMPLETE' })).seen).toMatchObject({
      state: 'done',
      detail: 'COMPLETE',
      details: { status: 'COMPLETE', readyForCutover: false, lagSeconds: null },
      seen: { 'migration.status': 'COMPLETE', 'migration.complete': 'COMPLETE' },
    });
  });

  it.each([
    ['FAILED', 'MIGRATION_FAILED'],
    ['EXPIRED', 'MIGRATION_EXPIRED'],
  ])('%s: failed, whatever else is told', async (status, code) => {
    for (const journal of [created, asked, requested]) {
      expect((await look({ ...ready, status }, journal)).seen).toMatchObject({
        state: 'failed',
        error: { kind: 'step-failed', code, fix: expect.stringContaining('livemig status') },
        seen: { 'migration.status': status },
      });
    }
  });

  it('without a migration it is to do, and Atlas is not asked', async () => {
    const { seen, did } = await look(ready, untouched);
    expect(seen).toEqual({ state: 'todo', detail: 'this directory knows of no migration yet' });
    expect(did).toEqual([]);
  });
});

describe('once the cutover was requested', () => {
  const since = '2026-01-18 14:29:00 UTC';

  it.each<[string, typeof created, Partial<LiveMigration>, string, string]>([
    [
      'it is waited for, whatever Atlas says of readiness',
      requested,
      ready,
      'waiting',
      `cutover requested ${since} by ann; it cannot be undone; Atlas reports WORKING; waiting for COMPLETE`,
    ],
    ['a requester that an older version did not note', requestedBefore, ready, 'waiting', `requested ${since}; it`],
    [
      'a record that has lost its receipt: it was answered all the same',
      submitted(created, cutOver.id, undefined, now),
      ready,
      'waiting',
      'cutover requested 2026-01-18 14:30:00 UTC; it cannot be undone',
    ],
    ['no status told', requested, { ...ready, status: null }, 'waiting', 'Atlas reports no status; waiting'],
    [
      'an answer that was lost, and readiness that is gone: it has arrived, perhaps',
      asked,
      { ...ready, readyForCutover: false },
      'waiting',
      `cutover requested, with no answer known, ${since}; it cannot be undone`,
    ],
    [
      'an answer that was lost, and no lag any more',
      asked,
      { ...ready, lagTimeSeconds: null },
      'waiting',
      'no answer known',
    ],
    ['an answer that was lost, and all as before: to do', asked, ready, 'todo', 'ready for cutover, lag 2 s'],
  ])('%s', async (_, journal, told, state, detail) => {
    expect((await look(told, journal)).seen).toMatchObject({ state, detail: expect.stringContaining(detail) });
  });

  it('tells when and by whom, with what Atlas tells', async () => {
    const details = { status: 'WORKING', readyForCutover: true, lagSeconds: 2, cutoverRequestedAt: ago(60_000) };
    expect((await look(ready, requested)).seen).toMatchObject({ details: { ...details, cutoverRequestedBy: 'ann' } });
    const { seen } = await look(ready, requestedBefore);
    expect('details' in seen && seen.details).toMatchObject(details);
  });
});

describe('cutting over', () => {
  it('asks Atlas for it once, and notes who and when', async () => {
    const { world, did } = await fakeWorld({ journal: created, atlas: { cutover: async () => {} } });
    expect(await run(cutOver, world)).toEqual({ requestedAt: now.toISOString(), requestedBy: 'dba' });
    expect(did).toEqual([['cutover', 'atlas-project', migrationId]]);
  });

  it.each([
    ['knows of no migration', untouched],
    ['does not know its id', started(untouched, createMigration.id, now)],
  ])('sends nothing where the journal %s', async (_, journal) => {
    const { world, did } = await fakeWorld({ journal, atlas: { cutover: async () => {} } });
    const { kind, code, fix } = await caught(run(cutOver, world));
    expect([kind, code, fix]).toEqual(['blocked', 'NO_MIGRATION', expect.stringContaining('livemig status')]);
    expect(did).toEqual([]);
  });

  it('is never repeated by itself', () => {
    expect(cutOver.repeatable ?? false).toBe(false);
  });

  it('is approved by the name of the destination', async () => {
    const { world } = await fakeWorld();
    const danger = await cutOver.danger?.(world);
    expect(danger).toMatchObject({ phrase: 'Billing0', otherwise: expect.stringContaining('Not cut over') });
    expect(danger?.warning).toMatch(/Cutting over to Billing0 cannot be undone.*applications use Billing0/);
  });
});

describe('a request for the cutover whose answer is lost', () => {
  const lost = (delivery: 'unknown' | 'refused' | 'never-left') => {
    const api = { method: 'PUT', path: '/cutover', delivery };
    return new LivemigError({ kind: 'api', code: 'API_CONNECTION_LOST', message: 'No answer.', fix: 'Again.', api });
  };
  const requesting = async (error: unknown) => {
    const cutover = async () => Promise.reject(error);
    const { world } = await fakeWorld({ journal: created, atlas: { cutover } });
    return run(cutOver, world).catch((thrown: unknown) => thrown);
  };

  it('is told as an unknown outcome, with the request', async () => {
    expect(await requesting(lost('unknown'))).toMatchObject({
      ...{ kind: 'outcome-unknown', code: 'CUTOVER_OUTCOME_UNKNOWN', api: { method: 'PUT', delivery: 'unknown' } },
      message: expect.stringContaining('may be under way. No answer.'),
    });
  });

  it.each([
    ['one that was refused', lost('refused')],
    ['one that never left', lost('never-left')],
    ['a bug', new TypeError('a bug')],
  ])('unlike %s, which is told as it is', async (_, error) => {
    expect(await requesting(error)).toBe(error);
  });
});
