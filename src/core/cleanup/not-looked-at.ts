import { withoutStop } from '../without-stop.ts';
import type { CleanupItem } from './cleanup-plan.ts';

/** What nobody could look at, why, and where a person can. */
export function notLookedAt(
  about: Pick<CleanupItem, 'name' | 'what'>,
  reason: string,
  known: string | undefined,
  how: readonly string[],
): CleanupItem {
  const evidence = `${known === undefined ? '' : `${known}; `}not looked at, because ${withoutStop(reason)}`;
  return { ...about, decision: 'not-looked-at', evidence, how };
}
