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

/** How messages call a directory, and what they say of another place for it. */
interface Place extends DirectoryOptions {
  readonly called: string;
  /** The end of a sentence that tells what to change; empty where its place is fixed. */
  readonly orElsewhere: (what: string) => string;
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
  const place = { ...options, called: 'The migration directory', orElsewhere: (what: string) => `, or ${what}` };
  if (path === '') throw unusable(place, '""', 'has no name', 'Name one with --dir.');
  return openDirectory(path, place, () => make(path, place));
}

/** The same for a directory within one, which is made with it. */
export async function openInnerDirectory(parent: MigrationDirectory, name: string): Promise<MigrationDirectory> {
  const path = parent.file(name);
  const place = { uid: parent.uid, warn: parent.warn, called: 'The directory', orElsewhere: () => '' };
  return openDirectory(path, place, async () => {
    await parent.prepare();
    await makeOne(path).catch((error: unknown) => {
      throw notMade(place, path, error);
    });
    await inspect(path, place);
  });
}

async function openDirectory(path: string, place: Place, makeIt: () => Promise<void>): Promise<MigrationDirectory> {
  await inspect(path, place);
  let isPrepared = false;
  return {
    ...{ path, uid: place.uid, warn: place.warn },
    file: (name) => join(path, name),
    mayWrite: async () => {},
    prepare: async () => {
      if (isPrepared) return;
      await makeIt();
      isPrepared = true;
    },
  };
}

async function inspect(path: string, place: Place): Promise<void> {
  const { uid, orElsewhere } = place;
  const seen = await statOrNothing(path, place);
  if (seen === undefined) return;
  if (seen.isSymbolicLink()) {
    const where = orElsewhere('name the directory that it leads to with --dir');
    throw unusable(place, path, 'is a symbolic link', `Move the link away${where}.`);
  }
  if (!seen.isDirectory()) {
    const where = orElsewhere('choose another place with --dir');
    throw unusable(place, path, 'is not a directory', `Move the file that has this name${where}.`);
  }
  if (uid === undefined) return;
  if (seen.uid !== uid) {
    const message = `belongs to another user (id ${seen.uid}, you are ${uid})`;
    const fix = `Run livemig as that user, or take it over: chown -R ${uid} -- ${shellWord(path)}`;
    throw unusable(place, path, message, fix);
  }
  if ((seen.mode & writableByOthers) !== 0) await repair(path, seen.mode & 0o777, place);
}

/** With a slash or a dot at its end, the path of a link is that of what it leads to. */
function withoutEnd(path: string): string {
  return path.replace(/(?<=[^/])(?:\/\.?(?=\/|$))+$/, '');
}

async function statOrNothing(path: string, place: Place) {
  try {
    return await lstat(withoutEnd(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unusable(place, path, whatIsWrong(error, 'looked at'), fixOf(place, error), error);
  }
}

async function repair(path: string, mode: number, place: Place): Promise<void> {
  try {
    await chmod(path, directoryMode);
  } catch (error) {
    const what = `can be written by other users, and stays so: ${systemReason(error)}`;
    throw unusable(place, path, what, fixOf(place, error), error);
  }
  place.warn(`${path} could be written by other users (mode ${mode.toString(8)}); its mode is now 700.`);
}

async function make(path: string, place: Place): Promise<void> {
  try {
    await makeWithParents(path);
    await ignoreEverything(join(path, '.gitignore'));
  } catch (error) {
    throw notMade(place, path, error);
  }
  // Somebody may have made it since it was opened.
  await inspect(path, place);
}

function notMade(place: Place, path: string, error: unknown): LivemigError {
  return unusable(place, path, `cannot be written: ${systemReason(error)}`, fixOf(place, error), error);
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

function fixOf({ orElsewhere }: Place, error: unknown): string {
  const where = orElsewhere('choose another place with --dir');
  return `${whatToChange(error)}${where}${where === '' ? ', ' : '; '}then run the same command again.`;
}

function unusable(
  { called }: Pick<Place, 'called'>,
  path: string,
  what: string,
  fix: string,
  cause?: unknown,
): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'DIRECTORY_NOT_USABLE',
    message: `${called} ${shortened(harmless(path))} ${what}.`,
    fix,
    cause,
  });
}
