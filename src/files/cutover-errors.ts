import { LivemigError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { whatIsWrong, whatToChange } from './private-file.ts';

/** A revision is not as livemig wrote it; `what` continues a sentence. It may have been the cancellation. */
export function cutoverBroken(path: string, directory: string, what: string): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'CUTOVER_BROKEN',
    message: `The file ${path} ${what}. livemig will not guess whether a cutover is armed.`,
    fix: [
      'Run the same command again.',
      'If that says the same, put back a copy of the file if you have one;',
      `otherwise end the livemig that follows this migration and move ${directory} away: then no cutover is armed.`,
    ].join(' '),
  });
}

export function cutoverTooNew(path: string, version: number): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'CUTOVER_TOO_NEW',
    message: `The file ${path} is of version ${version}, which this livemig cannot read.`,
    fix: 'Use the livemig that wrote it, or a newer one.',
  });
}

export function cutoverNotReadable(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'CUTOVER_NOT_READABLE',
    message: `The file ${path} ${whatIsWrong(error, 'read')}. livemig will not guess whether a cutover is armed.`,
    fix: `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

/** `done` is what was to be done to the cutover, such as "cancelled". */
export function cutoverNotWritten(path: string, done: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'CUTOVER_NOT_WRITTEN',
    message: `The cutover was not ${done}: the file ${path} ${whatIsWrong(error, 'written')}.`,
    fix: `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

/** What it would be armed with is cancelled at once; only a person knows whether that is still meant. */
export function cancelledBefore(path: string, at: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'CUTOVER_STATE',
    message: `The cutover cannot be armed: the file ${path}, of ${at}, would cancel it at once.`,
    fix: `If it is of an earlier cutover, remove it: rm ${shellWord(path)}`,
  });
}
