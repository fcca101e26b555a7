import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../src/files/system-error.ts';

/** Where the command keeps its migration, as it finds it itself. */
export function migrationDirectoryOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const at = args.findIndex((arg) => arg === '--dir' || arg.startsWith('--dir='));
  const [flag, value] = (args[at] ?? '').split(/=(.*)/s, 2);
  const typed = flag === '--dir' ? (value ?? args[at + 1]) : undefined;
  return resolve(workingDirectory, typed ?? (env.LIVEMIG_DIR || '.livemig'));
}

/** The only file that may hold secrets, also while it is being written. */
const secretFiles = ['secrets.json', 'secrets.json.tmp'];

/** The secrets that are kept in it at this moment, unless the file is broken, as some tests want it. */
export function keptIn(directory: string): { name: string; text: string }[] {
  return secretFiles.flatMap((file) => {
    const path = join(directory, file);
    const kept = Kept.safeParse(textOf(path)).data ?? {};
    return Object.entries(kept).map(([name, text]) => ({ name: `the kept ${name}`, text }));
  });
}

const Kept = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.string()));

/** How much of a file that only grows has been looked at; it is most of all there is to read. */
const lookedAt = new Map<string, number>();

/** Every file in it that may hold no secret, with its name. */
export function textsIn(directory: string): [where: string, text: string][] {
  return filesIn(directory)
    .filter((file) => !secretFiles.includes(basename(file)))
    .map((file) => [`the file ${basename(file)}`, unseenPartOf(file)]);
}

function unseenPartOf(file: string): string {
  const text = textOf(file);
  if (basename(file) !== 'events.ndjson') return text;
  const from = lookedAt.get(file) ?? 0;
  lookedAt.set(file, text.length);
  return text.length < from ? text : text.slice(from);
}

/** What users other than its owner could read. */
export function tooOpenIn(directory: string): string[] {
  if (process.platform === 'win32') return [];
  return [directory, ...pathsIn(directory)].filter(isOpen).map((path) => `others can read ${basename(path)}`);
}

/** The mode of a symbolic link, as a lock is, means nothing. */
function isOpen(path: string): boolean {
  const seen = seenAt(path);
  return seen?.isSymbolicLink() === false && (seen.mode & 0o077) !== 0;
}

function filesIn(directory: string): string[] {
  return pathsIn(directory).filter((path) => seenAt(path)?.isFile());
}

/** All files and directories in it, however deep. */
function pathsIn(directory: string): string[] {
  if (seenAt(directory)?.isDirectory() !== true) return [];
  return namesIn(directory).flatMap((name) => {
    const path = join(directory, name);
    return [path, ...pathsIn(path)];
  });
}

/** A directory of a verification may be gone by now. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (['ENOENT', ...noPath].includes(systemCode(error) ?? '')) return [];
    throw error;
  }
}

/** Nothing is at a path that no file system has, such as one with a null byte, and nothing to see where nobody may look. */
const noPath = ['ENAMETOOLONG', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'EACCES', 'ELOOP'];

function seenAt(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (noPath.includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** A file that goes away meanwhile, or may not be read, shows nobody anything; a pipe would be waited for. */
function textOf(file: string): string {
  if (seenAt(file)?.isFile() !== true) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', ...noPath].includes(systemCode(error) ?? '')) return '';
    throw error;
  }
}
