import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import { resultOf } from '../../../../src/core/results/index.ts';
import { planRollback, type Situation } from '../../../../src/core/way-back/plan-rollback.ts';
import { planLines, planPage } from '../../../../src/core/way-back/plan-text.ts';
import { RollbackPlan, RollbackState } from '../../../../src/core/way-back/rollback-plan.ts';

const unblock = 'db.adminCommand({setUserWriteBlockMode: 1, global: false})';
const situation: Situation = {
  ...{ state: 'complete', cluster: 'Billing0', requestedAt: '2026-01-18T03:00:15.000Z', unblock, dirFlag: ' --dir d' },
  ...{ writes: known({ state: 'blocked' }), balancer: known('none'), notLookedAt: [] },
  since: known({ time: { seconds: 1768705215, increment: 4 } }),
  window: { state: 'open', leftMs: 3_600_000, closesAt: '2026-01-18T05:00:00.000Z', because: 'it is full' },
};

function planned(changes: Partial<Situation> = {}): RollbackPlan {
  const plan = planRollback({ ...situation, ...changes });
  expect(RollbackPlan.parse(plan)).toEqual(plan);
  return plan;
}
const commandsOf = ({ steps }: RollbackPlan) => steps.flatMap(({ run = [] }) => run);
const nobody = unknownBecause<never>('Nobody there.');

describe('what a way back says by how far the migration has come', () => {
  it.each<[RollbackState, Partial<Situation>, string[], RegExp]>([
    [
      'before-cutover',
      { requestedAt: undefined, writes: known({ state: 'free' }), since: nobody, window: undefined },
      [],
      /^Nothing: applications have written to the source alone/,
    ],
    [
      'before-cutover',
      { requestedAt: undefined, writes: known({ state: 'free' }), armed: 'armed for Sat 02:00' },
      ['livemig cutover --cancel --dir d'],
      /^Nothing/,
    ],
    ['cutover-sent', {}, ['livemig cutover --dir d', 'livemig rollback --plan --dir d'], /^Nothing yet/],
    ['cutover-requested', {}, ['livemig cutover --dir d', 'livemig rollback --plan --dir d'], /^Nothing yet/],
    ['failed', {}, [unblock, 'livemig status --dir d'], /^Writes that have reached Billing0/],
    [
      'failed',
      { requestedAt: undefined, writes: known({ state: 'free' }) },
      ['livemig status --dir d'],
      /^Nothing: applications/,
    ],
    [
      'expired',
      { requestedAt: undefined, writes: known({ state: 'free' }) },
      ['livemig status --dir d'],
      /^Nothing: app/,
    ],
    ['complete', {}, ['livemig verify --dir d', unblock], /^Everything that was written to Billing0/],
  ])('%s, %j', (state, changes, commands, lost) => {
    const plan = planned({ state, ...changes });
    expect(commandsOf(plan)).toEqual(commands);
    expect(plan.lost).toMatch(lost);
  });

  it('never tells to undo a cutover that is under way', () => {
    for (const state of ['cutover-sent', 'cutover-requested'] as const) {
      const plan = planned({ state });
      expect(plan.summary).toContain('2026-01-18 03:00:15 UTC');
      expect(commandsOf(plan)).not.toContain(unblock);
      expect(plan.summary).toMatch(/[Nn]othing takes it back/);
    }
  });

  it('stops the applications before anything else after COMPLETE, and starts them last', () => {
    const whats = planned().steps.map(({ what }) => what);
    expect(whats[0]).toMatch(/^Stop every application that writes to Billing0/);
    expect(whats.at(-2)).toMatch(/^Point the applications at the source again/);
    expect(whats.at(-1)).toMatch(/^Keep Billing0 as it is/);
  });
});

