import { windowWords } from '../way-back/rollback-window.ts';
import { type CleanupItem, type CleanupPlan, skipped } from './cleanup-plan.ts';

/** In the order in which they are told; of what is not there, one line tells. */
const verbs = [
  ['remove', 'livemig removes'],
  ['leave', 'stays unless --include names it'],
  ['by-hand', 'by hand'],
  ['not-looked-at', 'not looked at'],
] as const satisfies readonly (readonly [CleanupItem['decision'], string])[];

/** The plan as lines for a terminal; a line that begins with blanks is a command, or a place, of the one before. */
export function cleanupLines({ items, rollbackWindow }: CleanupPlan): string[] {
  const nothing = items.filter(({ decision }) => decision === 'nothing').map(({ what }) => what);
  return [
    ...verbs.flatMap(([decision, verb]) =>
      items.filter((item) => item.decision === decision).flatMap((item) => itemLines(verb, item)),
    ),
    ...(nothing.length === 0 ? [] : [`nothing to undo: ${nothing.join('; ')}`]),
    ...(rollbackWindow === undefined ? [] : [`way back: ${windowWords(rollbackWindow)}`]),
  ];
}

function itemLines(verb: string, { name, what, evidence, because, how = [] }: CleanupItem): string[] {
  const told = because === skipped ? 'stays' : verb;
  const why = because === undefined ? '' : `, because ${because}`;
  return [`${told} (${name}): ${what}${why}; ${evidence}`, ...how.map((line) => `     ${line}`)];
}
