import { constants } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import {
  privateMode,
  refuseOtherThanFile,
  syncDirectory,
  unfinished,
  whatIsWrong,
  whatToChange,
  writeNew,
} from './private-file.ts';

/**
 * Puts a text into a file that the user named, for its owner alone unless another mode is given, in place of what it held;
 * whoever reads it finds the old content or the new. Throws a LivemigError of kind `usage` where it cannot be written.
 */
export async function saveTextFile(path: string, text: string, mode = privateMode): Promise<void> {
  const fresh = unfinished(path);
  try {
    await refuseOtherThanFile(path);
    await rm(fresh, { force: true });
    await writeNew(fresh, text, mode);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw notWritten(path, error);
  }
  await syncDirectory(dirname(path));
}

/** Throws the same, before there is a text, where it is no file or its directory cannot be written to. Writes nothing. */
export async function refuseUnsavable(path: string): Promise<void> {
  try {
    await refuseOtherThanFile(path);
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw notWritten(path, error);
  }
}

function notWritten(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'FILE_NOT_WRITTEN',
    message: `The file ${shortened(harmless(path))} ${whatIsWrong(error, 'written')}.`,
    fix: `${whatToChange(error)}, or name another one.`,
    cause: error,
  });
}
