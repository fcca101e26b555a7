import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { Hook } from '../core/hooks/hook.ts';
import { type HookFile, hooksAmong } from '../core/hooks/hooks-among.ts';
import { shellWord } from '../core/shell-word.ts';
import { systemCode, systemReason } from './system-error.ts';

/** The hooks of a directory; throws kind `usage` where it cannot be read, or holds what is no hook (`core/hooks/hooks-among.ts`). */
export async function readHooks(directory: string): Promise<Hook[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw notUsable(directory, systemReason(error), 'Give the directory with the hooks to --hooks.', error);
  });
  return hooksAmong(directory, await Promise.all(names.toSorted().map((name) => look(directory, name))));
}

/** The path to run a file by; throws kind `usage` where nobody could, as it stands: without a shell and without arguments. */
export async function executableAt(path: string): Promise<string> {
  const { kind, isExecutable } = await lookAt(path);
  if (kind === 'file' && isExecutable) return withSlash(path);
  const isThere = kind !== 'absent';
  const why = kind === 'file' ? 'is not executable' : isThere ? 'is not a file' : 'does not exist';
  const fix =
    kind === 'file'
      ? `chmod +x ${shellWord(path)}`
      : 'Name one executable file, without arguments; a script of yours can give them.';
  throw new LivemigError({
    kind: 'usage',
    code: 'COMMAND_NOT_USABLE',
    message: `The command ${shortened(harmless(path))} ${why}.`,
    fix,
  });
}

async function look(directory: string, name: string): Promise<HookFile> {
  const path = withSlash(join(directory, name));
  const { kind, isExecutable } = await lookAt(path);
  return { name, path, kind: kind === 'absent' ? 'other' : kind, isExecutable };
}

/** A name without one the system would look for in PATH. */
function withSlash(path: string): string {
  return path.includes('/') ? path : `./${path}`;
}

async function lookAt(
  path: string,
): Promise<{ kind: 'file' | 'directory' | 'other' | 'absent'; isExecutable: boolean }> {
  try {
    const seen = await stat(path);
    const kind = seen.isFile() ? 'file' : seen.isDirectory() ? 'directory' : 'other';
    return { kind, isExecutable: await isAllowed(path, seen.mode) };
  } catch (error) {
    return { kind: systemCode(error) === 'ENOENT' ? 'absent' : 'other', isExecutable: false };
  }
}

/** The system lets root pass `access` for a file that nobody may run, but does not run it. */
async function isAllowed(path: string, mode: number): Promise<boolean> {
  if ((mode & 0o111) === 0) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function notUsable(directory: string, what: string, fix: string, cause: unknown): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'HOOKS_NOT_USABLE',
    message: `The directory ${shortened(harmless(directory))} of the hooks could not be read: ${what}.`,
    fix,
    cause,
  });
}
