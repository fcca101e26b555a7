import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/core/error-codes.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { agreed, done, type Journal, started, submitted, withSeen } from '../../../../src/core/journal.ts';
import { isCreation } from '../../../../src/core/past.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import * as migration from '../../../../src/stages/start/this-migration.ts';
import { validate } from '../../../../src/stages/start/validate.ts';
import { verify } from '../../../../src/stages/start/verify.ts';
import { ago, fakeWorld, now, untouched } from '../../../support/fake-world.ts';

const [id, other] = ['b'.repeat(24), 'c'.repeat(24)];
const created = submitted(untouched, createMigration.id, { migrationId: id }, now);
const asked = started(untouched, createMigration.id, now);
const over = done(created, cutOver.id, { requestedAt: ago(0) }, now);

it.each<[string, Journal, object, string | null]>([
  ['nothing was asked for', untouched, { state: 'none' }, null],
  ['the answer never came', asked, { state: 'asked' }, null],
  ['its id is known', created, { state: 'created', id }, id],
])('whether there is a migration, where %s', (_, journal, creation, known) => {
  expect(migration.creationOf(journal)).toEqual(creation);
  expect(migration.migrationIdOf(journal)).toBe(known);
});

it('the step that creates it is told from the others', () => {
  expect([isCreation(createMigration.id), isCreation(validate.id)]).toEqual([true, false]);
  expect(migration.hasCreated([validate.id, createMigration.id])).toBe(true);
  expect([migration.hasCreated([validate.id]), migration.hasCreated([])]).toEqual([false, false]);
});

it('it is cut over once that was seen, not once it was asked for', () => {
  expect(migration.isCutOver(submitted(created, cutOver.id, { requestedAt: ago(0) }, now))).toBe(false);
  expect(migration.isCutOver(over)).toBe(true);
});

it('what the comparison came to is its receipt', () => {
  const result = { identical: true as const, namespaces: 1, documents: { source: 2, destination: 2 } };
  expect(migration.comparisonOf(created)).toBeUndefined();
  expect(migration.comparisonOf(done(created, verify.id, result, now))).toEqual(result);
});

it('an error of a refused validation is told by its code', () => {
  const error = (code: ErrorCode) => new LivemigError({ kind: 'blocked', code, message: 'x', fix: 'x' });
  expect(migration.isRefusedValidation(error('VALIDATION_FAILED'))).toBe(true);
  expect(migration.isRefusedValidation(error('MIGRATION_FAILED'))).toBe(false);
});

describe('what was seen of it', () => {
  const details = { status: 'WORKING', readyForCutover: false, lagSeconds: 90 };
  const later = { ...details, lagSeconds: 1 };

  it.each([
    ['of the cutover, where there is that', { 'start.cut-over': later, 'start.synchronize': details }, later],
    ['of the copy otherwise', { 'start.synchronize': details }, details],
    ['nothing', {}, undefined],
  ])('is %s', (_, seen: Record<string, typeof details>, expected) => {
    expect(migration.migrationDetails((step) => seen[step])).toEqual(expected);
  });

  it('is asked of Atlas', async () => {
    const told = async () => ({ _id: id, migrationHosts: [], status: 'WORKING', lagTimeSeconds: 90 });
    const { world } = await fakeWorld({ journal: created, atlas: { migration: told } });
    expect(await migration.migrationNow(world)).toMatchObject(details);
    expect(await migration.migrationNow((await fakeWorld()).world)).toBeUndefined();
  });

  it('is an error with what it left behind, once it has ended', async () => {
    const told = async () => ({ _id: id, migrationHosts: [], status: 'FAILED' });
    const around = {
      cluster: async () => ({ name: 'Billing0', replicationSpecs: [] }),
      availableProjects: async () => [],
    };
    const { world } = await fakeWorld({ journal: created, atlas: { migration: told, ...around } });
    await expect(migration.migrationNow(world)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('Left behind'),
    });
  });
});

describe('a migration in the place of another', () => {
  const validated = done(created, validate.id, { validationId: other }, now);

  it('takes the place of what was done for the one before', () => {
    const { steps } = migration.withMigration(done(validated, 'link.create-token', {}, now), other, now);
    expect(Object.keys(steps).sort()).toEqual(['link.create-token', createMigration.id]);
    expect(steps[createMigration.id]).toMatchObject({ state: 'submitted', receipt: { migrationId: other } });
  });

  it.each([
    ['none', untouched],
    ['one whose id never came', asked],
  ])('where there was %s, leaves what was done', (_, before) => {
    const { steps } = migration.withMigration(done(before, validate.id, {}, now), id, now);
    expect(Object.keys(steps).sort()).toEqual([createMigration.id, validate.id]);
    expect(steps[createMigration.id]).toMatchObject({ receipt: { migrationId: id } });
  });

  it('that was given up leaves nothing of itself, not even the agreement, and all of the rest', () => {
    const plan = { agreedAt: ago(0), by: 'ann', how: 'answered' as const, changes: ['a'] };
    const linked = agreed(done(validated, 'link.create-token', {}, now), 'link', plan);
    const seen = withSeen(agreed(linked, 'start', plan), { 'migration.status': 'FAILED', 'other.thing': 'x' }, now);
    const after = migration.withoutMigration(seen);
    expect(Object.keys(after.steps)).toEqual(['link.create-token']);
    expect(Object.keys(after.agreements ?? {})).toEqual(['link']);
    expect(Object.keys(after.seen ?? {})).toEqual(['other.thing']);
  });
});

describe('a cutover that the audit knows of', () => {
  const deed = { at: ago(60_000), by: 'ann' };

  it('that was answered is requested, and never again', () => {
    expect(migration.withCutover(created, { cutover: { ...deed, isAnswered: true } }).steps[cutOver.id]).toMatchObject({
      state: 'submitted',
      submittedAt: deed.at,
      receipt: { requestedAt: deed.at, requestedBy: 'ann' },
    });
  });

  it('whose answer was lost is looked for', () => {
    const { steps } = migration.withCutover(created, { cutover: deed });
    expect(steps[cutOver.id]).toEqual({ state: 'started', startedAt: deed.at });
  });

  it.each([
    ['answered', { isAnswered: true } as const],
    ['not answered', {}],
  ])('has what was seen right before it, %s', (_, answer) => {
    const past = { cutover: { ...deed, ...answer, before: { seen: 1 } } };
    expect(migration.withCutover(created, past).steps[cutOver.id]).toMatchObject({ before: { seen: 1 } });
  });

  it.each<[string, Journal, object]>([
    ['there was none', created, {}],
    ['the journal has it', over, { cutover: { ...deed, isAnswered: true } }],
  ])('changes nothing where %s', (_, journal, past) => {
    expect(migration.withCutover(journal, past)).toBe(journal);
  });
});
