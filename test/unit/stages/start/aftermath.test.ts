import { describe, expect, it } from 'vitest';
import type { LiveMigration } from '../../../../src/api/atlas-schemas.ts';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import type { ErrorCode } from '../../../../src/core/error-codes.ts';
import { type ErrorKind, LivemigError } from '../../../../src/core/errors.ts';
import { done, started, submitted } from '../../../../src/core/journal.ts';
import type { DeploymentLook } from '../../../../src/core/left-behind.ts';
import { Secret } from '../../../../src/core/secret.ts';
import type { Inspector } from '../../../../src/stages/services.ts';
import { aftermathSeen, withAftermath } from '../../../../src/stages/start/aftermath.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import { answers, fakeWorld, now, refusal, untouched } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const created = done(untouched, createMigration.id, { migrationId, destination: 'empty' }, now);
const [sourceUri, destinationUri] = [new Secret('mongodb://source'), new Secret('mongodb://destination')];
const values = { ...answers, sourceUri, destinationUri };

const source: DeploymentLook = {
  writes: known({ state: 'blocked' }),
  balancer: known('stopped'),
  contents: known({ databases: 1, collections: 2, documents: 3, bytes: 4 }),
  inventory: known(new Map([['shop.orders', [{ name: 'number_1', unique: true }]]])),
  engineDatabases: known([]),
};
const destination: DeploymentLook = {
  writes: known({ state: 'free' }),
  balancer: known('running'),
  contents: known({ databases: 5, collections: 6, documents: 7, bytes: 8 }),
  inventory: known(
    new Map([
      ['shop.orders', []],
      ['crm.people', []],
    ]),
  ),
  engineDatabases: known([]),
};
const inspector: Partial<Inspector> = {
  lookAround: async (side) => (side === 'source' ? source : destination),
};

async function worldWhere(told: Partial<LiveMigration> | Error, parts: Parameters<typeof fakeWorld>[0] = {}) {
  const migration = async () =>
    told instanceof Error ? Promise.reject(told) : { _id: migrationId, migrationHosts: [], ...told };
  const around = {
    cluster: async () => ({ name: 'Billing0', replicationSpecs: [] }),
    availableProjects: async () => [],
  };
  const atlas = { migration, ...around, ...parts.atlas };
  return (await fakeWorld({ journal: created, values, inspector, ...parts, atlas })).world;
}

function failing(kind: ErrorKind): Partial<Inspector> {
  const error = new LivemigError({ kind, code: 'MONGODB', message: 'it cannot be reached.', fix: 'Look.' });
  return {
    lookAround: async (side) => (side === 'source' ? source : Promise.reject(error)),
  };
}

describe('what a migration left behind', () => {
  it.each(['FAILED', 'EXPIRED'] as const)('is looked for on both sides once it is %s', async (status) => {
    const aftermath = await aftermathSeen(await worldWhere({ status }));
    expect(aftermath?.leftBehind).toEqual({
      lookedAt: now.toISOString(),
      status,
      cutoverRequested: false,
      sourceWrites: source.writes,
      sourceBalancer: source.balancer,
      destinationWrites: destination.writes,
      destinationBalancer: destination.balancer,
      destinationContents: destination.contents,
      uniqueIndexes: known({ total: 1, notYet: ['shop.orders number_1'] }),
      foreign: known(['crm.people']),
      destinationCluster: known('there'),
      migrationHost: known('not-linked'),
      destinationBefore: 'empty',
    });
    expect(aftermath?.behind).toContain('Billing0: ');
  });

  it.each(['NEW', 'WORKING', 'COMPLETE', 'ODD', null])('is nothing while it is %s', async (status) => {
    expect(await aftermathSeen(await worldWhere({ status }))).toBeUndefined();
  });

  it('is nothing where the journal knows of no migration, or Atlas cannot be asked', async () => {
    expect(await aftermathSeen(await worldWhere({ status: 'FAILED' }, { journal: untouched }))).toBeUndefined();
    expect(await aftermathSeen(await worldWhere(refusal(500)))).toBeUndefined();
  });

  it.each<[string, typeof created]>([
    ['was requested', submitted(created, cutOver.id, { requestedAt: now.toISOString() }, now)],
    ['was perhaps requested', started(created, cutOver.id, now)],
  ])('tells that a cutover %s', async (_, journal) => {
    const aftermath = await aftermathSeen(await worldWhere({ status: 'FAILED' }, { journal }));
    expect(aftermath?.leftBehind.cutoverRequested).toBe(true);
  });

  it('of a migration that was adopted does not say what was there before', async () => {
    const journal = done(untouched, createMigration.id, { migrationId }, now);
    const aftermath = await aftermathSeen(await worldWhere({ status: 'FAILED' }, { journal }));
    expect(aftermath?.leftBehind.destinationBefore).toBeUndefined();
  });
});

