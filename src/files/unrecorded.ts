import type { LivemigError } from '../core/errors.ts';

/** The same error, with what could not be kept: a person has to be able to go on with the message alone. */
export function unrecorded(error: LivemigError, what: string): LivemigError {
  return error.retold({ message: `${error.message} Not recorded: ${what}.`, fix: `Keep this message. ${error.fix}` });
}
