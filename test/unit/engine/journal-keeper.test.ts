import { describe, expect, it } from 'vitest';
import { emptyJournal, withInputs } from '../../../src/core/journal.ts';
import { keepJournal, readOnlyJournal } from '../../../src/engine/journal-keeper.ts';
import { memoryAudit, memoryState } from '../../support/memory-ports.ts';

const empty = emptyJournal(new Date(0));
const named = (sourceCluster: string) => (before: typeof empty) => withInputs(before, { sourceCluster });
const entry = (decision: string) => ({ kind: 'decision' as const, decision });

describe('the kept journal', () => {
  it('is on disk when an update is fulfilled, and the notes after it, in order', async () => {
    const [state, audit] = [memoryState(), memoryAudit()];
    const keeper = keepJournal(empty, state, audit);
    keeper.note(entry('one'));
    keeper.note(entry('two'));
    expect(audit.entries).toEqual([]);
    await keeper.update(named('billing'));
    expect(state.saves).toEqual([keeper.current()]);
    expect(keeper.current().inputs).toEqual({ sourceCluster: 'billing' });
    expect(audit.entries).toEqual([entry('one'), entry('two')]);
  });

  it('writes each note once', async () => {
    const audit = memoryAudit();
    const keeper = keepJournal(empty, memoryState(), audit);
    keeper.note(entry('one'));
    await keeper.flush();
    await keeper.flush();
    expect(audit.entries).toEqual([entry('one')]);
  });

  it('holds what was proposed, and has it on disk only with the next update', async () => {
    const state = memoryState();
    const keeper = keepJournal(empty, state, memoryAudit());
    keeper.propose(named('billing'));
    expect(keeper.current().inputs).toEqual({ sourceCluster: 'billing' });
    expect(state.saves).toEqual([]);
    await keeper.update((before) => before);
    expect(state.saves.at(-1)?.inputs).toEqual({ sourceCluster: 'billing' });
  });

  it('is as before where it could not be saved, and the notes stay to be written', async () => {
    const audit = memoryAudit();
    const full = { load: async () => undefined, save: async () => Promise.reject(new Error('no room')) };
    const keeper = keepJournal(empty, full, audit);
    keeper.note(entry('one'));
    await expect(keeper.update(named('billing'))).rejects.toThrow('no room');
    expect(keeper.current()).toBe(empty);
    expect(audit.entries).toEqual([]);
  });
});

describe('a journal that is only read', () => {
  it('refuses to be written, and drops what is noted', async () => {
    const keeper = readOnlyJournal(empty);
    keeper.note(entry('one'));
    await keeper.flush();
    expect(() => keeper.propose(named('billing'))).toThrow('read-only');
    await expect(keeper.update(named('billing'))).rejects.toThrow('read-only');
    expect(keeper.current()).toBe(empty);
  });
});
