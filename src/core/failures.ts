import type { RecordedEntry } from './audit.ts';
import { isFurther } from './migration-progress.ts';
import { MigrationDetails } from './results/migration-details.ts';

/** The failure that runs have ended with last, and how often in a row. */
export interface LastFailure {
  readonly code: string;
  readonly times: number;
  /** Failures of any kind in a row. */
  readonly inAll: number;
  /** The furthest that one of them has seen the migration. */
  readonly reached?: MigrationDetails;
}

/**
 * Reads the audit for what runs have failed of. A failure is in a row with the one before where it is the same one and no
 * step was seen done in between, nor the migration further on: what gets further is worth going on with, what does not
 * needs a person.
 */
export function lastFailure(recorded: readonly RecordedEntry[]): LastFailure | undefined {
  return recorded.reduce<LastFailure | undefined>((last, { entry }) => {
    if (entry.kind === 'failed') return after(last, entry.code, MigrationDetails.safeParse(entry.seen).data);
    return entry.kind === 'step' && entry.state === 'done' ? undefined : last;
  }, undefined);
}

function after(last: LastFailure | undefined, code: string, seen: MigrationDetails | undefined): LastFailure {
  const before = last?.reached;
  const reached = seen === undefined || (before !== undefined && !isFurther(seen, before)) ? before : seen;
  const told = reached === undefined ? {} : { reached };
  const isInRow = last !== undefined && (before === undefined || reached === before);
  if (!isInRow) return { code, times: 1, inAll: 1, ...told };
  return { code, times: code === last.code ? last.times + 1 : 1, inAll: last.inAll + 1, ...told };
}
