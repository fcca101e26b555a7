import type { MigrationDetails } from '../results/migration-details.ts';
import { downtimeWords } from './downtime-words.ts';
import { windowWords } from './rollback-window.ts';

/** What of a migration's details it is made of. */
export type Afterwards = { readonly [Part in 'downtime' | 'rollbackWindow']?: MigrationDetails[Part] | undefined };

/** What is to be said once a migration is COMPLETE; nothing before, nor of one of which only the journal tells. */
export function afterwardsWords(
  details: Afterwards,
):
  | { readonly downtime: string; readonly phases?: string; readonly writable?: string; readonly wayBack: string }
  | undefined {
  const { downtime, rollbackWindow } = details;
  if (rollbackWindow === undefined) return undefined;
  const wayBack = `${windowWords(rollbackWindow)}. \`livemig rollback --plan\` writes what it takes`;
  if (downtime === undefined) {
    return { downtime: 'not measured, because the cutover was not requested from this directory', wayBack };
  }
  const { whole, phases, writable } = downtimeWords(downtime);
  return { downtime: whole, phases, writable, wayBack };
}
