import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LivemigError } from '../../../src/core/errors.ts';
import { defineStep } from '../../../src/core/step.ts';
import { counselOf, detailOf, detailsOf, stepEvent } from '../../../src/engine/step-news.ts';

const patience = { usually: 'a minute', longAfterMs: 5_000, lookAt: 'Look at it.', limitMs: 60_000 };
const step = defineStep<object, unknown>({
  id: 'start.make-thing',
  title: 'Make the thing',
  receipt: z.unknown(),
  observe: async () => ({ state: 'todo' }),
  patience,
});
const time = '2026-01-18T14:30:00.000Z';
const error = new LivemigError({ kind: 'blocked', code: 'BLOCKED', message: 'It is on fire.', fix: 'Look.' });

describe('the event of a step', () => {
  it('leaves out what there is nothing to say of', () => {
    const event = stepEvent(step, new Date(time), { state: 'running', detail: undefined });
    expect(Object.entries(event)).toEqual([
      ['type', 'step'],
      ['time', time],
      ['step', 'start.make-thing'],
      ['title', 'Make the thing'],
      ['state', 'running'],
    ]);
  });

  it('holds what there is', () => {
    const news = { state: 'waiting' as const, detail: 'd', details: { lag: 1 }, usually: 'u', advice: 'a' };
    expect(stepEvent(step, new Date(time), news)).toMatchObject(news);
  });
});

describe('what to expect of a wait', () => {
  it.each([
    ['at first', 0, undefined],
    ['a moment before it is long', 4_999, undefined],
    ['from where it is long on', 5_000, 'Look at it.'],
  ])('%s', (_, takenMs, advice) => {
    expect(counselOf(step, takenMs)).toEqual({ usually: 'a minute', advice });
  });

  it('is nothing for a step without patience', () => {
    const { patience: _, ...impatient } = step;
    expect(counselOf(impatient, 1e9)).toEqual({});
  });
});

it.each([
  ['its detail', { state: 'waiting', detail: 'not yet' } as const, 'not yet'],
  ['the message of its failure', { state: 'failed', error } as const, 'It is on fire.'],
  ['the message of what nobody knows', { state: 'unknown', error } as const, 'It is on fire.'],
  ['nothing where it tells nothing', { state: 'todo' } as const, undefined],
])('what is seen of a step is, in words, %s', (_, seen, words) => {
  expect(detailOf(seen)).toBe(words);
});

it('what is seen of a step is, in numbers, its details', () => {
  expect(detailsOf({ state: 'todo', details: { lag: 1 } })).toEqual({ lag: 1 });
  expect(detailsOf({ state: 'failed', error })).toBeUndefined();
});
