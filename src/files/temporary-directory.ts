import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { systemReason, systemRemedy } from './system-error.ts';

export interface TemporaryDirectory {
  readonly path: string;
  /** Fulfilled also where something of it stays. */
  remove(): Promise<void>;
}

/** A directory of its own below `parent`, readable by its owner only. Throws kind `usage` where there can be none. */
export async function makeTemporaryDirectory(parent: string): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(parent, 'livemig-')).catch((error: unknown) => {
    throw notMade(parent, error);
  });
  // What stays takes room in a place that is cleared anyway, and is no reason to call a command a failure.
  return { path, remove: () => rm(path, { recursive: true, force: true }).catch(() => {}) };
}

function notMade(parent: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'NO_TEMPORARY_DIRECTORY',
    message: `No temporary directory could be made in ${parent}: ${systemReason(error)}.`,
    fix: `${systemRemedy(error)}, or set TMPDIR to a directory that you can write.`,
    cause: error,
  });
}
