import { lstat, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DirectoryFacts, Looked } from '../core/doctor/doctor-facts.ts';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import { createAuditLog } from './audit-log.ts';
import { createLock } from './lock.ts';
import { openMigrationDirectory } from './migration-directory.ts';
import type { Opener } from './migration-files.ts';
import { createStateStore } from './state-file.ts';
import { systemCode, systemReason, systemRemedy } from './system-error.ts';

const writableByOthers = 0o022;
const openToOthers = 0o077;

/** Looks at a migration directory without changing anything in it, not even a mode that any other command would repair. */
export async function lookAtDirectory(path: string, opener: Opener): Promise<DirectoryFacts> {
  const freeBytes = await looked(() => freeBytesAt(resolve(path)));
  const mode = await looked(() => modeOf(path, opener.uid));
  if (mode.is !== 'seen' || mode.value === 'missing') {
    const because = mode.is === 'seen' ? 'there is no directory yet' : 'the directory cannot be used';
    const unlooked = { is: 'unlooked', because } as const;
    return { path, mode, freeBytes, open: unlooked, journal: unlooked, audit: unlooked, lock: unlooked };
  }
  // Without a user id nothing is repaired.
  const onlyRead = { ...opener, uid: undefined };
  const directory = await openMigrationDirectory(path, onlyRead);
  return {
    ...{ path, mode, freeBytes },
    open: mode.value === 'no modes' ? noModes : await looked(() => openFilesIn(path)),
    journal: await looked(() => createStateStore(directory).load()),
    audit: await looked(async () => ({ lines: (await createAuditLog(directory, onlyRead).read()).length })),
    lock: await looked(() => createLock(directory, onlyRead).heldBy()),
  };
}

async function looked<Seen>(look: () => Promise<Seen>): Promise<Looked<Seen>> {
  try {
    return { is: 'seen', value: await look() };
  } catch (error) {
    if (error instanceof LivemigError) return { is: 'trouble', what: error.message, fix: error.fix };
    if (systemCode(error) === undefined) throw error;
    return {
      is: 'trouble',
      what: `It could not be looked at: ${systemReason(error)}.`,
      fix: `${systemRemedy(error)}.`,
    };
  }
}

/** Refuses what every command refuses. */
async function modeOf(path: string, uid: number | undefined): Promise<number | 'missing' | 'no modes'> {
  await openMigrationDirectory(path, { uid: undefined, warn: () => {} });
  try {
    const seen = await stat(path);
    if (uid === undefined) return 'no modes';
    if (seen.uid !== uid) throw ofAnother(path, seen.uid, uid);
    return seen.mode & 0o777;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

function ofAnother(path: string, owner: number, uid: number): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'DIRECTORY_NOT_USABLE',
    message: `${path} belongs to another user (id ${owner}, you are ${uid}).`,
    fix: 'Run livemig as that user, or name another directory with --dir.',
  });
}

const noModes = { is: 'unlooked', because: 'this system has no modes that would tell it' } as const;

async function openFilesIn(path: string): Promise<readonly string[]> {
  const open: string[] = [];
  for (const name of await readdir(path)) {
    const seen = await lstat(join(path, name));
    const kept = name === keptFiles.secrets.name ? openToOthers : writableByOthers;
    if (seen.isFile() && (seen.mode & kept) !== 0) open.push(name);
  }
  return open;
}

/** What is not there yet would lie on the disk of the nearest directory above. */
async function freeBytesAt(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
    if (!isMissing || dirname(path) === path) throw error;
    return freeBytesAt(dirname(path));
  }
}
