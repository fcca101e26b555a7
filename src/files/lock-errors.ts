import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { type Owner, ownerOf, ownerText } from '../core/owner.ts';
import { parseLockOwner } from './lock-owner.ts';
import { NotOurFile, whatIsWrong, whatToChange } from './private-file.ts';
import { systemReason } from './system-error.ts';

/** What a lock stands for. */
export interface Locked {
  /** `this migration` */
  readonly name: string;
  /** The command that only looks at it. */
  readonly look: string;
  /** How a run that lives can be ended. */
  readonly end: string;
}

/** Another run holds the lock at `path`, or may hold it; `here` is the name of this host. */
export function lockedBy(
  path: string,
  owner: Owner,
  liveness: 'alive' | 'elsewhere',
  here: string,
  { name, look, end }: Locked,
): LivemigError {
  if (liveness === 'alive') {
    return new LivemigError({
      kind: 'locked',
      code: 'LOCKED',
      message: `Another run holds the lock of ${name} (${ownerText(owner)}).`,
      fix: `Wait for it or ${end}, then run the command again. ${look} works in the meantime.`,
      data: { owner: ownerOf(owner) },
    });
  }
  return new LivemigError({
    kind: 'locked',
    code: 'LOCKED_ELSEWHERE',
    message: `Another run has the lock of ${name}, and from here nobody can tell whether it still runs (${ownerText(owner)}).`,
    fix: `${whereToLook(owner, here)} If it is not running, remove ${path} and run the command again. ${look} works in the meantime.`,
    data: { owner: ownerOf(owner) },
  });
}

/** A name alone does not tell one machine from another, nor one boot from the next. */
function whereToLook({ host, pid }: Owner, here: string): string {
  if (host !== here) return `Look on ${host} for process ${pid}.`;
  const others = 'this machine before it was restarted, a container, or another machine of the same name';
  return `Look for process ${pid} on ${host}, which may be ${others}.`;
}

/** The lock is not this run's any more; `seen` is the text that is there now. */
export function lockLost(path: string, seen: string | undefined, { name }: Locked): LivemigError {
  const owner = seen === undefined ? undefined : parseLockOwner(seen);
  return new LivemigError({
    kind: 'locked',
    code: 'LOCK_LOST',
    message: `This run has lost the lock of ${name}: ${whatBecameOf(path, seen)}. It writes and sends nothing more.`,
    fix: `When no other run works on ${name}, run the same command again.`,
    ...(owner === undefined ? {} : { data: { owner: ownerOf(owner) } }),
  });
}

function whatBecameOf(path: string, seen: string | undefined): string {
  if (seen === undefined) return `somebody has removed ${path}`;
  const owner = parseLockOwner(seen);
  return owner === undefined ? `somebody has changed ${path}` : `another run has it now (${ownerText(owner)})`;
}

export function lockUnreadable(path: string, { name }: Locked): LivemigError {
  return new LivemigError({
    kind: 'locked',
    code: 'LOCK_UNREADABLE',
    message: `There is a lock, ${path}, that does not say whose it is.`,
    fix: `Make sure that no other livemig works on ${name}, then remove ${path} and run the command again.`,
  });
}

export function lockNotTaken(path: string, error: unknown, locked: Locked): LivemigError {
  return unusable(path, 'LOCK_NOT_WRITTEN', whatIsWrong(error, 'taken'), error, locked);
}

/** Whether it is still this run's cannot be seen. */
export function lockUnseen(path: string, error: unknown, locked: Locked): LivemigError {
  return unusable(
    path,
    'LOCK_NOT_READABLE',
    `${whatIsWrong(error, 'read')}; this run writes and sends nothing more`,
    error,
    locked,
  );
}

function unusable(path: string, code: ErrorCode, what: string, error: unknown, { name }: Locked): LivemigError {
  const sure = error instanceof NotOurFile ? `Make sure that no other livemig works on ${name}. ` : '';
  return new LivemigError({
    kind: 'state-file',
    code,
    message: `The lock ${path} ${what}.`,
    fix: `${sure}${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

/** Only a warning: how the run itself has ended is what has to be told. */
export function lockLeft(path: string, error: unknown): string {
  return `The lock ${path} could not be removed: ${systemReason(error)}. If the next run is refused because of it, remove it.`;
}
