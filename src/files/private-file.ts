import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './system-error.ts';

/** Only the owner reads and writes what livemig keeps. */
export const privateMode = 0o600;

/** Windows has neither flag. Without O_NONBLOCK, opening a named pipe would wait for a writer for ever. */
const neverFollow = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Refused because it is a symbolic link, a directory or a device, where a file of our own has to be. */
export class NotARegularFile extends Error {
  override readonly name = 'NotARegularFile';
}

/** Opens a file of our own, never through a symbolic link. The caller closes it. */
export async function openPrivate(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | neverFollow, privateMode).catch((error: unknown) => {
    throw ['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'].includes(systemCode(error) ?? '') ? notRegular(path) : error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notRegular(path);
}

export interface PrivateFile {
  readonly text: string;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
}

/** `undefined` only where nothing has that name. */
export async function readPrivate(path: string): Promise<PrivateFile | undefined> {
  try {
    await using handle = await openPrivate(path, constants.O_RDONLY);
    const { mode } = await handle.stat();
    return { text: await handle.readFile('utf8'), mode: mode & 0o777 };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Replaces a file in one move: whoever reads it, also after a crash, finds the old content or the new, never a part.
 * Both the content and the name are synced when the promise is fulfilled.
 *
 * Not the package write-file-atomic: it takes a short write, which is how a full disk first shows, for a complete one,
 * and then puts the truncated file in place (measured with 7.0.1). `FileHandle.writeFile` writes until all is written.
 *
 * One write at a time per path: the caller queues (`in-turn.ts`), and between processes the lock does.
 */
export async function replacePrivate(path: string, text: string): Promise<void> {
  await refuseOtherThanFile(path);
  const fresh = unfinished(path);
  try {
    await rm(fresh, { force: true });
    await writeNew(fresh, text);
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

async function refuseOtherThanFile(path: string): Promise<void> {
  const seen = await lstat(path).catch(() => undefined);
  if (seen !== undefined && !seen.isFile()) throw notRegular(path);
}

function notRegular(path: string): NotARegularFile {
  return new NotARegularFile(`${path} is not a regular file (a symbolic link, a directory or a device)`);
}
