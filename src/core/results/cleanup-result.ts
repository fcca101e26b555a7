import { z } from 'zod';
import { CleanupPlan, removable } from '../cleanup/cleanup-plan.ts';
import { cleanupLines } from '../cleanup/cleanup-text.ts';
import { defineResult } from './command-result.ts';

/** What a migration has left; `removed` only where it was not a dry run. */
export const CleanupData = z.object({
  ...CleanupPlan.shape,
  changed: z.boolean().describe('whether this run has removed anything; false with --dry-run'),
  removed: z
    .array(
      z.object({
        what: z.string(),
        wasGone: z.boolean().describe('it was not there any more, or the service answered that there was none'),
      }),
    )
    .readonly()
    .describe('what this run has removed; not with --dry-run')
    .exactOptional(),
});
export type CleanupData = z.infer<typeof CleanupData>;

/** A run that removes has shown its plan before; what it came to is told with what stays. */
export const cleanupResult = defineResult(CleanupData, ({ removed, changed: _, ...plan }) => {
  if (removed === undefined) return cleanupLines(plan);
  const isUnseen = plan.items.some(
    ({ name, decision }) => decision === 'not-looked-at' && removable.some((one) => one === name),
  );
  const staying = plan.items.filter(({ decision }) => decision !== 'nothing' && decision !== 'remove');
  return [
    ...(removed.length === 0 ? [`nothing left to remove${isUnseen ? ' of what could be looked at' : ''}`] : []),
    ...removed.map(({ what, wasGone }) => `${wasGone ? 'was gone already' : 'removed'}: ${what}`),
    ...staying.map(({ name, what, decision }) => `${endings[decision]}: ${what} (${name})`),
  ];
});

const endings = {
  remove: 'removed',
  nothing: 'not there',
  leave: 'left',
  'by-hand': 'by hand',
  'not-looked-at': 'not looked at',
} as const;
