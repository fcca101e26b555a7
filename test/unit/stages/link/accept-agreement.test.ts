import { describe, expect, it } from 'vitest';
import { acceptAgreement } from '../../../../src/stages/link/accept-agreement.ts';
import type { Values } from '../../../../src/stages/values.ts';
import { caught } from '../../../support/caught.ts';
import { answers, fakeWorld, now, run } from '../../../support/fake-world.ts';

describe('accepting the agreement', () => {
  it.each<[string, Values, boolean]>([
    ['a Community source through Ops Manager needs it', {}, true],
    ['a source whose edition nobody told is taken for Community', { sourceEdition: undefined }, true],
    ['an Enterprise source has its own licence', { sourceEdition: 'enterprise' }, false],
    ['Cloud Manager needs no licence', { manager: 'cloud-manager' }, false],
  ])('%s', async (_, values, applies) => {
    const { world } = await fakeWorld({ values: { ...answers, ...values } });
    expect(acceptAgreement.applies?.(world)).toBe(applies);
  });

  it('is to do until the journal has it', async () => {
    const { world } = await fakeWorld();
    expect(await acceptAgreement.observe(world, undefined)).toEqual({ state: 'todo' });
  });

  it('is done with a receipt, which tells who accepted it and on which day', async () => {
    const { world } = await fakeWorld();
    const seen = await acceptAgreement.observe(world, { acceptedBy: 'dba', acceptedAt: '2026-01-18T12:00:00.000Z' });
    expect(seen).toEqual({ state: 'done', detail: 'accepted by dba on 2026-01-18' });
  });

  it('writes down who runs livemig and when, and sends nothing', async () => {
    const { world, did } = await fakeWorld();
    expect(await run(acceptAgreement, world)).toEqual({ acceptedBy: 'dba', acceptedAt: now.toISOString() });
    expect(did).toEqual([]);
  });

  it('is refused where nobody said yes, with the flag that says it', async () => {
    const { world } = await fakeWorld({ values: { ...answers, acceptMigrationAgreement: undefined } });
    const { kind, code, fix } = await caught(run(acceptAgreement, world));
    expect([kind, code, fix]).toEqual(['usage', 'INPUTS', expect.stringContaining('--accept-migration-agreement')]);
  });

  it('names in the plan who accepts it', async () => {
    const { world } = await fakeWorld();
    expect(await acceptAgreement.changes?.(world)).toEqual([
      { effect: 'create', what: 'a record in the journal that dba accepts the migration agreement' },
    ]);
  });
});
