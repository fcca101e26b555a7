import { z } from 'zod';
import { harmless } from '../harmless.ts';
import { planLines } from '../way-back/plan-text.ts';
import { RollbackPlan } from '../way-back/rollback-plan.ts';
import { defineResult } from './command-result.ts';

/** What it would take to go back; `file` where it was written. */
export const RollbackData = z.object({
  ...RollbackPlan.shape,
  file: z.string().describe('where the plan was written').exactOptional(),
});
export type RollbackData = z.infer<typeof RollbackData>;

export const rollbackResult = defineResult(RollbackData, ({ file, ...plan }) => [
  ...planLines(plan),
  ...(file === undefined ? [] : [`written to ${harmless(file)}`]),
]);