describe('unblocking the source', () => {
  const stepOf = (changes: Partial<Situation>) =>
    planned(changes).steps.find(({ run = [], what }) => run.includes(unblock) || what.includes('disks'));

  it.each<[string, Partial<Situation>, RegExp | undefined]>([
    ['is a step where it blocks', {}, /^Unblock the writes of the source, in mongosh on the source/],
    ['is none where it does not', { writes: known({ state: 'free' }) }, undefined],
    ['may be one where nobody could look', { writes: nobody }, /^Unblock the writes of the source if it answers/],
    [
      'may be one where nobody could look and nobody asked for a cutover',
      { state: 'before-cutover', requestedAt: undefined, writes: nobody },
      /^If the source answers "User writes blocked"/,
    ],
    [
      'is another one where its disks are full',
      { writes: known({ state: 'blocked', reason: 'DiskUseThresholdExceeded' }) },
      /^Make room on the disks/,
    ],
  ])('%s', (_, changes, what) => {
    expect(stepOf(changes)?.what).toEqual(what === undefined ? undefined : expect.stringMatching(what));
  });

  it('starts a balancer that is stopped, and no other', () => {
    expect(commandsOf(planned({ balancer: known('stopped') }))).toContain('sh.startBalancer()');
    for (const balancer of [known('none' as const), known('running' as const), nobody])
      expect(commandsOf(planned({ balancer }))).not.toContain('sh.startBalancer()');
  });
});

describe('what could bring changes back', () => {
  it('begins at the cluster time of the cutover', () => {
    const { engines, since, window } = planned();
    expect(since).toBe('{"$timestamp":{"t":1768705215,"i":4}}');
    expect(window).toEqual(situation.window);
    expect(engines[0]?.needs.join(' ')).toContain(`start.at.operation.time=${since}`);
    expect(engines.every(({ source }) => source.startsWith('https://'))).toBe(true);
  });

  it('is told after COMPLETE only, and not once the window is gone', () => {
    for (const state of RollbackState.options.filter((one) => one !== 'complete'))
      expect(planned({ state })).toMatchObject({ engines: [], state });
    const gone = planned({
      window: { state: 'gone', seenAt: '2026-01-18T05:00:00.000Z', because: 'its oldest entry' },
    });
    expect(gone.engines).toEqual([]);
    expect(gone.steps[1]?.what).toContain('can no longer be read from its oplog (gone: its oldest entry)');
  });

  it('is told without a time where none is known', () => {
    const { engines, since, notLookedAt } = planned({ since: nobody });
    expect(since).toBeUndefined();
    expect(engines[0]?.needs.join(' ')).toContain('start.at.operation.time=TIME (not known here)');
    expect(notLookedAt).toEqual(['when the cutover was: Nobody there']);
  });
});

describe('the plan as text', () => {
  const plan = planned({
    ...{ writes: nobody, window: { state: 'not-looked-at', because: 'it is not set' } },
    notLookedAt: ['where Atlas says that the migration stands: no answer'],
  });

  it('has every step with its commands, what is lost and what was not looked at, on a terminal and in a file', () => {
    const [lines, page] = [planLines(plan).join('\n'), planPage(plan, 'Billing0', '2026-01-18T06:00:00.000Z')];
    for (const text of [lines, page]) {
      for (const { what } of plan.steps) expect(text).toContain(what);
      for (const command of commandsOf(plan)) expect(text).toContain(command);
      for (const { name, source } of plan.engines) for (const word of [name, source]) expect(text).toContain(word);
      for (const what of plan.notLookedAt) expect(text).toContain(what);
      expect(text).toContain(plan.lost);
      expect(text).toContain('not looked at: it is not set');
    }
    expect(plan.notLookedAt).toHaveLength(3);
    expect(page).toMatch(
      /^# The way back from Billing0\n\nMade by livemig rollback --plan at 2026-01-18T06:00:00.000Z/,
    );
  });

  it('is what the command ends with, for people, and says where it was written', () => {
    const told = resultOf('rollback')?.lines({ ...plan, file: 'back.md' });
    expect(told).toEqual([...planLines(plan), 'written to back.md']);
  });
});
