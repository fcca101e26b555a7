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
