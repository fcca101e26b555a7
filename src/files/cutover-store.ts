import { randomUUID } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { type Act, type ArmedCutover, standingAt, type Watch, watchOf } from '../core/cutover/armed-cutover.ts';
import { changed, participles } from '../core/cutover/change-cutover.ts';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { CutoverStore } from '../core/ports.ts';
import { cancelledBefore, cutoverBroken, cutoverNotReadable, cutoverNotWritten } from './cutover-errors.ts';
import { parseCutover, printCutover, revisionIn, revisionName } from './cutover-file.ts';
import { linkNew } from './link-new.ts';
import type { LockOptions } from './lock.ts';
import { livenessOf } from './lock-owner.ts';
import { type MigrationDirectory, openInnerDirectory } from './migration-directory.ts';
import { NotOurFile, readPrivate, syncDirectory, writeNew } from './private-file.ts';
import { systemCode } from './system-error.ts';
import { thisProcess } from './this-process.ts';

/** Below `cutover/`: whatever has this name cancels an armed cutover, for scripts that only leave a file. */
const cancelFile = 'cancel';

/** How many revisions stay, the last one among them. More would only be for people who look what happened. */
const keep = 10;

/**
 * The armed cutover of a migration directory, one file per revision below `cutover/` in it. Whoever makes the next revision
 * first has changed it, whichever terminal they are at, and whoever holds the lock of the run. Creates nothing before
 * something is armed.
 */
export async function openCutoverStore(parent: MigrationDirectory, options: LockOptions): Promise<CutoverStore> {
  const directory = await openInnerDirectory(parent, keptFiles.cutover.name);
  const { clock, isAlive } = options;
  const read = async () => {
    const written = await lastRevision(directory);
    return written && standingAt(written, clock.now(), await cancellation(directory, options));
  };
  const settle = async (): Promise<ArmedCutover | undefined> => {
    for (;;) {
      const [written, standing] = [await lastRevision(directory), await read()];
      if (standing === undefined || standing.state.name === written?.state.name) return standing;
      const settled = { ...standing, revision: standing.revision + 1 };
      if (await isMade(directory, settled, 'ended')) return settled;
    }
  };
  const change: CutoverStore['change'] = async (command, what) => {
    const by = await thisProcess(command, options);
    for (;;) {
      const before = await settle();
      if (what.does === 'arm') await refuseCancelled(directory, options);
      const after = changed(before, what, { by, now: clock.now() });
      if (!(await isMade(directory, after, participles[what.does]))) continue;
      if (what.does !== 'request' || (await cancellation(directory, options)) === undefined) return after;
      // Whoever left the file before they could see that it was requested has cancelled it.
      await change(command, { does: 'take-back', because: 'it is cancelled by a file' });
    }
  };
  return {
    read,
    settle: async () => void (await settle()),
    watch: async (cutover): Promise<Watch> => {
      const me = await thisProcess('', options);
      return watchOf(cutover, await livenessOf(cutover.watcher, me, isAlive));
    },
    change,
  };
}

async function lastRevision(directory: MigrationDirectory): Promise<ArmedCutover | undefined> {
  // Until one is read that nobody has removed as an old one meanwhile.
  for (;;) {
    const revision = (await revisionsIn(directory)).at(-1);
    if (revision === undefined) return undefined;
    const path = directory.file(revisionName(revision));
    const file = await readPrivate(path).catch((error: unknown) => {
      if (error instanceof NotOurFile) throw cutoverBroken(path, directory.path, error.what);
      throw cutoverNotReadable(path, error);
    });
    if (file !== undefined) return parseCutover(file.text, path, directory.path, revision);
  }
}

/** From the lowest to the highest. */
async function revisionsIn(directory: MigrationDirectory): Promise<number[]> {
  const names = await namesIn(directory);
  const revisions = names.map((name) => ({ name, revision: revisionIn(name) ?? 0 }));
  return revisions
    .flatMap(({ name, revision }) => (name === revisionName(revision) ? [revision] : []))
    .toSorted((one, other) => one - other);
}

async function namesIn({ path }: MigrationDirectory): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw cutoverNotReadable(path, error);
  }
}

/** Undefined where nobody has left the file. It may be of any kind, and nothing in it is read. */
async function cancellation(directory: MigrationDirectory, { user }: LockOptions): Promise<Act | undefined> {
  const path = directory.file(cancelFile);
  try {
    const { mtime, uid } = await lstat(path);
    const isMine = directory.uid === undefined || uid === directory.uid;
    return { at: mtime.toISOString(), by: isMine ? user : `user id ${uid}` };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw cutoverNotReadable(path, error);
  }
}

async function refuseCancelled(directory: MigrationDirectory, options: LockOptions): Promise<void> {
  const cancelled = await cancellation(directory, options);
  if (cancelled !== undefined) throw cancelledBefore(directory.file(cancelFile), cancelled.at);
}

/** False where somebody else was first. On disk, synced, when it is true. */
async function isMade(directory: MigrationDirectory, cutover: ArmedCutover, done: string): Promise<boolean> {
  const path = directory.file(revisionName(cutover.revision));
  try {
    await directory.prepare();
    if (!(await put(path, printCutover(cutover)))) return false;
    await syncDirectory(directory.path);
  } catch (error) {
    throw error instanceof LivemigError ? error : cutoverNotWritten(path, done, error);
  }
  const last = (await revisionsIn(directory)).at(-1) ?? 0;
  if (last >= cutover.revision + keep) {
    // So long after it was read that others have made this revision, and removed it as an old one.
    await rm(path, { force: true });
    return false;
  }
  await removeOld(directory, last - keep);
  return true;
}

async function put(path: string, text: string): Promise<boolean> {
  const fresh = `${path}.${randomUUID()}.tmp`;
  try {
    await writeNew(fresh, text);
    return await linkNew(fresh, path, text);
  } catch (error) {
    // Others have removed it with what was old; or the directory is gone, which the next try tells.
    if (systemCode(error) === 'ENOENT' && (await readPrivate(fresh)) === undefined) return false;
    throw error;
  } finally {
    // Whether it could be removed says nothing about the revision.
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}

/** With what killed runs have left. That some stay does no harm. */
async function removeOld(directory: MigrationDirectory, upTo: number): Promise<void> {
  const old = (await namesIn(directory)).filter((name) => (revisionIn(name) ?? upTo + 1) <= upTo);
  for (const name of old.toSorted()) await rm(directory.file(name), { force: true }).catch(() => undefined);
}
