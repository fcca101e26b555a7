import { windowWords } from '../way-back/rollback-window.ts';
import type { CleanupItem, CleanupPlan } from './cleanup-plan.ts';

const headings = [
  ['remove', 'livemig removes'],
  ['leave', 'Stays, unless --include names it'],
  ['by-hand', 'By hand, if you want'],
  ['not-looked-at', 'Not looked at'],
] as const satisfies readonly (readonly [CleanupItem['decision'], string])[];

/** The plan as lines for a terminal; a line that begins with blanks belongs to the one before. */
export function cleanupLines({ items, rollbackWindow }: CleanupPlan): string[] {
  const nothing = items.filter(({ decision }) => decision === 'nothing').map(({ what }) => what);
  return [
    ...headings.flatMap(([decision, heading]) => section(heading, items, decision)),
    ...(nothing.length === 0 ? [] : [`Nothing to undo: ${nothing.join('; ')}`]),
    ...(rollbackWindow === undefined ? [] : [`Way back: ${windowWords(rollbackWindow)}`]),
  ];
}

function section(heading: string, items: readonly CleanupItem[], decision: CleanupItem['decision']): string[] {
  const these = items.filter((item) => item.decision === decision);
  return these.length === 0 ? [] : [`${heading}:`, ...these.flatMap(itemLines)];
}

function itemLines({ name, what, evidence, because, how = [] }: CleanupItem): string[] {
  return [
    `  ${name}: ${what} (${evidence})`,
    ...(because === undefined ? [] : [`     because ${because}`]),
    ...how.map((line) => `     ${line}`),
  ];
}
