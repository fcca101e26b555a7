import type { MigrationDetails } from '../results/migration-details.ts';
import { downtimeWords } from './downtime-words.ts';
import { windowWords } from './rollback-window.ts';

/** What is to be said once a migration is COMPLETE; nothing before, nor of one of which only the journal tells. */
export function afterwardsWords(
  details: { readonly [Part in 'downtime' | 'rollbackWindow']?: MigrationDetails[Part] | undefined },
): { readonly downtime: string; readonly wayBack: string } | undefined {
  const { downtime, rollbackWindow } = details;
  if (rollbackWindow === undefined) return undefined;
  return {
    downtime:
      downtime === undefined
        ? 'not measured, because the cutover was not requested from this directory'
        : downtimeWords(downtime),
    wayBack: `${windowWords(rollbackWindow)}. livemig rollback --plan writes what it takes`,
  };
}
