import { expect, it } from 'vitest';
import type { PlanEvent } from '../../../src/core/events.ts';
import { planLines } from '../../../src/terminal/plan-lines.ts';
import { createStyle } from '../../../src/terminal/style.ts';

const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => 100 });
const time = '2026-01-02T09:00:00.000Z';
const plan: PlanEvent = {
  ...{ type: 'plan', time, stage: 'start', source: {}, destination: {} },
  ...{ changes: [], command: 'livemig start', variables: [], asked: true },
};

it('what will not arrive stands after what will be done, right before it is agreed to', () => {
  const willNotArrive = {
    known: [{ kind: 'users', text: 'Users', count: 1, names: ['app@shop'] }],
    notLookedAt: [{ kind: 'zones', text: 'Zones', reason: 'no right' }],
  } as const;
  expect(planLines(style, { ...plan, willNotArrive })).toEqual([
    ...['', 'Start: what it will do', '  Nothing is left to do.'],
    ...['', 'Will not arrive (1)', '▲ Users (1): app@shop', '? not looked at: zones: no right', ''],
  ]);
});
