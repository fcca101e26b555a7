import { expect, it } from 'vitest';
import { afterwardsNotes } from '../../../src/cli/afterwards-notes.ts';
import type { RollbackWindow } from '../../../src/core/way-back/rollback-window.ts';

const now = new Date('2026-01-18T14:30:00.000Z');
const because = 'it is full';
const openFor = (hours: number) => ({ state: 'open', leftMs: hours * 3_600_000, because }) as const;
const problem = new Error('They differ.');
const gone: RollbackWindow = { state: 'gone', seenAt: now.toISOString(), because };

it.each<[string, RollbackWindow | undefined, Error | undefined, [string, RegExp][]]>([
  ['nothing before the end', undefined, undefined, []],
  ['nothing of what the result tells', openFor(48), undefined, []],
  ['that it closes soon', openFor(5), undefined, [['warning', /^way back: open for about 5 h/]]],
  ['that it has closed', gone, undefined, [['warning', /^way back: gone/]]],
  [
    'all of it where the result tells of a problem',
    openFor(48),
    problem,
    [
      ['info', /^downtime: not measured/],
      ['info', /^way back: open for about 2 d/],
    ],
  ],
])('beside its result status tells %s', (_, rollbackWindow, error, expected) => {
  const details = { status: 'COMPLETE', readyForCutover: false, lagSeconds: null };
  const notes = afterwardsNotes({ ...details, ...(rollbackWindow && { rollbackWindow }) }, error, now);
  expect(notes).toEqual(
    expected.map(([level, message]) => ({
      ...{ type: 'note', time: now.toISOString(), level },
      message: expect.stringMatching(message),
    })),
  );
});
