import { expect, it } from 'vitest';
import { started, submitted } from '../../../../src/core/journal.ts';
import type { Observation } from '../../../../src/core/step.ts';
import { cutoverState } from '../../../../src/stages/start/cutover-state.ts';
import { ago, now, untouched } from '../../../support/fake-world.ts';

const sent = started(untouched, 'start.cut-over', now);
const requested = submitted(untouched, 'start.cut-over', { requestedAt: ago(0) }, now);

it.each<[string, readonly (readonly [string, Observation['state']])[], typeof untouched, string | undefined]>([
  ['none, of a stage without one', [['link.create-token', 'done']], requested, undefined],
  [
    'to do before it is asked for',
    [
      ['start.synchronize', 'done'],
      ['start.cut-over', 'todo'],
    ],
    untouched,
    'todo',
  ],
  [
    'to do while that cannot be yet',
    [
      ['start.cut-over', 'waiting'],
      ['start.verify', 'todo'],
    ],
    untouched,
    'todo',
  ],
  ['in progress once it was asked for', [['start.cut-over', 'waiting']], requested, 'in-progress'],
  ['in progress where the answer was lost', [['start.cut-over', 'todo']], sent, 'in-progress'],
  ['in progress where it failed', [['start.cut-over', 'failed']], requested, 'in-progress'],
  [
    'in progress until it is compared',
    [
      ['start.cut-over', 'done'],
      ['start.verify', 'todo'],
    ],
    untouched,
    'in-progress',
  ],
  [
    'done when all is',
    [
      ['start.synchronize', 'waiting'],
      ['start.cut-over', 'done'],
      ['start.verify', 'done'],
    ],
    requested,
    'done',
  ],
])('the cutover is %s', (_, steps, journal, expected) => {
  expect(
    cutoverState(
      steps.map(([id, state]) => ({ id, state })),
      journal,
    ),
  ).toBe(expected);
});
