import { describe, expect, it } from 'vitest';
import type { LiveMigration } from '../../../../src/api/atlas-schemas.ts';
import { unknownBecause } from '../../../../src/core/check.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { done, started, submitted } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import { synchronize } from '../../../../src/stages/start/synchronize.ts';
import { ago, answers, fakeWorld, now, untouched, type WorldParts } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const created = done(untouched, createMigration.id, { migrationId }, now);
const requested = submitted(created, cutOver.id, { requestedAt: ago(60_000), requestedBy: 'ann' }, now);

type Before = Parameters<typeof synchronize.observe>[2];

/** A destination that holds so much, or cannot be asked. */
const holding = (documents: number): WorldParts => ({
  values: { ...answers, destinationUri: new Secret('mongodb://destination.example.net') },
  inspector: {
    contents: async () => ({
      contents: { databases: 1, collections: 2, documents, bytes: 3_000 },
      lastWrite: unknownBecause('nobody looked'),
    }),
  },
});
const silent: WorldParts = {
  ...holding(0),
  inspector: {
    contents: async () => {
      throw new LivemigError({ kind: 'step-failed', code: 'MONGODB', message: 'No answer.', fix: 'Wait.' });
    },
  },
};

async function look(told: Partial<LiveMigration>, journal = created, before?: Before, parts: WorldParts = {}) {
  const migration = async () => ({ _id: migrationId, migrationHosts: [], ...told });
  const { world } = await fakeWorld({ ...parts, journal, atlas: { migration } });
  return synchronize.observe(world, undefined, before);
}

const working = { status: 'WORKING', readyForCutover: false, lagTimeSeconds: 90 };

describe('the gates of the cutover', () => {
  const gatesSeen = { at: ago(1_000), gates: [] };
  const gatesWatch = { see: () => gatesSeen };
  const ready = { ...working, readyForCutover: true, lagTimeSeconds: 2 };

  it('are told once it is ready, and not any more once it was asked for', async () => {
    const seenOf = async (told: Partial<LiveMigration>, journal = created) =>
      Object(await look(told, journal, undefined, { gatesWatch })).details;
    expect(await seenOf(ready)).toHaveProperty('gatesSeen', gatesSeen);
    expect(await seenOf(working)).not.toHaveProperty('gatesSeen');
    expect(await seenOf(ready, requested)).not.toHaveProperty('gatesSeen');
  });
});

describe('whether the migration is ready for cutover', () => {
  it.each<[string, Partial<LiveMigration>, string, string]>([
    ['NEW: waiting', { status: 'NEW' }, 'waiting', 'scheduled'],
    ['NEW is not ready, whatever it says', { status: 'NEW', readyForCutover: true }, 'waiting', 'scheduled'],
    ['no lag yet: waiting', { ...working, lagTimeSeconds: null }, 'waiting', 'copying'],
    ['no lag in the answer: waiting', { status: 'WORKING' }, 'waiting', 'copying'],
    ['a lag: waiting', working, 'waiting', 'following, lag 90 s'],
    ['a lag of 0 is a lag', { ...working, lagTimeSeconds: 0 }, 'waiting', 'following, lag 0 s'],
    ['no status: waiting', {}, 'waiting', 'Atlas reports no status yet'],
    ['a status that nobody knows: waiting', { status: 'ODD' }, 'waiting', 'Atlas reports ODD'],
    ['ready: done', { ...working, readyForCutover: true }, 'done', 'ready for cutover, lag 90 s'],
    [
      'ready without a lag: done',
      { status: 'WORKING', readyForCutover: true },
      'done',
      'ready for cutover, lag not reported',
    ],
    ['COMPLETE: done', { status: 'COMPLETE' }, 'done', 'complete'],
  ])('%s', async (_, told, state, detail) => {
    expect(await look(told)).toMatchObject({ state, detail });
  });

  it('FAILED in a sandbox: says where the reason stands, which no real Atlas tells', async () => {
    const sandboxState = 'http://127.0.0.1:1/_sandbox/state';
    const [inSandbox, expired, real] = await Promise.all([
      look({ status: 'FAILED', sandboxState }),
      look({ status: 'EXPIRED', sandboxState }),
      look({ status: 'FAILED' }),
    ]);
    const error = { message: expect.stringContaining(`at ${sandboxState}`), fix: expect.not.stringContaining('card') };
    expect(inSandbox).toMatchObject({ error });
    for (const other of [expired, real])
      expect(other).toMatchObject({ error: { message: expect.not.stringContaining('sandbox') } });
  });

  it.each([
    ['FAILED', 'MIGRATION_FAILED', 'FAILED'],
    ['EXPIRED', 'MIGRATION_EXPIRED', '120 hours'],
  ])('%s: failed', async (status, code, message) => {
    expect(await look({ ...working, readyForCutover: true, status })).toMatchObject({
      state: 'failed',
      error: { kind: 'step-failed', code, message: expect.stringContaining(message) },
      seen: { 'migration.status': status },
    });
  });

  it.each<[string, Partial<LiveMigration>, WorldParts, string, number | undefined]>([
    [
      'is counted while it is filled',
      { status: 'WORKING' },
      holding(1_200),
      'copying, about 1,200 documents on the destination',
      1_200,
    ],
    ['is not counted where it does not answer', { status: 'WORKING' }, silent, 'copying', undefined],
    ['is not looked at before', { status: 'NEW' }, holding(1_200), 'scheduled', undefined],
    ['is not looked at once Atlas tells the lag', working, holding(1_200), 'following, lag 90 s', undefined],
  ])('what is on the destination %s', async (_, told, parts, detail, documents) => {
    const seen = await look(told, created, undefined, parts);
    expect(seen).toMatchObject({ state: 'waiting', detail });
    expect('details' in seen && seen.details?.destinationDocuments).toBe(documents);
  });

  it('without a migration it is to do', async () => {
    expect(await look(working, untouched)).toEqual({
      state: 'todo',
      detail: 'this directory knows of no migration yet',
    });
  });

  it('there is nothing to do but wait', () => {
    expect(synchronize.run).toBeUndefined();
  });
});

