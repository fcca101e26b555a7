import { expect, it } from 'vitest';
import { newsOnly } from '../../../src/cli/news-only.ts';
import type { LivemigEvent } from '../../../src/core/events.ts';
import { recordingReporter } from '../../support/memory-ports.ts';

const at = (minute: number) => `2026-11-28T09:0${minute}:00.000Z`;
const step = (minute: number, detail: string): LivemigEvent => ({
  ...({ type: 'step', time: at(minute), step: 'start.synchronize', title: 'Follow', state: 'waiting' } as const),
  detail,
});
const note = (minute: number, level: 'warning' | 'debug'): LivemigEvent => ({
  ...({ type: 'note', time: at(minute), message: 'GET /x: 200' } as const),
  level,
});
const stage = (minute: number, cutover: 'todo' | 'done', fact = 'ready'): LivemigEvent => ({
  ...({ type: 'stage', time: at(minute), stage: 'start', title: 'Start', state: 'done' } as const),
  ...{ cutover, fact },
});

it.each<[string, readonly LivemigEvent[], readonly number[]]>([
  ['the same at another time', [step(1, 'lag 3 s'), step(2, 'lag 3 s')], [0]],
  [
    'what has changed, and what is again as it was',
    [step(1, 'lag 3 s'), step(2, 'lag 5 s'), step(3, 'lag 3 s')],
    [0, 1, 2],
  ],
  ['one thing beside another', [step(1, 'x'), stage(1, 'todo'), step(2, 'x'), stage(2, 'done')], [0, 1, 3]],
  [
    'of a stage no time that passes',
    [stage(1, 'todo', 'ready, for at most 5 d'), stage(2, 'todo', 'ready, for at most 4 d 23 h'), stage(3, 'todo')],
    [0, 2],
  ],
  ['a warning once', [note(1, 'warning'), note(2, 'warning')], [0]],
  ['each request that --verbose shows', [note(1, 'debug'), note(2, 'debug')], [0, 1]],
])('told is only what is news: %s', (_, events, told) => {
  const { events: reported, report } = recordingReporter();
  const reporter = newsOnly({ report }, () => 0);
  for (const event of events) reporter.report(event);
  expect(reported).toEqual(events.filter((_, index) => told.includes(index)));
});

/** A look at a migration that copies so much of a whole, with a lag after that. */
function copying(minute: number, share: number, detail = `copying, ${share}`): LivemigEvent {
  const time = new Date(Date.UTC(2026, 10, 28, 9, minute)).toISOString();
  const following = { phase: 'copying', share, clocks: { answer: time, change: time, progress: time } };
  const details = { status: 'WORKING', readyForCutover: false, lagSeconds: null, following };
  return {
    ...({ type: 'step', time, step: 'start.synchronize', title: 'Follow', state: 'waiting' } as const),
    detail,
    details,
  };
}

it.each<[string, readonly LivemigEvent[], readonly number[]]>([
  ['not each percent', [copying(0, 0.41), copying(1, 0.42), copying(2, 0.43)], [0]],
  ['each ten of them', [copying(0, 0.49), copying(1, 0.5), copying(2, 0.51)], [0, 1]],
  [
    'that it goes on, every five minutes',
    [0, 1, 2, 3, 4, 5, 6, 9, 10, 11].map((minute) => copying(minute, 0.41)),
    [0, 5, 8],
  ],
])('told of what is followed is what matters: %s', (_, events, told) => {
  const { events: reported, report } = recordingReporter();
  let now = 0;
  const reporter = newsOnly({ report }, () => now);
  for (const event of events) {
    now = Date.parse(event.time) - Date.UTC(2026, 10, 28, 9);
    reporter.report(event);
  }
  expect(reported).toEqual(events.filter((_, index) => told.includes(index)));
});
