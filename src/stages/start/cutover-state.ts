import { type Journal, progressOf } from '../../core/journal.ts';
import type { Observation } from '../../core/step.ts';
import { cutoverRecord } from './cutover-request.ts';

/** How far the cutover and what comes after it are, apart from the stage that they belong to. */
export type CutoverState = 'todo' | 'in-progress' | 'done';

/** Of the steps of a stage as they were seen; `undefined` where it has no cutover. */
export function cutoverState(
  steps: readonly { readonly id: string; readonly state: Observation['state'] }[],
  journal: Journal,
): CutoverState | undefined {
  const at = steps.findIndex(({ id }) => id === cutoverRecord.id);
  if (at === -1) return undefined;
  if (steps.slice(at).every(({ state }) => state === 'done')) return 'done';
  const isBegun = steps[at]?.state === 'done' || progressOf(journal, cutoverRecord.id) !== 'none';
  return isBegun ? 'in-progress' : 'todo';
}
