import { type FileHandle, open } from 'node:fs/promises';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { sizeText } from '../core/plain-units.ts';
import { systemCode, systemReason, systemRemedy } from './system-error.ts';

/** A certificate bundle or a sharding file is a few kilobytes; more is a mistake in the path. */
const usualBytes = 1024 * 1024;

/**
 * The text of a file that the user named, such as a certificate bundle or a sharding file. A pipe will do as well.
 * Throws a LivemigError of kind `usage` where it is missing, a directory, larger than 1 MiB (or what `most` says, in bytes), or not UTF-8.
 */
export async function readTextFile(path: string, most = usualBytes): Promise<string> {
  try {
    await using handle = await open(path, 'r');
    if ((await handle.stat()).isDirectory()) throw unusable(path, 'FILE_IS_DIRECTORY', 'is a directory');
    return decode(path, await readBounded(path, handle, most));
  } catch (error) {
    if (error instanceof LivemigError) throw error;
    if (systemCode(error) === 'ENOENT') throw unusable(path, 'FILE_MISSING', 'does not exist');
    throw unusable(path, 'FILE_UNREADABLE', `cannot be read: ${systemReason(error)}`, `${systemRemedy(error)}. `);
  }
}

async function readBounded(path: string, handle: FileHandle, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > most) throw unusable(path, 'FILE_TOO_LARGE', `is larger than ${sizeText(most)}`);
  }
  return Buffer.concat(chunks);
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(path, 'FILE_NOT_TEXT', 'is not UTF-8 text');
  }
}

function unusable(path: string, code: ErrorCode, what: string, remedy = ''): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code,
    message: `The file ${shortened(harmless(path))} ${what}.`,
    fix: `${remedy}Check the path that was given; it is read on this machine, relative to the current directory.`,
  });
}
