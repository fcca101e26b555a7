import { type ErrorKind, LivemigError } from '../core/errors.ts';
import type { Journal } from '../core/journal.ts';
import type { MigrationFiles } from './run-ports.ts';

/** What may end a run in the same way again and again, and what the next look is to know of. */
export const kept: readonly (ErrorKind | 'bug')[] = [
  'api',
  'blocked',
  'credentials',
  'differences',
  'not-all-compared',
  'outcome-unknown',
  'pending',
  'step-failed',
];

/**
 * Writes to the audit how this run has failed, so that the second failure of the same kind can be told from the first.
 * Nothing before anything was agreed to in this directory: a run that only asked has left nothing to be held against.
 * How the run itself ended is what has to be told, so where that cannot be written nothing else is said.
 */
export async function rememberFailure(
  command: string,
  error: unknown,
  { state, lock, audit }: Pick<MigrationFiles, 'state' | 'lock' | 'audit'>,
): Promise<void> {
  if (!(error instanceof LivemigError) || error.left || !kept.includes(error.kind)) return;
  try {
    const journal = await state.load();
    if (journal === undefined || !isBegun(journal)) return;
    await lock.verify();
    const { seen } = error.data;
    await audit.append({ kind: 'failed', command, code: error.code, ...(seen === undefined ? {} : { seen }) });
  } catch {
    // Without it, a person is asked to look one run earlier.
  }
}

/** Older versions wrote down no agreements. */
function isBegun({ agreements = {}, steps }: Journal): boolean {
  return Object.keys(agreements).length > 0 || Object.keys(steps).length > 0;
}
