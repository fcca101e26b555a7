import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import type { LockOptions } from '../../../src/files/lock.ts';
import type { MigrationDirectory } from '../../../src/files/migration-directory.ts';
import { identify } from '../../../src/files/process-identity.ts';
import { openFresh } from '../../support/temporary-directory.ts';

export const since = '2026-01-01T00:00:00.000Z';
export const dead = 4_000_001;
export const options: LockOptions = {
  pid: process.pid,
  host: 'here',
  user: 'ann',
  clock: { now: () => new Date(since) },
  isAlive: (pid) => pid !== dead,
};

const { bootId, pidNamespace } = await identify(process.pid);
export const deadOwner = {
  pid: dead,
  host: 'here',
  user: 'bob',
  command: 'livemig start',
  since,
  bootId,
  pidNamespace,
};

/** A migration directory in which this is the lock. */
export async function withLock(content: string): Promise<MigrationDirectory> {
  const { directory } = await openFresh();
  await directory.prepare();
  await writeFile(directory.file('lock'), content);
  return directory;
}

/** The names in it, without the one that hides it from git. */
export async function remaining(directory: MigrationDirectory): Promise<string[]> {
  return (await readdir(directory.path)).filter((name) => name !== '.gitignore').toSorted();
}

/** The name of the claim to a dead owner's lock, which is made of what is in it. */
export function claimTo(content: string): string {
  return `lock.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
