import { describe, expect, it } from 'vitest';
import { type FactStep, factOf } from '../../../src/cli/stage-facts.ts';
import { emptyJournal, type Journal } from '../../../src/core/journal.ts';

const at = '2026-11-25T08:00:00.000Z';
const now = new Date('2026-11-25T09:00:00.000Z');

function journalWith(...done: readonly string[]): Journal {
  const steps = done.map((id) => [id, { state: 'done' as const, startedAt: at, doneAt: at }] as const);
  return { ...emptyJournal(now), steps: Object.fromEntries(steps) };
}

const created: FactStep = { id: 'start.create-migration', state: 'done', detail: 'migration 65f0' };
const followed = (state: FactStep['state'], detail: string, details = {}): FactStep => ({
  id: 'start.synchronize',
  state,
  detail,
  details,
});

describe('the most useful thing to say of the start stage', () => {
  it.each([
    { what: 'the migration while Atlas tells nothing of it', steps: [created], says: 'migration 65f0' },
    { what: 'nothing of a stage that has not begun', steps: [followed('todo', 'not created')], says: undefined },
    {
      what: 'how far it is while it is not ready',
      steps: [created, followed('todo', 'following, lag 42 s', { status: 'WORKING', lagSeconds: 42 })],
      says: 'following, lag 42 s',
    },
    {
      what: 'how long the cutover is possible once it is ready',
      steps: [created, followed('done', 'ready', { status: 'WORKING', readyForCutover: true, lagSeconds: 3 })],
      synchronized: true,
      says: 'ready for cutover, lag 3 s, possible for at most 4 d 23 h',
    },
    {
      what: 'that nobody knows how long the cutover is possible, where the clock was set back since',
      steps: [created, followed('done', 'ready', { status: 'WORKING', readyForCutover: true, lagSeconds: 3 })],
      synchronized: true,
      looked: new Date('2026-11-24T09:00:00.000Z'),
      says: "ready for cutover, lag 3 s, for how long is not known, because this machine's clock was set back",
    },
  ])('is $what', ({ steps, synchronized = false, looked = now, says }) => {
    const begun = steps.includes(created) ? ['start.create-migration'] : [];
    const journal = journalWith(...begun, ...(synchronized ? ['start.synchronize'] : []));
    expect(factOf('start', steps, journal, looked)).toBe(says);
  });
});
