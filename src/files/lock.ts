import { createHash, randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import { type Owner, ownerOf } from '../core/owner.ts';
import type { Lock } from '../core/ports.ts';
import { linkNew } from './link-new.ts';
import { type Locked, lockedBy, lockLeft, lockLost, lockNotTaken, lockUnreadable, lockUnseen } from './lock-errors.ts';
import { livenessOf, parseLockOwner } from './lock-owner.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { NotOurFile, readPrivate, writeNew } from './private-file.ts';
import { type Self, thisProcess } from './this-process.ts';

export interface LockOptions extends Self {
  /** Whether a process with this pid exists on this host, also one of another user. */
  readonly isAlive: (pid: number) => boolean;
}

/** Who tries to take the lock, with the text that stands for it in a file. */
interface Candidate {
  readonly owner: Owner;
  readonly text: string;
  readonly isAlive: (pid: number) => boolean;
  readonly locked: Locked;
}

const migration: Locked = { name: 'this migration', look: 'livemig status', end: 'end it' };

/** One run at a time per directory, by the file `lock` in it. */
export function createLock(directory: MigrationDirectory, options: LockOptions, locked: Locked = migration): Lock {
  const path = directory.file(keptFiles.lock.name);
  let held: string | undefined;
  return {
    acquire: async (command) => {
      await directory.prepare();
      const candidate = await introduce(command, options, locked);
      await take(path, candidate).catch(async (error: unknown) => {
        if (error instanceof LivemigError) throw error;
        // The lock may be there already, and only the way to it could not be tidied up.
        await removeOwn(path, candidate.text).catch(() => undefined);
        throw lockNotTaken(path, error, locked);
      });
      held = candidate.text;
    },
    verify: async () => {
      if (held === undefined) throw new Error('a run without the lock was about to change something');
      const seen = await readPrivate(path).catch((error: unknown) => {
        throw error instanceof NotOurFile ? lockLost(path, '', locked) : lockUnseen(path, error, locked);
      });
      if (seen?.text !== held) throw lockLost(path, seen?.text, locked);
    },
    release: async () => {
      const mine = held;
      held = undefined;
      if (mine !== undefined)
        await removeOwn(path, mine).catch((error: unknown) => directory.warn(lockLeft(path, error)));
    },
    heldBy: async () => {
      const seen = await readPrivate(path).catch(() => undefined);
      const owner = seen && parseLockOwner(seen.text);
      if (owner === undefined) return undefined;
      const { owner: me } = await introduce('status', options, locked);
      const liveness = await livenessOf(owner, me, options.isAlive);
      if (liveness === 'dead') return undefined;
      return liveness === 'elsewhere' ? { ...ownerOf(owner), elsewhere: true } : ownerOf(owner);
    },
  };
}

async function introduce(command: string, options: LockOptions, locked: Locked): Promise<Candidate> {
  const owner = await thisProcess(command, options);
  return { owner, text: `${JSON.stringify(owner)}\n`, isAlive: options.isAlive, locked };
}

/**
 * Puts the candidate's text at `path`, or throws.
 *
 * The lock of a dead owner may only be replaced by whoever holds the claim to it: a file whose name is made of that
 * lock's content. Without it, two takers that both saw the same dead owner could each replace the lock, the second one
 * a living one. A claim is taken by the same rule, so a taker that dies with a claim leaves nothing blocked.
 */
async function take(path: string, candidate: Candidate): Promise<void> {
  const fresh = `${path}.${randomUUID()}.tmp`;
  await writeNew(fresh, candidate.text);
  try {
    while (!(await linkNew(fresh, path, candidate.text))) {
      const seen = (await readPrivate(path))?.text;
      if (seen === undefined) continue;
      await requireDead(path, seen, candidate);
      if (await replaceDead(path, seen, fresh, candidate)) return;
    }
  } finally {
    await rm(fresh, { force: true });
  }
}

async function requireDead(path: string, seen: string, { owner: me, isAlive, locked }: Candidate): Promise<void> {
  const owner = parseLockOwner(seen);
  if (owner === undefined) throw lockUnreadable(path, locked);
  const liveness = await livenessOf(owner, me, isAlive);
  if (liveness !== 'dead') throw lockedBy(path, owner, liveness, me.host, locked);
}

/** True when the lock is now the candidate's; false when it changed hands before the claim was held. */
async function replaceDead(path: string, seen: string, fresh: string, candidate: Candidate): Promise<boolean> {
  const claim = `${path}.${createHash('sha256').update(seen).digest('hex').slice(0, 16)}`;
  if (!(await takeClaim(claim, path, seen, candidate))) return false;
  try {
    if ((await readPrivate(path))?.text !== seen) return false;
    await rename(fresh, path);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** Whoever holds the claim gets the lock, and is named to others, unless somebody has got it before. */
async function takeClaim(claim: string, path: string, seen: string, candidate: Candidate): Promise<boolean> {
  try {
    await take(claim, candidate);
    return true;
  } catch (error) {
    if ((await readPrivate(path))?.text === seen) throw error;
    return false;
  }
}

async function removeOwn(path: string, text: string): Promise<void> {
  const seen = await readPrivate(path);
  if (seen?.text === text) await rm(path, { force: true });
}
