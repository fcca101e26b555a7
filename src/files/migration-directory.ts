import { constants } from 'node:fs';
import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { shellWord } from '../core/shell-word.ts';
import { openPrivate, refuseOtherThanFile } from './private-file.ts';
import { systemCode, systemReason } from './system-error.ts';

/** Where one migration keeps its files (product.md, section 4). */
export interface MigrationDirectory {
  /** As the user typed it. */
  readonly path: string;
  /** The numeric user id of this process; undefined on Windows, where modes and owners mean nothing. */
  readonly uid: number | undefined;
  /** For what the user should know but what does not stop the run. */
  readonly warn: (message: string) => void;
  file(name: string): string;
  /** Makes the directory and its .gitignore; called before anything is written, and only then. */
  prepare(): Promise<void>;
}

export interface DirectoryOptions {
  readonly uid: number | undefined;
  readonly warn: (message: string) => void;
}

const directoryMode = 0o700;
const writableByOthers = 0o022;

/**
 * Opens a migration directory without creating anything.
 *
 * Throws a LivemigError of kind `state-file` where something else has its name or another user owns it: the journal
 * decides what is run, so nobody else may have written it. A mode that lets others write is repaired, with a warning.
 */
export async function openMigrationDirectory(path: string, options: DirectoryOptions): Promise<MigrationDirectory> {
  await inspect(path, options);
  let isPrepared = false;
  return {
    path,
    ...options,
    file: (name) => join(path, name),
    prepare: async () => {
      if (isPrepared) return;
      await make(path, options);
      isPrepared = true;
    },
  };
}

async function inspect(path: string, { uid, warn }: DirectoryOptions): Promise<void> {
  const seen = await statOrNothing(path);
  if (seen === undefined) return;
  if (!seen.isDirectory()) {
    throw unusable(path, 'is not a directory', 'Move the file that has this name, or choose another place with --dir.');
  }
  if (uid === undefined) return;
  if (seen.uid !== uid) {
    const message = `belongs to another user (id ${seen.uid}, you are ${uid})`;
    throw unusable(path, message, `Run livemig as that user, or take it over: chown -R ${uid} -- ${shellWord(path)}`);
  }
  if ((seen.mode & writableByOthers) !== 0) await repair(path, seen.mode & 0o777, warn);
}

async function statOrNothing(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unusable(path, `cannot be looked at: ${systemReason(error)}`, fixOf(path), error);
  }
}

async function repair(path: string, mode: number, warn: (message: string) => void): Promise<void> {
  try {
    await chmod(path, directoryMode);
  } catch (error) {
    throw unusable(path, `can be written by other users, and stays so: ${systemReason(error)}`, fixOf(path), error);
  }
  warn(`${path} could be written by other users (mode ${mode.toString(8)}); its mode is now 700.`);
}

async function make(path: string, options: DirectoryOptions): Promise<void> {
  try {
    await makeWithParents(path);
    await ignoreEverything(join(path, '.gitignore'));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') {
      throw unusable(path, `cannot be written: ${systemReason(error)}`, fixOf(path), error);
    }
  }
  // Somebody may have made it since it was opened.
  await inspect(path, options);
}

/**
 * Not Node's recursive mkdir: that says "does not exist" on a read-only file system, and below /proc it tries for ever, in
 * a thread that nothing ends (20.20.2).
 */
async function makeWithParents(path: string): Promise<void> {
  if ((await makeOne(path)) === 'made') return;
  await makeWithParents(dirname(path));
  if ((await makeOne(path)) === 'no parent') await mkdir(path, { mode: directoryMode });
}

async function makeOne(path: string): Promise<'made' | 'no parent'> {
  try {
    await mkdir(path, { mode: directoryMode });
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && dirname(path) !== path) return 'no parent';
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  return 'made';
}

const everything = '*\n';

/** Keeps the directory out of git. What a person has changed stays; what a killed run has left half written does not. */
async function ignoreEverything(path: string): Promise<void> {
  await refuseOtherThanFile(path);
  const seen = await lstat(path).catch(() => undefined);
  if (seen !== undefined && seen.size >= everything.length) return;
  await using handle = await openPrivate(path, constants.O_WRONLY | constants.O_CREAT);
  await handle.writeFile(everything);
}

function fixOf(path: string): string {
  return `Make ${shortened(harmless(path))} a directory that you own and can write, or choose another place with --dir.`;
}

function unusable(path: string, what: string, fix: string, cause?: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'DIRECTORY_NOT_USABLE',
    message: `The migration directory ${shortened(harmless(path))} ${what}.`,
    fix,
    cause,
  });
}
