import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { systemReason } from './system-error.ts';

export interface TemporaryDirectory {
  readonly path: string;
  /** Fulfilled also where something of it stays. */
  remove(): Promise<void>;
}

/** A directory of its own below `parent`, readable by its owner only. Throws kind `usage` where none can be made. */
export async function makeTemporaryDirectory(parent: string): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(parent, 'livemig-')).catch((error: unknown) => {
    throw new LivemigError({
      kind: 'usage',
      code: 'TEMPORARY_DIRECTORY',
      message: `No temporary directory can be made in ${shortened(harmless(parent))}: ${systemReason(error)}.`,
      fix: 'Set TMPDIR to a directory that you can write to, on a disk that has room.',
      cause: error,
    });
  });
  // What stays takes room in a place that is cleared anyway, and is no reason to call a command a failure.
  return { path, remove: () => rm(path, { recursive: true, force: true }).catch(() => {}) };
}
