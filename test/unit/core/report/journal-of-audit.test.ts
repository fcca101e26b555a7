import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/core/audit.ts';
import { journalOf } from '../../../../src/core/report/journal-of-audit.ts';
import { complete, created, minute, recordedOf, requested } from '../../../support/report-sources.ts';

const now = new Date(minute(600));
const of = (...entries: AuditEntry[]) => journalOf(recordedOf(entries), now);

const seenFailed: AuditEntry = {
  ...{ kind: 'step', step: 'start.synchronize', state: 'seen' },
  receipt: { 'migration.status': 'FAILED' },
};

describe('the journal as the audit tells it', () => {
  it('has each step as it was written last, with what it brought back', () => {
    const { steps } = of(...created, ...requested);
    expect(steps['start.create-migration']).toMatchObject({ state: 'done', startedAt: minute(1), doneAt: minute(3) });
    expect(steps['start.create-migration']).toHaveProperty('receipt.migrationId', expect.any(String));
    expect(steps['start.cut-over']).toMatchObject({ state: 'started', startedAt: minute(5) });
  });

  it('has what was seen and agreed to, and by whom', () => {
    const { seen, agreements, inputs } = of(...created, ...complete);
    expect(seen).toEqual({ 'migration.complete': { value: 'COMPLETE', at: minute(4) } });
    expect(agreements).toEqual({
      start: { agreedAt: minute(0), by: 'ana', how: 'called', changes: ['a live migration'] },
    });
    expect(inputs).toEqual({});
  });

  it.each<[string, AuditEntry[], object]>([
    ['withdrawn', [{ kind: 'step', step: 'start.create-migration', state: 'withdrawn' }], {}],
    ['given up', [{ kind: 'decision', decision: 'create the migration again' }], {}],
    [
      'adopted in the place of another',
      [{ kind: 'decision', decision: `adopted migration ${'a'.repeat(24)}` }],
      {
        'start.create-migration': {
          ...{ state: 'submitted', startedAt: minute(5), submittedAt: minute(5) },
          receipt: { migrationId: 'a'.repeat(24) },
        },
      },
    ],
  ])('forgets a migration as the journal does: %s', (_, entries, steps) => {
    const journal = of(...created, seenFailed, ...entries);
    expect(journal.steps).toEqual(steps);
    if (entries[0]?.kind === 'decision') expect(journal).toMatchObject({ seen: {}, agreements: {} });
  });

  it.each<[string, AuditEntry]>([
    ['a state of a later version', { kind: 'step', step: 'link.create-token', state: 'paused' }],
    ['a step that is none', { kind: 'step', step: 'elsewhere', state: 'done' }],
    ['another decision', { kind: 'decision', decision: 'agreed to the plan of cleanup (called)' }],
    ['a look that says nothing', { kind: 'step', step: 'start.cut-over', state: 'seen', receipt: 7 }],
  ])('tells nothing of %s', (_, entry) => {
    expect(of(entry)).toMatchObject({ steps: {} });
    expect(of(entry)).not.toHaveProperty('agreements');
  });
});
