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
