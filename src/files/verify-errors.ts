import { LivemigError } from '../core/errors.ts';
import { whatIsWrong, whatToChange } from './private-file.ts';

/** A file of a verification is not as livemig wrote it; `what` continues a sentence. */
export function broken(path: string, what: string): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'VERIFICATION_BROKEN',
    message: `The file ${path} of a verification ${what}. livemig will not guess what has been compared.`,
    fix: 'Put back a copy of it if you have one. Otherwise move the directory that it is in away, and run `livemig verify`: it compares anew.',
  });
}

export function journalTooNew(path: string, version: number): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'VERIFICATION_TOO_NEW',
    message: `The journal ${path} of a verification has lines of version ${version}, which this livemig cannot read.`,
    fix: 'Use the livemig that wrote it, or a newer one.',
  });
}

export function notReadable(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'VERIFICATION_NOT_READABLE',
    message: `The file ${path} of a verification ${whatIsWrong(error, 'read')}.`,
    fix: `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

export function notWritten(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'VERIFICATION_NOT_WRITTEN',
    message: `What is kept of the verification in ${path} ${whatIsWrong(error, 'written')}.`,
    fix: `${whatToChange(error)}, then run \`livemig verify resume\`: what was kept before is not compared again.`,
    cause: error,
  });
}