it('one that Atlas does not know any more has ended as well', async () => {
  const aftermath = await aftermathSeen(await worldWhere(refusal(404, 'LIVE_MIGRATION_NOT_FOUND')));
  expect(aftermath?.leftBehind).toMatchObject({ status: 'GONE', sourceWrites: source.writes });
});

describe('what the migration stands on', () => {
  const cluster = (error: LivemigError) => ({ atlas: { cluster: async () => Promise.reject(error) } });
  it.each<[string, Parameters<typeof fakeWorld>[0], object]>([
    [
      'a cluster that is paused',
      { atlas: { cluster: async () => ({ name: 'Billing0', replicationSpecs: [], paused: true }) } },
      known('paused'),
    ],
    ['a cluster that Atlas does not know', cluster(refusal(404, 'CLUSTER_NOT_FOUND')), known('gone')],
    ["a proxy's 404", cluster(refusal(404)), unknownBecause('HTTP 404')],
    ['no answer', cluster(refusal(503)), unknownBecause('HTTP 503')],
  ])('is seen: %s', async (_, parts, seen) => {
    const aftermath = await aftermathSeen(await worldWhere({ status: 'FAILED' }, parts));
    expect(aftermath?.leftBehind.destinationCluster).toEqual(seen);
  });
});

describe('a side that cannot be looked at', () => {
  it.each<[string, Parameters<typeof fakeWorld>[0], string]>([
    ['because its URI is not set', { values: { ...answers, sourceUri } }, 'LIVEMIG_DESTINATION_URI is not set'],
    ['because it is not reached', { inspector: failing('blocked') }, 'it cannot be reached.'],
  ])('%s is not known, and the other one is', async (_, parts, reason) => {
    const unknown = unknownBecause(reason);
    expect((await aftermathSeen(await worldWhere({ status: 'FAILED' }, parts)))?.leftBehind).toMatchObject({
      sourceWrites: source.writes,
      destinationWrites: unknown,
      destinationBalancer: unknown,
      destinationContents: unknown,
      uniqueIndexes: unknown,
      foreign: unknown,
    });
  });

  it('may be the source, of which nothing is then compared', async () => {
    const unknown = unknownBecause('LIVEMIG_SOURCE_URI is not set');
    const world = await worldWhere({ status: 'FAILED' }, { values: { ...answers, destinationUri } });
    expect((await aftermathSeen(world))?.leftBehind).toMatchObject({
      sourceWrites: unknown,
      sourceBalancer: unknown,
      destinationWrites: destination.writes,
      uniqueIndexes: unknown,
      foreign: unknown,
    });
  });

  it.each(['interrupted', 'terminated'] as const)('is no reason to go on once the run is %s', async (kind) => {
    const world = await worldWhere({ status: 'FAILED' }, { inspector: failing(kind) });
    await expect(aftermathSeen(world)).rejects.toMatchObject({ kind });
  });

  it('does not hide a bug', async () => {
    const broken = { lookAround: async () => Promise.reject(new TypeError('a bug')) };
    await expect(aftermathSeen(await worldWhere({ status: 'FAILED' }, { inspector: broken }))).rejects.toThrow('a bug');
  });
});

describe('the error of an ended migration', () => {
  const ended = (code: ErrorCode) =>
    new LivemigError({ kind: 'step-failed', code, message: 'It ended.', fix: 'Look.' });

  it.each(['MIGRATION_FAILED', 'MIGRATION_EXPIRED'] as const)(
    '%s tells what is left behind, and what to do',
    async (code) => {
      const error = await withAftermath(ended(code), await worldWhere({ status: 'FAILED' }));
      expect(error).toMatchObject({ kind: 'step-failed', code, fix: expect.stringMatching(/^1\. /) });
      expect(error).toHaveProperty('message', expect.stringMatching(/^It ended\.\nLeft behind /));
    },
  );

  it.each<[string, unknown]>([
    ['another error', ended('DRIFT')],
    ['a bug', new TypeError('a bug')],
  ])('%s stays as it is, though there is something left behind', async (_, error) => {
    expect(await withAftermath(error, await worldWhere({ status: 'FAILED' }))).toBe(error);
  });

  it('stays as it is where Atlas cannot be asked any more', async () => {
    const error = ended('MIGRATION_FAILED');
    expect(await withAftermath(error, await worldWhere(refusal(500)))).toBe(error);
  });
});
