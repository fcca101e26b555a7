import { describe, expect, it } from 'vitest';
import type { LiveMigration } from '../../../../src/api/atlas-schemas.ts';
import { LivemigError } from '../../../../src/core/errors.ts';
import { done, type Journal, withInputs, withSeen } from '../../../../src/core/journal.ts';
import { createMigration } from '../../../../src/stages/start/create-migration.ts';
import { cutOver } from '../../../../src/stages/start/cut-over.ts';
import { currentMigration } from '../../../../src/stages/start/followed-migration.ts';
import { caught } from '../../../support/caught.ts';
import { ago, answers, fakeWorld, now, refusal, untouched } from '../../../support/fake-world.ts';

const migrationId = 'b'.repeat(24);
const created = done(untouched, createMigration.id, { migrationId }, now);
const over = done(created, cutOver.id, { requestedAt: ago(0) }, now);
const sawBefore = (status: string) => withSeen(created, { 'migration.status': status }, now);

async function follow(told: Partial<LiveMigration> | Error, journal: Journal = created, values = answers) {
  const migration = async () =>
    told instanceof Error ? Promise.reject(told) : { _id: migrationId, migrationHosts: [], ...told };
  return currentMigration((await fakeWorld({ journal, values, atlas: { migration } })).world);
}

describe('the migration that a journal follows', () => {
  it.each<[string, string | null, string | null]>([
    ['nothing was seen before', null, 'NEW'],
    ['on from NEW', 'NEW', 'WORKING'],
    ['still NEW', 'NEW', 'NEW'],
    ['still WORKING', 'WORKING', 'WORKING'],
    ['on from WORKING', 'WORKING', 'COMPLETE'],
    ['from NEW to an end', 'NEW', 'FAILED'],
    ['still COMPLETE', 'COMPLETE', 'COMPLETE'],
    ['still FAILED', 'FAILED', 'FAILED'],
    ['a status that is not told says nothing', 'COMPLETE', null],
    ['a status that nobody knows says nothing', 'COMPLETE', 'ODD'],
    ['what nobody knew before says nothing', 'ODD', 'NEW'],
  ])('is believed: %s', async (_, before, status) => {
    expect(await follow({ status }, before === null ? created : sawBefore(before))).toMatchObject({ status });
  });

  it.each([
    ['WORKING', 'NEW'],
    ['COMPLETE', 'WORKING'],
    ['COMPLETE', 'NEW'],
    ['COMPLETE', 'FAILED'],
    ['FAILED', 'WORKING'],
    ['FAILED', 'EXPIRED'],
    ['EXPIRED', 'COMPLETE'],
  ])('is not believed where it was %s and is %s', async (before, status) => {
    const { kind, code, message, fix } = await caught(follow({ status }, sawBefore(before)));
    expect([kind, code, message]).toEqual(['drift', 'MIGRATION_DRIFTED', expect.stringContaining(`was ${before}`)]);
    expect([message, fix]).toEqual([
      expect.stringContaining(status),
      expect.stringContaining(`--adopt-migration ${migrationId}`),
    ]);
  });

  it('after a cutover that was seen complete it is COMPLETE for ever, and cannot be adopted', async () => {
    expect(await follow({ status: 'COMPLETE' }, over)).toMatchObject({ status: 'COMPLETE' });
    const { code, fix } = await caught(follow({ status: 'WORKING' }, over));
    const look = "Look at the destination cluster's card in Atlas, and at who else works on it.";
    expect([code, fix]).toEqual(['MIGRATION_DRIFTED', look]);
  });

  it('is none where the journal knows of none', async () => {
    expect(await follow({ status: 'WORKING' }, untouched)).toBeUndefined();
  });
});

describe('what Atlas answers is another migration', () => {
  it('where it has another id', async () => {
    const other = 'c'.repeat(24);
    const { code, message, fix } = await caught(follow({ _id: other }));
    expect([code, message]).toEqual(['MIGRATION_DRIFTED', expect.stringContaining(other)]);
    expect(fix).toMatch(/else works on it\.$/);
  });

  it('but not where it has none', async () => {
    expect(await follow({ _id: null, status: 'NEW' })).toMatchObject({ status: 'NEW' });
  });

  it.each<[string, string[]]>([
    ['the host by its short name', ['MIG01']],
    ['several, with the host among them', ['a.example', 'mig01.corp.example']],
    ['no host', []],
  ])('but not where it tells %s', async (_, migrationHosts) => {
    expect(await follow({ migrationHosts })).toMatchObject({ migrationHosts });
  });

  it.each([
    ['the answers', created, answers],
    [
      'the journal',
      withInputs(created, { migrationHost: 'mig01.corp.example' }),
      { ...answers, migrationHost: undefined },
    ],
  ])('where it runs on another host than that of %s', async (_, journal, values) => {
    const { code, message } = await caught(follow({ migrationHosts: ['a.example', 'b.example'] }, journal, values));
    expect([code, message]).toEqual([
      'MIGRATION_DRIFTED',
      expect.stringContaining(`${migrationId} runs on "a.example", "b.example", not on mig01`),
    ]);
  });

  it('but not where nobody knows the host', async () => {
    const told = { migrationHosts: ['a.example'] };
    expect(await follow(told, created, { ...answers, migrationHost: undefined })).toMatchObject(told);
  });
});

describe('a migration that Atlas does not find', () => {
  it('is gone by its own 404', async () => {
    const { kind, code, message } = await caught(follow(refusal(404, 'RESOURCE_NOT_FOUND')));
    expect([kind, code, message]).toEqual(['drift', 'MIGRATION_DRIFTED', expect.stringContaining(migrationId)]);
  });

  it.each([
    ['a 404 of the project', refusal(404, 'GROUP_NOT_FOUND')],
    ['a 404 without a code, which is a proxy’s', refusal(404)],
    ['an error that no request has had', new LivemigError({ kind: 'usage', code: 'INPUTS', message: 'x', fix: 'x' })],
    ['another refusal', refusal(403, 'RESOURCE_NOT_FOUND')],
  ])('is not gone by %s', async (_, error) => {
    expect(await caught(follow(error))).toBe(error);
  });

  it('is not gone by a bug', async () => {
    await expect(follow(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});
