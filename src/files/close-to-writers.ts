import { chmod } from 'node:fs/promises';
import type { MigrationDirectory } from './migration-directory.ts';
import { privateMode } from './private-file.ts';

const writableByOthers = 0o022;

/** Takes a file back from those who could write to it, and says so: livemig itself never lets them. */
export async function closeToWriters(directory: MigrationDirectory, path: string, mode: number): Promise<void> {
  if (directory.uid === undefined || (mode & writableByOthers) === 0) return;
  await chmod(path, privateMode);
  const seen = `${path} could be written by other users (mode ${(mode & 0o777).toString(8)}); its mode is now 600.`;
  directory.warn(`${seen} If others use this machine, check that it says what you expect.`);
}
