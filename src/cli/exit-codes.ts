import { type ErrorKind, LivemigError } from '../core/errors.ts';

/** A forgotten kind does not compile. The table is a contract (README, exit codes). */
const exitCodes: Record<ErrorKind, number> = {
  usage: 2,
  blocked: 3,
  credentials: 4,
  api: 1,
  'step-failed': 1,
  'outcome-unknown': 5,
  drift: 5,
  differences: 6,
  locked: 7,
  'state-file': 7,
  pending: 8,
  interrupted: 130,
  terminated: 143,
};

/** 70 is the number of sysexits.h for "internal software error": a bug in livemig. */
export function exitCodeOf(error: unknown): number {
  return error instanceof LivemigError ? exitCodes[error.kind] : 70;
}

/** For people: help and the README. */
export const exitCodeMeanings: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'done; also: ready for cutover, detached, a dry run'],
  ['1', 'failed; the migration is FAILED or EXPIRED; an API that cannot be used'],
  ['2', 'wrong usage, or inputs missing without a terminal'],
  ['3', "blocked: a check or Atlas' validation found a blocker"],
  ['4', 'credentials: missing, refused, not allowed, or this address is not on the access list'],
  ['5', 'a person must look: the outcome is unknown, or the world has drifted from the journal'],
  ['6', 'source and destination differ'],
  ['7', 'another run holds the lock, or a file of the state directory cannot be used'],
  ['8', 'still in progress when the time was up: run the same command again'],
  ['70', 'a bug in livemig; please report it'],
  [
    '130, 143',
    'stopped by Ctrl-C, or by SIGTERM or SIGHUP; what was done so far is recorded. Where the window itself was closed, the process ends by SIGHUP',
  ],
];
