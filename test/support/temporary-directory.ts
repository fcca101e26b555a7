import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type MigrationDirectory, openMigrationDirectory } from '../../src/files/migration-directory.ts';

/** An empty real folder that is gone after the test. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'livemig-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export interface Opened {
  readonly parent: string;
  readonly directory: MigrationDirectory;
  readonly warnings: string[];
}

/** A migration directory that does not exist yet, in an empty folder. */
export async function openFresh(): Promise<Opened> {
  const parent = await temporaryDirectory();
  return { parent, ...(await openAt(join(parent, '.livemig'))) };
}

export async function openAt(path: string): Promise<Omit<Opened, 'parent'>> {
  const warnings: string[] = [];
  const uid = process.getuid?.();
  const directory = await openMigrationDirectory(path, { uid, warn: (message) => warnings.push(message) });
  return { directory, warnings };
}
