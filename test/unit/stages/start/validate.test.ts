import { describe, expect, it } from 'vitest';
import { done, type Journal, started, submitted } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { fingerprint, migrationRequest } from '../../../../src/stages/start/migration-request.ts';
import { validate } from '../../../../src/stages/start/validate.ts';
import type { Values } from '../../../../src/stages/values.ts';
import type { World } from '../../../../src/stages/world.ts';
import { ago, answers, fakeWorld, linked, now, run, untouched } from '../../../support/fake-world.ts';

const validationId = 'a'.repeat(24);
const hour = 3_600_000;
const migrationId = 'b'.repeat(24);

/** Atlas with the project linked, and what it says of the validation. */
function saying(status: string | null, more: object = {}): Partial<World['atlas']> {
  return {
    availableProjects: async () => [linked],
    validation: async () => ({ _id: validationId, status, ...more }),
    validate: async () => ({ _id: validationId, status: 'PENDING' }),
  };
}

/** What a validation of these answers leaves, that was made so long ago. */
async function madeBefore(ms: number, values: Values = answers) {
  const { world } = await fakeWorld({ values, atlas: saying(null) });
  return { validationId, fingerprint: fingerprint(await migrationRequest(world)), validatedAt: ago(ms) };
}

async function look(atlas: Partial<World['atlas']>, age = 0) {
  const { world, did } = await fakeWorld({ atlas });
  return { seen: await validate.observe(world, await madeBefore(age)), did };
}

describe('what a validation came to', () => {
  it('is to do where there was none', async () => {
    const { world, did } = await fakeWorld();
    expect(await validate.observe(world, undefined)).toEqual({ state: 'todo' });
    expect(did).toEqual([]);
  });

  it.each<[string, string | null, object, object]>([
    ['SUCCESS: done', 'SUCCESS', {}, { state: 'done', detail: 'Atlas has no objection' }],
    ['PENDING: waiting', 'PENDING', {}, { state: 'waiting', detail: 'Atlas reports PENDING' }],
    ['nothing told: waiting', null, {}, { state: 'waiting', detail: 'Atlas reports nothing yet' }],
    ['a status that nobody knows: waiting', 'ODD', {}, { state: 'waiting', detail: 'Atlas reports ODD' }],
    [
      'of another validation: waiting, whatever came of that',
      'SUCCESS',
      { _id: 'c'.repeat(24) },
      { state: 'waiting', detail: 'Atlas answered about another validation' },
    ],
    ['without an id it is of this one', 'SUCCESS', { _id: null }, { state: 'done' }],
    [
      'FAILED: failed, with what Atlas says',
      'FAILED',
      { errorMessage: 'The destination is on fire.' },
      {
        state: 'failed',
        error: {
          kind: 'blocked',
          code: 'VALIDATION_FAILED',
          message: "Atlas' validation failed: The destination is on fire.",
          fix: expect.stringContaining('livemig start'),
        },
      },
    ],
    [
      'FAILED, with a version in what Atlas says',
      'FAILED',
      { errorMessage: 'The source runs 5.0.1' },
      { state: 'failed', error: { message: "Atlas' validation failed: The source runs 5.0.1." } },
    ],
    [
      'FAILED without a reason',
      'FAILED',
      { errorMessage: null },
      { state: 'failed', error: { message: "Atlas' validation failed: no reason given." } },
    ],
  ])('%s', async (_, status, more, expected) => {
    expect((await look(saying(status, more))).seen).toMatchObject(expected);
  });

  it.each<[string, number, string]>([
    ['of this moment: good', 0, 'done'],
    ['an hour old: still good', hour, 'done'],
    ['older than an hour by a millisecond: to do', hour + 1, 'todo'],
    ['a day old: to do', 24 * hour, 'todo'],
    ['yet to come, by this clock: to do', -1, 'todo'],
  ])('%s', async (_, age, state) => {
    expect((await look(saying('SUCCESS'), age)).seen).toMatchObject({ state });
  });

  it('is asked for by its id', async () => {
    expect((await look(saying('PENDING'))).did.at(-1)).toEqual(['validation', 'atlas-project', validationId]);
  });
});

