import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { Secret } from '../../../../src/core/secret.ts';
import type { Inspector } from '../../../../src/stages/services.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { migrationRequest } from '../../../../src/stages/start/migration-request.ts';
import { answers, fakeWorld, linked, run } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const destinationUri = new Secret('mongodb://planted@destination.example');
const lastWrite = known(new Date('2026-01-17T08:00:00.000Z'));
const nothing = { databases: 0, collections: 0, documents: 0, bytes: 0 };
const something = { databases: 4, collections: 27, documents: 1_000, bytes: 712 * 1024 ** 3 };
const holding = (contents: typeof nothing): Partial<Inspector> => ({ contents: async () => ({ contents, lastWrite }) });
const unreachable = new LivemigError({
  kind: 'blocked',
  code: 'BLOCKED',
  message: 'it cannot be reached.',
  fix: 'Look.',
});

async function clearing(inspector: Partial<Inspector>) {
  return (await fakeWorld({ values: { ...answers, dropDestination: true, destinationUri }, inspector })).world;
}

describe('whether the migration was created', () => {
  it('nobody can tell without its id: no call lists migrations', async () => {
    const { world } = await fakeWorld();
    expect(await createMigration.observe(world, undefined)).toMatchObject({
      state: 'unknown',
      error: {
        kind: 'outcome-unknown',
        code: 'CREATE_OUTCOME_UNKNOWN',
        fix: expect.stringMatching(/--adopt-migration ID.*--create-again/),
      },
    });
  });

  it('is done with the id that Atlas gave', async () => {
    const { world } = await fakeWorld();
    expect(await createMigration.observe(world, { migrationId })).toEqual({
      state: 'done',
      detail: `migration ${migrationId}`,
      details: { migrationId },
    });
  });

  it('is never repeated by itself', () => {
    expect(createMigration.repeatable ?? false).toBe(false);
  });
});

describe('creating the migration', () => {
  it.each<[string, Partial<Inspector>, string]>([
    ['empty', holding(nothing), 'empty'],
    ['with data on it', holding(something), 'occupied'],
    ['with an empty collection on it', holding({ ...nothing, databases: 1, collections: 1 }), 'occupied'],
    ['that cannot be reached', { contents: async () => Promise.reject(unreachable) }, 'not-looked-at'],
  ])('a destination %s is noted right before', async (_, inspector, destination) => {
    const { world, did } = await fakeWorld({
      values: { ...answers, destinationUri },
      inspector,
      atlas: {
        availableProjects: async () => [linked],
        createMigration: async () => ({ _id: migrationId, migrationHosts: [] }),
      },
    });
    expect(await run(createMigration, world)).toEqual({ migrationId, destination });
    expect(did.map(([name]) => name)).toEqual(['availableProjects', 'contents', 'createMigration']);
    expect(did[1]).toEqual(['contents', 'destination', destinationUri]);
    expect(did[2]).toEqual(['createMigration', 'atlas-project', await migrationRequest(world)]);
  });

  it('without the destination’s URI nobody looks', async () => {
    const { world, did } = await fakeWorld({
      atlas: {
        availableProjects: async () => [],
        createMigration: async () => ({ _id: migrationId, migrationHosts: [] }),
      },
    });
    expect(await run(createMigration, world)).toEqual({ migrationId, destination: 'not-looked-at' });
    expect(did.map(([name]) => name)).toEqual(['availableProjects', 'createMigration']);
  });

  it('is not begun where a look ends in a bug', async () => {
    const { world, did } = await fakeWorld({
      values: { ...answers, destinationUri },
      inspector: { contents: async () => Promise.reject(new TypeError('a bug')) },
      atlas: { availableProjects: async () => [] },
    });
    await expect(run(createMigration, world)).rejects.toThrow('a bug');
    expect(did.map(([name]) => name)).not.toContain('createMigration');
  });
});

describe('what would be lost', () => {
  it('nothing is said of a loss where the destination is not cleared', async () => {
    const { world, did } = await fakeWorld({ values: { ...answers, destinationUri } });
    expect(await createMigration.danger?.(world)).toBeUndefined();
    expect(await createMigration.changes?.(world)).toEqual([
      { effect: 'create', what: 'a live migration from billing to Billing0' },
    ]);
    expect(did).toEqual([]);
  });

  const unlooked = 'what it holds was not looked at';
  it.each<[string, Partial<Inspector>, string]>([
    ['an empty one', holding(nothing), 'it holds none'],
    [
      'one with data',
      holding(something),
      '712 GiB, about 1,000 documents in 27 collections of 4 databases, last written to 2026-01-17T08:00:00.000Z',
    ],
    [
      'one with data, written at a time that nobody knows',
      { contents: async () => ({ contents: something, lastWrite: unknownBecause<Date>('no oplog') }) },
      'last written to at a time that is not known (no oplog)',
    ],
    [
      'one that cannot be reached',
      { contents: async () => Promise.reject(unreachable) },
      `${unlooked} (it cannot be reached)`,
    ],
  ])('%s', async (_, inspector, loss) => {
    const world = await clearing(inspector);
    const danger = await createMigration.danger?.(world);
    expect(danger).toMatchObject({ phrase: 'Billing0', otherwise: expect.stringContaining('Billing0') });
    expect(danger?.warning).toContain('All data in the destination cluster Billing0 will be dropped: ');
    expect(danger?.warning).toContain(loss);
    expect(await createMigration.changes?.(world)).toEqual([
      {
        effect: 'drop',
        what: 'all data in the destination cluster Billing0',
        detail: expect.stringContaining(loss),
      },
      { effect: 'create', what: 'a live migration from billing to Billing0' },
    ]);
  });

  it('one whose URI nobody gave', async () => {
    const { world } = await fakeWorld({ values: { ...answers, dropDestination: true } });
    expect((await createMigration.danger?.(world))?.warning).toContain(
      `${unlooked} (LIVEMIG_DESTINATION_URI is not set)`,
    );
  });
});
