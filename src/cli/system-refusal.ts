import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';

/** What the system refuses for reasons that lie outside of livemig (errno(3)). */
const refusals: readonly string[] = [
  ...['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ENOMEM', 'EAGAIN', 'EMFILE', 'ENFILE'],
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'EADDRINUSE', 'EADDRNOTAVAIL'],
];

/** The same error; where the system has refused something that nobody thought of, it says so and is no bug. */
export function systemRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  if (!refusals.includes(String(error.code))) return error;
  return new LivemigError({
    kind: 'step-failed',
    code: 'SYSTEM',
    message: `This system refused something that livemig needs: ${harmless(error.message)}.`,
    fix: 'Fix what the message names, such as the permissions of a file or the space on a disk, then run the same command again.',
    cause: error,
  });
}
