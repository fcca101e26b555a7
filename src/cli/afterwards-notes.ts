import type { LivemigEvent } from '../core/events.ts';
import { rollbackWarning } from '../core/following/happened.ts';
import type { MigrationDetails } from '../core/results/migration-details.ts';
import { afterwardsWords } from '../core/way-back/afterwards-words.ts';

/** What `status` tells of a migration that is COMPLETE, beside its steps. */
export function afterwardsNotes(details: MigrationDetails | undefined, now: Date): LivemigEvent[] {
  const words = details && afterwardsWords(details);
  if (details === undefined || words === undefined) return [];
  const time = now.toISOString();
  const isNear = rollbackWarning(details.rollbackWindow) !== undefined;
  return [
    { type: 'note', time, level: 'info', message: `Downtime: ${downtimeIn(words)}.` },
    { type: 'note', time, level: isNear ? 'warning' : 'info', message: `Way back: ${words.wayBack}.` },
  ];
}

function downtimeIn({ downtime, phases, writable }: NonNullable<ReturnType<typeof afterwardsWords>>): string {
  const parts = phases === undefined ? '' : ` (${phases})`;
  return `${downtime}${parts}${writable === undefined ? '' : `; the destination: ${writable}`}`;
}
