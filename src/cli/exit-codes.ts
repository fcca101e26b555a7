import { exitCodes } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';

export function exitCodeOf(error: unknown): number {
  return exitCodes[error instanceof LivemigError ? error.kind : 'bug'];
}

/** For people: help and docs/exit-codes.md. */
export const exitCodeMeanings: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'done; also: ready for cutover, detached, a dry run that nothing would block'],
  ['1', 'failed; the migration is FAILED or EXPIRED; an API that cannot be used'],
  ['2', 'wrong usage, or inputs missing without a terminal'],
  ['3', "blocked: a check or Atlas' validation found a blocker; also for a dry run"],
  ['4', 'credentials: missing, refused, not allowed, or this address is not on the access list'],
  ['5', 'a person must look: the outcome is unknown, or the world has drifted from the journal'],
  ['6', 'source and destination differ'],
  ['7', 'another run holds the lock, or a file of the state directory cannot be used'],
  ['8', 'still in progress when the time was up: run the same command again'],
  ['9', 'nothing differs in what could be compared, but not all could be'],
  ['70', 'a bug in livemig; please report it'],
  [
    '130, 143',
    'stopped by Ctrl-C, or by SIGTERM or SIGHUP; what was done so far is recorded. Where the window itself was closed, the process ends by SIGHUP',
  ],
];