describe('a validation of other inputs is none', () => {
  const files = { 'a.json': sharding('orders'), 'b.json': sharding('people') };

  it.each<[string, Values]>([
    ['another source cluster', { sourceCluster: 'other' }],
    ['another source project', { sourceProject: 'other' }],
    ['a source with TLS', { sourceTls: true }],
    ['another CA of the source', { sourceCaFile: '/etc/ca.pem' }],
    ['another user of the source', { sourceUsername: 'other' }],
    ['managed authentication', { managedAuthentication: true }],
    ['another destination cluster', { destinationCluster: 'Other0' }],
    ['another destination project', { atlasProject: 'other' }],
    ['another network', { network: 'vpc-peering' }],
    ['another private endpoint', { privateLinkId: 'vpce-1' }],
    ['another migration host', { migrationHost: 'mig02.corp.example' }],
    ['clearing the destination', { dropDestination: true }],
    ['sharding', { sharding: 'a.json' }],
  ])('%s', async (_, different) => {
    const { world } = await fakeWorld({ values: { ...answers, ...different }, atlas: saying('SUCCESS'), files });
    expect(await validate.observe(world, await madeBefore(0))).toEqual({
      state: 'todo',
      detail: 'the inputs have changed since',
    });
  });

  it('a sharding file that holds something else', async () => {
    const values = { ...answers, sharding: 'a.json' };
    const [before, after] = await Promise.all(
      [files['a.json'], files['b.json']].map(async (text) => {
        const { world } = await fakeWorld({ values, atlas: saying('SUCCESS'), files: { 'a.json': text } });
        return fingerprint(await migrationRequest(world));
      }),
    );
    expect(before).not.toBe(after);
  });

  it('but another password is no other input, and nothing is kept of it', async () => {
    const values = { ...answers, sourcePassword: new Secret('another') };
    const { world } = await fakeWorld({ values, atlas: saying('SUCCESS') });
    expect(await validate.observe(world, await madeBefore(0))).toMatchObject({ state: 'done' });
  });
});

describe('once the migration may exist, a validation is over', () => {
  it.each<[string, (journal: Journal) => Journal, string]>([
    ['it was asked for', (journal) => started(journal, createMigration.id, now), 'the migration has been requested'],
    [
      'its id is known',
      (journal) => submitted(journal, createMigration.id, { migrationId }, now),
      'the migration exists',
    ],
    ['it was seen', (journal) => done(journal, createMigration.id, { migrationId }, now), 'the migration exists'],
  ])('%s', async (_, after, detail) => {
    const { world, did } = await fakeWorld({ journal: after(untouched) });
    expect(await validate.observe(world, undefined)).toEqual({ state: 'done', detail });
    expect(did).toEqual([]);
  });
});

describe('asking for a validation', () => {
  it('keeps its id, the time, and what it was about', async () => {
    const { world, did } = await fakeWorld({ atlas: saying(null) });
    expect(await run(validate, world)).toEqual({ ...(await madeBefore(0)), validatedAt: now.toISOString() });
    expect(did.map(([name]) => name)).toEqual(['availableProjects', 'validate']);
    expect(did[1]).toEqual(['validate', 'atlas-project', await migrationRequest(world)]);
  });

  it('may be done again, because it changes nothing', () => {
    expect(validate.repeatable).toBe(true);
  });

  it('names both clusters in the plan', async () => {
    const { world } = await fakeWorld();
    expect(await validate.changes?.(world)).toEqual([
      { effect: 'run', what: expect.stringContaining('validation of billing to Billing0') },
    ]);
  });
});

function sharding(collection: string): string {
  const entry = { database: 'shop', collection, shardCollection: { key: [{ _id: 'hashed' }] } };
  return JSON.stringify({ createSupportingIndexes: true, shardingEntries: [entry] });
}
