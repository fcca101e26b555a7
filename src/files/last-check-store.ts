import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import { LastCheck } from '../core/last-check.ts';
import type { LastCheckStore, Lock } from '../core/ports.ts';
import { createHelpfulFile } from './helpful-file.ts';
import type { MigrationDirectory } from './migration-directory.ts';

/** What the last whole check found, in `last-check.json`. A check holds no lock while it looks, and takes it only to write. */
export function createLastCheckStore(directory: MigrationDirectory, lock: Lock): LastCheckStore {
  const { load, save } = createHelpfulFile(directory, keptFiles.lastCheck.name);
  return {
    load: async () => LastCheck.safeParse(await load()).data,
    keep: async (check) => {
      try {
        await lock.acquire('check');
      } catch (error) {
        if (error instanceof LivemigError) return;
        throw error;
      }
      try {
        await save(check);
      } finally {
        await lock.release();
      }
    },
  };
}
