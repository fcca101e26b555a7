import { LivemigError } from '../core/errors.ts';

/** The same error, with what could not be kept: a person has to be able to go on with the message alone. */
export function unrecorded({ kind, code, message, fix, cause }: LivemigError, what: string): LivemigError {
  return new LivemigError({
    kind,
    code,
    message: `${message} Not recorded: ${what}.`,
    fix: `Keep this message. ${fix}`,
    cause,
  });
}
