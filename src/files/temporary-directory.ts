import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** A directory of its own below `parent`, readable by its owner only. */
export async function makeTemporaryDirectory(parent: string): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(parent, 'livemig-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
