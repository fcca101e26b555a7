import { constants } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { shellWord } from '../core/shell-word.ts';
import { openPrivate, refuseOtherThanFile, syncDirectory, whatIsWrong, whatToChange } from './private-file.ts';
import { systemCode, systemReason } from './system-error.ts';

/** Where one migration keeps its files. */
export interface MigrationDirectory {
  /** As the user typed it. */
  readonly path: string;
  /** The numeric user id of this process; undefined on Windows, where modes and owners mean nothing. */
  readonly uid: number | undefined;
  /** For what the user should know but what does not stop the run. */
  readonly warn: (message: string) => void;
  file(name: string): string;
  /** Throws where this run has lost the lock; called before anything is written or removed. */
  mayWrite(): Promise<void>;
  /** The same, and makes the directory with its .gitignore; called before anything is written, and only then. */
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
 * Throws a LivemigError of kind `state-file` where something else has its name, also a symbolic link to a directory, or
 * another user owns it: the journal decides what is run, so nobody else may have written it or choose where it is. A mode that lets others write is repaired, with a warning.
 */
export async function openMigrationDirectory(path: string, options: DirectoryOptions): Promise<MigrationDirectory> {
  await inspect(path, options);
  let isPrepared = false;
  return {
    path,
    ...options,
    file: (name) => join(path, name),
    mayWrite: async () => {},
    prepare: async () => {
      if (isPrepared) return;
      await make(path, options);
      isPrepared = true;
    },
  };
}

async function inspect(path: string, { uid, warn }: DirectoryOptions): Promise<void> {
  if (path === '') throw unusable('""', 'has no name', 'Name one with --dir.');
  const seen = await statOrNothing(path);
  if (seen === undefined) return;
  if (seen.isSymbolicLink()) {
    throw unusable(
      path,
      'is a symbolic link',
      'Name the directory that it leads to with --dir, or move the link away.',
    );
  }
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

/** With a slash or a dot at its end, the path of a link is that of what it leads to. */
function withoutEnd(path: string): string {
  return path.replace(/(?<=[^/])(?:\/\.?(?=\/|$))+$/, '');
}

async function statOrNothing(path: string) {
  try {
    return await lstat(withoutEnd(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unusable(path, whatIsWrong(error, 'looked at'), fixOf(error), error);
  }
}

async function repair(path: string, mode: number, warn: (message: string) => void): Promise<void> {
  try {
    await chmod(path, directoryMode);
  } catch (error) {
    throw unusable(path, `can be written by other users, and stays so: ${systemReason(error)}`, fixOf(error), error);
  }
  warn(`${path} could be written by other users (mode ${mode.toString(8)}); its mode is now 700.`);
}

async function make(path: string, options: DirectoryOptions): Promise<void> {
  try {
    await makeWithParents(path);
    await ignoreEverything(join(path, '.gitignore'));
  } catch (error) {
    throw unusable(path, `cannot be written: ${systemReason(error)}`, fixOf(error), error);
  }
  // Somebody may have made it since it was opened.
  await inspect(path, options);
}

/**
 * Not Node's recursive mkdir: it says "does not exist" on a read-only file system, and syncs no name that it makes.
 */
async function makeWithParents(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeWithParents(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: directoryMode });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    throw error;
  }
  await syncDirectory(dirname(path));
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

function fixOf(error: unknown): string {
  return `${whatToChange(error)}, or choose another place with --dir; then run the same command again.`;
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
