import { chmod } from 'node:fs/promises';
import { LivemigError } from '../core/errors.ts';
import type { ScriptStore } from '../core/ports.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { replacePrivate, whatIsWrong, whatToChange } from './private-file.ts';

const scriptMode = 0o700;

/** Scripts for a person to read and run, beside the journal. */
export function createScriptStore(directory: MigrationDirectory): ScriptStore {
  return {
    write: async (name, content) => {
      const path = directory.file(scriptFileName(name));
      try {
        await directory.prepare();
        await replacePrivate(path, content, directory.mayWrite);
        await chmod(path, scriptMode);
      } catch (error) {
        throw error instanceof LivemigError ? error : notWritten(path, error);
      }
      return path;
    },
  };
}

/**
 * A name that stays inside the directory and cannot be that of another file in it: host names come from a server.
 * `[A-Za-z0-9._-]` only, no leading dot, always with an ending of its own.
 */
export function scriptFileName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  return /\.(sh|ps1)$/.test(plain) && !/^\.?(sh|ps1)$/.test(plain) ? plain : `${plain || 'script'}.sh`;
}

function notWritten(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'SCRIPT_NOT_WRITTEN',
    message: `The script ${path} ${whatIsWrong(error, 'written')}.`,
    fix: `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}
