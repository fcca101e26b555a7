import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import type { Outcome } from './command-module.ts';
import type { Host } from './host.ts';

/** A write may take a minute until nobody waits for its answer any more, and is then recorded. */
const graceMs = 75_000;

/**
 * What a command comes to. Once the run has been told to end, whatever has not ended by itself ends here, with the reason:
 * nothing that a command waits for, on purpose or by mistake, keeps it.
 */
export function endedCommand(work: Promise<Outcome>, { signal, clock }: Host): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const giveUpLater = () => clock.alarm(graceMs, () => reject(signal.reason));
    if (signal.aborted) giveUpLater();
    signal.addEventListener('abort', giveUpLater, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUpLater));
  });
}

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
    fix: 'Mend what the message names, such as the rights on a file or the room on a disk, then run the same command again.',
    cause: error,
  });
}
