import { LivemigError } from '../errors.ts';
import { harmless, shortened } from '../harmless.ts';
import { nearest } from '../nearest.ts';
import { shellWord } from '../shell-word.ts';
import { type Hook, HookName, repeatableEnding } from './hook.ts';

/** What has a name in the directory of the hooks. */
export interface HookFile {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly isExecutable: boolean;
}

/**
 * The hooks among the files of a directory. What begins with a dot, and directories that have no name of a hook, are left
 * alone. Throws kind `usage` for everything that is none, all of it at once: a hook that is misspelt would never be run.
 */
export function hooksAmong(directory: string, files: readonly HookFile[]): Hook[] {
  const candidates = files.filter(({ name, kind }) => !name.startsWith('.') && (kind !== 'directory' || hookOf(name)));
  const problems = candidates.flatMap((file) => problemWith(file, candidates));
  if (problems.length > 0) throw notUsable(directory, problems);
  return candidates.flatMap(({ name, path }) => {
    const hook = hookOf(name);
    return hook === undefined ? [] : [{ name: hook, file: path, isRepeatable: name.endsWith(repeatableEnding) }];
  });
}

function hookOf(fileName: string): HookName | undefined {
  const name = fileName.endsWith(repeatableEnding) ? fileName.slice(0, -repeatableEnding.length) : fileName;
  return HookName.safeParse(name).data;
}

function problemWith({ name, path, kind, isExecutable }: HookFile, all: readonly HookFile[]): string[] {
  const shown = shortened(harmless(name));
  const hook = hookOf(name);
  if (hook === undefined) {
    const [meant] = nearest(name, HookName.options);
    return [`${shown} is the name of no hook${meant === undefined ? '' : `; ${meant} is one`}`];
  }
  if (kind !== 'file') return [`${shown} is not a file`];
  if (!isExecutable) return [`${shown} is not executable: chmod +x ${shellWord(path)}`];
  if (name !== hook && all.some((other) => other.name === hook)) return [`${hook} is there twice, also as ${shown}`];
  return [];
}

function notUsable(directory: string, problems: readonly string[]): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'HOOKS_NOT_USABLE',
    message: `The hooks in ${shortened(harmless(directory))} cannot be used: ${problems.join('; ')}.`,
    fix: `A hook is an executable file with one of these names: ${HookName.options.join(', ')}; with ${repeatableEnding} behind it where it may be run again. Put other files into a directory beneath.`,
  });
}
