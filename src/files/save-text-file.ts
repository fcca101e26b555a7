import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { refuseOtherThanFile, syncDirectory, unfinished, whatIsWrong, whatToChange, writeNew } from './private-file.ts';

/**
 * Puts a text into a file that the user named, for its owner alone (mode 0600), in place of what it held; whoever reads it
 * finds the old content or the new. Throws a LivemigError of kind `usage` where it cannot be written.
 */
export async function saveTextFile(path: string, text: string): Promise<void> {
  const fresh = unfinished(path);
  try {
    await refuseOtherThanFile(path);
    await rm(fresh, { force: true });
    await writeNew(fresh, text);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw new LivemigError({
      kind: 'usage',
      code: 'FILE_NOT_WRITTEN',
      message: `The file ${shortened(harmless(path))} ${whatIsWrong(error, 'written')}.`,
      fix: `${whatToChange(error)}, or name another one.`,
      cause: error,
    });
  }
  await syncDirectory(dirname(path));
}
