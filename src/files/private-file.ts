import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode, systemReason, systemRemedy } from './system-error.ts';

/** Only the owner reads and writes what livemig keeps. */
export const privateMode = 0o600;

/** Windows has neither flag. Without O_NONBLOCK, opening a named pipe would wait for a writer for ever. */
const neverFollow = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A journal and an audit have kilobytes. What is a thousand times as large is not ours, and would fill the memory. */
const largestBytes = 16 * 1024 * 1024;

/** Refused because what has the name of a file of our own is something else. `what` continues a sentence. */
export class NotOurFile extends Error {
  override readonly name = 'NotOurFile';
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} ${what}`);
    this.path = path;
    this.what = what;
  }
}

/** What is wrong with a file that could not be `verb`, such as "read"; follows its name in a sentence. */
export function whatIsWrong(error: unknown, verb: string): string {
  return error instanceof NotOurFile ? error.what : `could not be ${verb}: ${systemReason(error)}`;
}

/** What a person has to change before it can be tried again; the beginning of a sentence. */
export function whatToChange(error: unknown): string {
  return error instanceof NotOurFile ? `Move ${error.path} away` : systemRemedy(error);
}

/**
 * Opens a file of our own, never through a symbolic link. The caller closes it.
 *
 * It has to belong to whom its directory belongs to, which is this user (`migration-directory.ts`).
 */
export async function openPrivate(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | neverFollow, privateMode).catch((error: unknown) => {
    throw ['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'].includes(systemCode(error) ?? '') ? notRegular(path) : error;
  });
  try {
    const seen = await handle.stat();
    if (!seen.isFile()) throw notRegular(path);
    const { uid } = await stat(dirname(path));
    if (seen.uid !== uid) throw new NotOurFile(path, strangers(seen.uid, uid));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export interface PrivateFile {
  readonly text: string;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
}

/** `undefined` only where nothing has that name. */
export async function readPrivate(path: string): Promise<PrivateFile | undefined> {
  const file = await readPrivateBytes(path);
  return file === undefined ? undefined : { text: file.bytes.toString('utf8'), mode: file.mode };
}

/** The same for what may hold half a character. */
export async function readPrivateBytes(path: string) {
  try {
    await using handle = await openPrivate(path, constants.O_RDONLY);
    const { mode, size } = await handle.stat();
    requireOurSize(path, size);
    return { bytes: await handle.readFile(), mode: mode & 0o777 };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function requireOurSize(path: string, bytes: number): void {
  if (bytes > largestBytes) throw new NotOurFile(path, 'is larger than 16 MiB');
}

/**
 * Replaces a file in one move: whoever reads it, also after a crash, finds the old content or the new, never a part.
 * Both the content and the name are synced when the promise is fulfilled.
 *
 * Not the package write-file-atomic: it takes a short write, which is how a full disk first shows, for a complete one,
 * and then puts the truncated file in place (measured with 7.0.1). `FileHandle.writeFile` writes until all is written.
 *
 * One write at a time per path: the caller queues (`in-turn.ts`), and between processes the lock does. The lock may be
 * lost while the content is synced, which takes longest of all; so `mayWrite` is asked right before the move.
 */
export async function replacePrivate(path: string, text: string, mayWrite: () => Promise<void>): Promise<void> {
  await refuseOtherThanFile(path);
  const fresh = unfinished(path);
  try {
    await rm(fresh, { force: true });
    await writeNew(fresh, text);
    await mayWrite();
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** The name of a file that is being written; a run that was killed leaves it behind, the next write replaces it. */
export function unfinished(path: string): string {
  return `${path}.tmp`;
}

/** Exclusive: fails with EEXIST where anything has that name. */
export async function writeNew(path: string, text: string, mode = privateMode): Promise<void> {
  await using handle = await open(path, 'wx', mode);
  await handle.writeFile(text);
  await handle.sync();
}

/** Makes a new or removed name survive a power cut, where the system can: Windows and some file systems cannot. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    await using handle = await open(path, 'r');
    await handle.sync();
  } catch {
    // The content itself is synced; only the rename may be lost, and then the old content is still there.
  }
}

/** Throws where something else than a file has that name. */
export async function refuseOtherThanFile(path: string): Promise<void> {
  const seen = await lstat(path).catch(() => undefined);
  if (seen !== undefined && !seen.isFile()) throw notRegular(path);
}

function strangers(owner: number, uid: number): string {
  return `belongs to another user (id ${owner}; if it says what you expect, \`chown ${uid}\` takes it over)`;
}

function notRegular(path: string): NotOurFile {
  return new NotOurFile(path, 'is not a regular file (a symbolic link, a directory or a device)');
}
