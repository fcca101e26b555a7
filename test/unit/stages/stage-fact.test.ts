import { describe, expect, it } from 'vitest';
import { emptyJournal, type Journal } from '../../../src/core/journal.ts';
import { line } from '../../../src/stages/line.ts';
import { type LookedStep, stageFact } from '../../../src/stages/stage-fact.ts';
import type { Looked } from '../../../src/stages/world.ts';

const startedAt = '2026-11-25T08:00:00.000Z';
const now = new Date('2026-11-25T09:00:00.000Z');

function journalWith(...done: readonly string[]): Journal {
  const steps = done.map((id) => [id, { state: 'done' as const, startedAt, doneAt: startedAt }] as const);
  return { ...emptyJournal(now), steps: Object.fromEntries(steps) };
}

function looked(id: string, looked: Looked): LookedStep {
  const step = line.find((one) => one.id === id);
  if (step === undefined) throw new Error(`the line has no step ${id}`);
  return { step, looked };
}

const created = looked('start.create-migration', { state: 'done', detail: 'migration 65f0' });
const status = { status: 'WORKING', readyForCutover: false, lagSeconds: null };
const complete = { status: 'COMPLETE', readyForCutover: false, lagSeconds: 0 };
const followed = (state: Looked['state'], detail: string, details = {}) =>
  looked('start.synchronize', { state, detail, details: { ...status, ...details } });
const clocks = { answer: startedAt, change: startedAt, progress: startedAt };
const readyUntil = (deadline: { readonly earliest?: string; readonly latest: string; readonly isOver: boolean }) =>
  followed('done', 'ready', {
    ...{ status: 'WORKING', readyForCutover: true, lagSeconds: 3 },
    following: { phase: 'ready', clocks, deadline },
  });

describe('the most useful thing to say of a stage', () => {
  const token = looked('link.create-token', { state: 'done', detail: 'a link-token is kept for provision' });
  const cutOver = looked('start.cut-over', { state: 'done', detail: 'COMPLETE', details: complete });
  const compared = looked('start.verify', { state: 'done', detail: 'identical: 50 documents in 2 namespaces' });

  it.each([
    { what: 'the age of a token that nobody has used', steps: [token], says: 'token made 1 h ago, not used yet' },
    {
      what: 'no token that has been used',
      steps: [token],
      begun: ['provision.connect-organization'],
      says: 'a link-token is kept for provision',
    },
    { what: 'that the migration is complete', steps: [cutOver], says: 'complete' },
    {
      what: 'what the comparison came to after that',
      steps: [cutOver, compared],
      says: 'complete; identical: 50 documents in 2 namespaces',
    },
    {
      what: 'nothing of a comparison that never began',
      steps: [cutOver, looked('start.verify', { state: 'todo', detail: 'not looked at' })],
      unbegun: 'start.verify',
      says: 'complete',
    },
    {
      what: 'what has failed, whatever else there is to say',
      steps: [cutOver, looked('start.verify', { state: 'failed', detail: 'they differ' })],
      says: 'they differ',
    },
  ])('is $what', ({ steps, begun = [], unbegun, says }) => {
    const ids = [...steps.map(({ step }) => step.id), ...begun].filter((id) => id !== unbegun);
    expect(stageFact(steps, journalWith(...ids), now)).toBe(says);
  });
});

describe('the most useful thing to say of the start stage', () => {
  it.each([
    { what: 'the migration while Atlas tells nothing of it', steps: [created], says: 'migration 65f0' },
    {
      what: 'nothing of a stage that has not begun',
      steps: [looked('start.synchronize', { state: 'todo', detail: 'not created' })],
      says: undefined,
    },
    {
      what: 'how far it is while it is not ready',
      steps: [created, followed('todo', 'following, lag 42 s', { status: 'WORKING', lagSeconds: 42 })],
      says: 'following, lag 42 s',
    },
    {
      what: 'how long the cutover is possible once it is ready',
      steps: [created, followed('done', 'ready', { status: 'WORKING', readyForCutover: true, lagSeconds: 3 })],
      synchronized: true,
      says: 'ready for cutover, lag 3 s, cutover possible for at most 4 d 23 h',
    },
    {
      what: 'the same by what looks at it have seen, where no run has written down that it is ready',
      steps: [created, readyUntil({ latest: '2026-11-30T08:00:00.000Z', isOver: false })],
      says: 'ready for cutover, lag 3 s, cutover possible for at most 4 d 23 h',
    },
    {
      what: 'the shortest time that it may be, as the screen and the gates say, where that is known',
      steps: [
        created,
        readyUntil({ earliest: '2026-11-29T20:00:00.000Z', latest: '2026-11-30T08:00:00.000Z', isOver: false }),
      ],
      synchronized: true,
      says: 'ready for cutover, lag 3 s, cutover possible for at least 4 d 11 h',
    },
    {
      what: 'that nobody knows how long the cutover is possible, where the clock was set back since',
      steps: [created, followed('done', 'ready', { status: 'WORKING', readyForCutover: true, lagSeconds: 3 })],
      synchronized: true,
      at: new Date('2026-11-24T09:00:00.000Z'),
      says: "ready for cutover, lag 3 s, for how long is not known, because this machine's clock was set back",
    },
  ])('is $what', ({ steps, synchronized = false, at = now, says }) => {
    const begun = steps.includes(created) ? ['start.create-migration'] : [];
    const journal = journalWith(...begun, ...(synchronized ? ['start.synchronize'] : []));
    expect(stageFact(steps, journal, at)).toBe(says);
  });
});
