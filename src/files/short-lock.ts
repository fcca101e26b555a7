import { createHash, randomUUID } from 'node:crypto';
import { readlink, rm, symlink } from 'node:fs/promises';
import { type Owner, ownerText } from '../core/owner.ts';
import type { Clock } from '../core/ports.ts';
import { createNew, hasNoLinks } from './link-new.ts';
import type { LockOptions } from './lock.ts';
import { livenessOf, parseLockOwner } from './lock-owner.ts';
import { readPrivate } from './private-file.ts';
import { systemCode } from './system-error.ts';
import { thisProcess } from './this-process.ts';

export interface ShortLockOptions extends LockOptions {
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
}

const pauseMs = 10;
/** Far longer than a few lines take. Who holds it unseen for so long is of another boot, and dead, or stands still. */
const patienceMs = 5_000;
const longestMs = 30_000;

/** Who tries to get it, and what is known of those who had it before. */
interface Taker {
  readonly me: Owner;
  readonly isAlive: (pid: number) => boolean;
  /** How long this taker had waited when it first saw this text. */
  readonly firstSeen: Map<string, number>;
}

/**
 * Lets one short task after the other run, over all processes that know the path.
 *
 * The lock is a symbolic link whose target is not a path but says whose it is (GNU Emacs locks files the same way, info emacs
 * "Interlocking"): it appears in one step with all that it says, is never half there, and needs no sync, as it means
 * nothing after a power cut. A lock of a dead owner is taken away by whoever holds the claim to it, as in `lock.ts`.
 *
 * Throws an Error that names the owner where one that lives has it for half a minute.
 */
export function createShortLock(path: string, options: ShortLockOptions): <R>(task: () => Promise<R>) => Promise<R> {
  const { isAlive, clock } = options;
  let known: Promise<Owner> | undefined;
  let left: string | undefined;
  return async (task) => {
    known ??= thisProcess('', options);
    const taker = { me: await known, isAlive, firstSeen: new Map<string, number>() };
    left = await take(path, taker, left, clock);
    try {
      return await task();
    } finally {
      // What stays here is this process' own, or that of one that is dead.
      const gone = await rm(path, { force: true }).then(
        () => true,
        () => false,
      );
      if (gone) left = undefined;
    }
  };
}

/** Gives the text of the lock; `left` is one of this process that could not be removed. */
async function take(
  path: string,
  taker: Taker,
  left: string | undefined,
  clock: Pick<Clock, 'sleep'>,
): Promise<string> {
  const text = textOf(taker);
  for (let waited = 0; waited < longestMs; waited += pauseMs) {
    if (await isMade(path, text)) return text;
    const seen = await textAt(path);
    if (seen !== undefined && seen === left) return left;
    if (seen !== undefined && !(await isGone(seen, taker, waited))) await clock.sleep(pauseMs);
    else if (seen !== undefined && !(await removeDead(path, seen, taker, waited))) await clock.sleep(pauseMs);
  }
  const owner = parseLockOwner((await textAt(path)) ?? '');
  throw new Error(`another run is at it all the time${owner === undefined ? '' : ` (${ownerText(owner)})`}`);
}

/** No two are the same. */
function textOf({ me }: Taker): string {
  return JSON.stringify({ ...me, id: randomUUID() });
}

async function isGone(seen: string, { me, isAlive, firstSeen }: Taker, waited: number): Promise<boolean> {
  const owner = parseLockOwner(seen);
  const liveness = owner === undefined ? 'elsewhere' : await livenessOf(owner, me, isAlive);
  const since = firstSeen.get(seen) ?? waited;
  firstSeen.set(seen, since);
  return liveness === 'dead' || (liveness === 'elsewhere' && waited - since >= patienceMs);
}

/** False where somebody else is about to. */
async function removeDead(path: string, seen: string, taker: Taker, waited: number): Promise<boolean> {
  const claim = `${path}.${createHash('sha256').update(seen).digest('hex').slice(0, 16)}`;
  if (!(await isMade(claim, textOf(taker)))) {
    const claimed = await textAt(claim);
    if (claimed === undefined) return true;
    return (await isGone(claimed, taker, waited)) && removeDead(claim, claimed, taker, waited);
  }
  try {
    if ((await textAt(path)) === seen) await rm(path, { force: true });
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** False where the name is taken. */
async function isMade(path: string, text: string): Promise<boolean> {
  try {
    await symlink(text, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!hasNoLinks(error)) throw error;
    // Half of it says no more than that of somebody elsewhere.
    return createNew(path, text);
  }
}

/** `undefined` where nothing has that name any more. */
async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (systemCode(error) !== 'EINVAL') throw error;
    return (await readPrivate(path))?.text;
  }
}
