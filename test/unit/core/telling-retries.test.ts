import { expect, it } from 'vitest';
import type { StepProgress } from '../../../src/core/step.ts';
import { tellingRetries } from '../../../src/core/telling-retries.ts';

it('a side that is away is told beside how far it had come, until something comes in again', () => {
  const told: StepProgress[] = [];
  const { report, retried } = tellingRetries((progress) => told.push(progress));
  retried('the source');
  const comparing = { done: 20, total: 50, unit: 'documents', detail: 'comparing a.b' };
  report(comparing);
  retried('the destination');
  report(comparing);
  expect(told).toEqual([
    { done: 0, unit: 'documents', detail: 'the source was cut off while it was read; trying again' },
    comparing,
    { ...comparing, detail: 'the destination was cut off while it was read; trying again' },
    comparing,
  ]);
});