describe('what is told of it', () => {
  it.each<[string, Partial<LiveMigration>, object]>([
    ['all of it', working, { status: 'WORKING', readyForCutover: false, lagSeconds: 90 }],
    ['what Atlas does not tell', {}, { status: null, readyForCutover: false, lagSeconds: null }],
    ['readiness', { ...working, readyForCutover: true }, { status: 'WORKING', readyForCutover: true, lagSeconds: 90 }],
  ])('%s', async (_, told, details) => {
    const seen = await look(told);
    expect('details' in seen && seen.details).toMatchObject(details);
  });

  it.each<[string, Before, string]>([
    ['at the first look no direction', undefined, 'following, lag 90 s'],
    ['falling', waitingWith(91), 'following, lag 90 s, falling'],
    ['level', waitingWith(90), 'following, lag 90 s, level'],
    ['rising', waitingWith(89), 'following, lag 90 s, rising'],
    ['no direction from a lag that was not told', waitingWith(null), 'following, lag 90 s'],
    ['no direction from a look that told nothing', { state: 'todo' }, 'following, lag 90 s'],
  ])('%s', async (_, before, detail) => {
    expect(await look(working, created, before)).toMatchObject({ detail });
  });

  it.each<[string, string | null, object]>([
    ['NEW', 'NEW', { 'migration.status': 'NEW' }],
    ['WORKING', 'WORKING', { 'migration.status': 'WORKING' }],
    ['COMPLETE, for good', 'COMPLETE', { 'migration.status': 'COMPLETE', 'migration.complete': 'COMPLETE' }],
    ['nothing of a status that nobody knows', 'ODD', {}],
    ['nothing of none', null, {}],
  ])('the journal is to keep %s', async (_, status, kept) => {
    expect((await look({ status })).seen).toEqual(kept);
  });
});

describe('once the cutover was requested', () => {
  it('it is done, and never called ready any more', async () => {
    expect(await look({ ...working, readyForCutover: true }, requested)).toMatchObject({
      state: 'done',
      detail: 'cutover requested 2026-01-18 14:29:00 UTC by ann; it cannot be undone',
      details: { status: 'WORKING', cutoverRequestedAt: ago(60_000), cutoverRequestedBy: 'ann' },
    });
  });

  it('with an answer that was lost it is what Atlas says', async () => {
    const asked = started(created, cutOver.id, new Date(ago(60_000)));
    expect(await look(working, asked)).toMatchObject({ state: 'waiting', detail: 'following, lag 90 s' });
  });
});

function waitingWith(lagSeconds: number | null): Before {
  return { state: 'waiting', detail: '', details: { status: 'WORKING', readyForCutover: false, lagSeconds } };
}
