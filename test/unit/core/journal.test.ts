import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as journal from '../../../src/core/journal.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const step = { id: 'start.create-migration', receipt: z.object({ migrationId: z.string() }) } as const;

describe('journal', () => {
  it('keeps the time of the start through submitted and done', () => {
    let state = journal.started(journal.emptyJournal(at(0)), step.id, at(1));
    state = journal.submitted(state, step.id, { migrationId: 'a' }, at(2));
    state = journal.done(state, step.id, { migrationId: 'a' }, at(3));
    expect(state.steps[step.id]).toEqual({
      state: 'done',
      startedAt: at(1).toISOString(),
      doneAt: at(3).toISOString(),
      receipt: { migrationId: 'a' },
    });
    expect(journal.Journal.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('has no receipt before the step was submitted', () => {
    const state = journal.started(journal.emptyJournal(at(0)), step.id, at(1));
    expect(journal.receiptOf(state, step)).toBeUndefined();
  });

  it('reads a receipt with the schema of its step, and refuses another shape', () => {
    const good = journal.submitted(journal.emptyJournal(at(0)), step.id, { migrationId: 'a' }, at(1));
    expect(journal.receiptOf(good, step)).toEqual({ migrationId: 'a' });
    const bad = journal.submitted(journal.emptyJournal(at(0)), step.id, { id: 1 }, at(1));
    expect(() => journal.receiptOf(bad, step)).toThrow('migrationId');
  });

  it('a withdrawn step was never begun', () => {
    const state = journal.withdrawn(journal.started(journal.emptyJournal(at(0)), step.id, at(1)), step.id);
    expect(journal.progressOf(state, step.id)).toBe('none');
  });

  it.each([[{ schemaVersion: 2 }], [{ createdAt: 'yesterday' }], [{ steps: { x: { state: 'finished' } } }]])(
    'refuses %j',
    (change) => {
      expect(journal.Journal.safeParse({ ...journal.emptyJournal(at(0)), ...change }).success).toBe(false);
    },
  );
});

describe('what was seen of the world', () => {
  it('keeps the time at which it was first so, whatever else is news', () => {
    const first = journal.withSeen(journal.emptyJournal(at(0)), { status: 'COMPLETE' }, at(1));
    const later = journal.withSeen(first, { status: 'COMPLETE', block: 'blocked' }, at(2));
    expect(later.seen).toEqual({
      status: { value: 'COMPLETE', at: at(1).toISOString() },
      block: { value: 'blocked', at: at(2).toISOString() },
    });
    expect(journal.withSeen(later, { status: 'FAILED' }, at(3)).seen?.status).toEqual({
      value: 'FAILED',
      at: at(3).toISOString(),
    });
  });
});

describe('what the journal keeps beside the steps', () => {
  const empty = journal.emptyJournal(at(0));
  const plan = (...changes: string[]) => ({
    agreedAt: at(1).toISOString(),
    by: 'ann',
    how: 'answered' as const,
    changes,
  });

  it('is nothing at first but when it began', () => {
    expect(empty).toEqual({ schemaVersion: 1, createdAt: at(0).toISOString(), inputs: {}, steps: {} });
  });

  it('a plan is agreed to where all of it was, in the stage that it was agreed to in', () => {
    const agreed = journal.agreed(empty, 'link', plan('a', 'b'));
    expect([['a'], ['a', 'b'], []].map((changes) => journal.isAgreedTo(agreed, 'link', changes))).toEqual([
      true,
      true,
      true,
    ]);
    expect(journal.isAgreedTo(agreed, 'link', ['a', 'c'])).toBe(false);
    expect(journal.isAgreedTo(agreed, 'start', [])).toBe(false);
    expect(journal.isAgreedTo(empty, 'link', [])).toBe(false);
  });

  it('another plan is agreed to together with those before, each change once', () => {
    const first = journal.agreed(empty, 'link', plan('a', 'b'));
    const both = journal.agreed(journal.agreed(first, 'start', plan('z')), 'link', { ...plan('b', 'c'), by: 'bob' });
    expect(both.agreements).toEqual({ link: { ...plan('a', 'b', 'c'), by: 'bob' }, start: plan('z') });
  });

  it('what was agreed to can be forgotten, stage by stage', () => {
    const both = journal.agreed(journal.agreed(empty, 'link', plan('a')), 'start', plan('z'));
    expect(journal.disagreed(both, 'link').agreements).toEqual({ start: plan('z') });
    expect(journal.disagreed(empty, 'link').agreements).toEqual({});
  });

  it('what was seen is known by its name, with the time of the last look', () => {
    const seen = journal.withSeen(journal.withSeen(empty, { a: '1', b: '2' }, at(1)), { a: '3' }, at(2));
    expect(seen.seen).toEqual({
      a: { value: '3', at: at(2).toISOString() },
      b: { value: '2', at: at(1).toISOString() },
    });
    expect(['a', 'b', 'c'].map((name) => journal.seenBefore(seen, name))).toEqual(['3', '2', undefined]);
    expect(journal.seenBefore(empty, 'a')).toBeUndefined();
    expect(Object.keys(journal.withoutSeen(seen, 'a').seen ?? {})).toEqual(['b']);
    expect(journal.withoutSeen(empty, 'a').seen).toEqual({});
  });

  it('inputs and names are added to those before', () => {
    const inputs = journal.withInputs(journal.withInputs(empty, { a: '1', b: '2' }), { a: '3' });
    expect(inputs.inputs).toEqual({ a: '3', b: '2' });
    expect(journal.withNames(journal.withNames(empty, { a: 'A' }), { b: 'B' }).names).toEqual({ a: 'A', b: 'B' });
  });
});

describe('the times of a step', () => {
  const empty = journal.emptyJournal(at(0));

  it('an attempt that is open keeps its time', () => {
    const once = journal.started(empty, step.id, at(1));
    expect(journal.started(once, step.id, at(9))).toBe(once);
  });

  it('a new attempt after one that was answered has its own', () => {
    const again = journal.started(journal.submitted(empty, step.id, {}, at(1)), step.id, at(9));
    expect(again.steps[step.id]).toEqual({ state: 'started', startedAt: at(9).toISOString() });
  });

  it('what was never started began when it ended', () => {
    const [submitted, done] = [journal.submitted(empty, step.id, 1, at(2)), journal.done(empty, step.id, 1, at(2))];
    const time = at(2).toISOString();
    expect(submitted.steps[step.id]).toEqual({ state: 'submitted', startedAt: time, submittedAt: time, receipt: 1 });
    expect(done.steps[step.id]).toEqual({ state: 'done', startedAt: time, doneAt: time, receipt: 1 });
  });

  it('what was done without a receipt has none', () => {
    expect(journal.receiptOf(journal.done(empty, step.id, undefined, at(1)), step)).toBeUndefined();
  });
});
