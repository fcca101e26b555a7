interface Trouble {
  /** Why the call failed; the end of a sentence. */
  readonly reason: string;
  /** What to change; the beginning of a sentence. */
  readonly remedy: string;
}

const access = 'Give yourself read and write access there';
const otherPath = 'Choose another path';
const answer = 'Make sure that the network file system answers';

/** By the codes of errno(3), and Node's own for a path that no system takes. */
const troubles: Readonly<Record<string, Trouble>> = {
  EACCES: { reason: 'permission denied', remedy: access },
  EPERM: { reason: 'permission denied', remedy: access },
  ENOENT: { reason: 'it does not exist', remedy: 'Make sure that the directory exists' },
  ENOTDIR: {
    reason: 'a part of the path is not a directory',
    remedy: 'Move away the file that is in the place of a directory',
  },
  EISDIR: { reason: 'it is a directory', remedy: 'Move that directory away' },
  ELOOP: { reason: 'its symbolic links lead in a circle', remedy: 'Repair the symbolic links on the way there' },
  ENXIO: { reason: 'it is not a regular file', remedy: 'Move it away' },
  ENAMETOOLONG: { reason: 'the path is too long', remedy: 'Choose a shorter path' },
  EINVAL: { reason: 'the system does not accept such a path', remedy: otherPath },
  ERR_INVALID_ARG_VALUE: { reason: 'the path holds a null byte', remedy: otherPath },
  ENOSPC: { reason: 'the disk is full', remedy: 'Free some space there' },
  EDQUOT: { reason: 'the disk quota is used up', remedy: 'Free some space there, or have the quota raised' },
  EFBIG: {
    reason: 'it would grow beyond the size that this system allows',
    remedy: 'Raise the limit for the size of a file (ulimit -f)',
  },
  EROFS: { reason: 'the file system is read-only', remedy: 'Mount the file system for writing' },
  EIO: { reason: 'the disk reports an error', remedy: 'Have the disk checked' },
  EBUSY: { reason: 'something else uses it', remedy: 'Close whatever uses it' },
  ESTALE: { reason: 'the network file system has lost it', remedy: 'Mount the network file system again' },
  ETIMEDOUT: { reason: 'the file system does not answer', remedy: answer },
  ENOTCONN: { reason: 'the file system does not answer', remedy: answer },
  EHOSTDOWN: { reason: 'the file system does not answer', remedy: answer },
  EMFILE: { reason: 'too many files are open', remedy: 'Raise the limit for open files (ulimit -n)' },
  ENFILE: { reason: 'too many files are open', remedy: 'Close other programs that have many files open' },
  ENOTSUP: { reason: 'the file system cannot do that', remedy: 'Choose a path on another file system' },
  ENOSYS: { reason: 'the file system cannot do that', remedy: 'Choose a path on another file system' },
};

/** The code of a failed file system call, such as `ENOENT`; undefined for anything else that was thrown. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Why a file system call failed, in words with its code; never the content of a file. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const reason = troubles[code]?.reason;
  return reason === undefined ? code : `${reason} (${code})`;
}

/** What a person has to change before it can be tried again; the beginning of a sentence. */
export function systemRemedy(error: unknown): string {
  return troubles[systemCode(error) ?? '']?.remedy ?? 'Make sure that it can be read and written';
}
