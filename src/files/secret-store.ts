import { chmod, rm } from 'node:fs/promises';
import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { SecretName, SecretStore } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import {
  NotOurFile,
  privateMode,
  readPrivate,
  replacePrivate,
  syncDirectory,
  unfinished,
  whatIsWrong,
  whatToChange,
} from './private-file.ts';
import { systemReason, systemRemedy } from './system-error.ts';

const Kept = z.object({ linkToken: z.string().optional(), agentKey: z.string().optional() });
type Kept = z.infer<typeof Kept>;

const seenByOthers = 0o077;

/**
 * What a later step needs, in `secrets.json` (mode 0600); the file is removed with the last secret.
 *
 * No error of this module carries content or a parser's message: both may quote the secret.
 */
export function createSecretStore(directory: MigrationDirectory): SecretStore {
  const inTurn = createTurns();
  return {
    get: (name) =>
      inTurn(async () => {
        const text = (await read(directory))[name];
        return text === undefined ? undefined : new Secret(text);
      }),
    set: (name, value) => inTurn(async () => write(directory, { ...(await read(directory)), [name]: value.reveal() })),
    remove: (name) => inTurn(() => forget(directory, name)),
  };
}

async function forget(directory: MigrationDirectory, name: SecretName): Promise<void> {
  const { [name]: gone, ...rest } = await read(directory);
  // A run that was killed while it wrote leaves the unfinished file, with the secret in it.
  await erase(directory, unfinished(pathOf(directory)));
  if (gone === undefined) return;
  if (Object.keys(rest).length > 0) return write(directory, rest);
  await erase(directory, pathOf(directory));
  await syncDirectory(directory.path);
}

async function read(directory: MigrationDirectory): Promise<Kept> {
  const file = await readPrivate(pathOf(directory)).catch((error: unknown) => {
    throw notRead(directory, error);
  });
  if (file === undefined) return {};
  if (directory.uid !== undefined && (file.mode & seenByOthers) !== 0) await repair(directory, file.mode);
  return parse(directory, file.text);
}

function parse(directory: MigrationDirectory, text: string): Kept {
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    const fix = `Remove ${pathOf(directory)}, then run the same command again. ${anew}`;
    throw unusable(directory, 'is not as livemig wrote it', fix);
  }
}

async function repair(directory: MigrationDirectory, mode: number): Promise<void> {
  const path = pathOf(directory);
  try {
    await chmod(path, privateMode);
  } catch (error) {
    const what = `can be read by other users, and its mode cannot be changed: ${systemReason(error)}`;
    throw unusable(directory, what, `${systemRemedy(error)}, then run the same command again.`);
  }
  const seen = `${path} was open to other users (mode ${mode.toString(8)}); its mode is now 600.`;
  directory.warn(`${seen} If others use this machine, replace the secrets in it.`);
}

async function write(directory: MigrationDirectory, kept: Kept): Promise<void> {
  await directory.prepare();
  const text = `${JSON.stringify(kept)}\n`;
  await replacePrivate(pathOf(directory), text, directory.mayWrite).catch((error: unknown) => {
    throw error instanceof LivemigError ? error : notChanged(directory, 'written', error);
  });
}

async function erase(directory: MigrationDirectory, path: string): Promise<void> {
  await directory.mayWrite();
  await rm(path, { force: true }).catch((error: unknown) => {
    throw notChanged(directory, 'removed', error);
  });
}

function pathOf(directory: MigrationDirectory): string {
  return directory.file(keptFiles.secrets.name);
}

/** What is lost is made anew where it is needed; the old one then only is of no use. */
const anew =
  'livemig link makes another link-token, livemig provision another agent key (the old one can then be deleted in the manager).';

function notRead(directory: MigrationDirectory, error: unknown): LivemigError {
  const path = pathOf(directory);
  const fix = error instanceof NotOurFile ? `Move ${path} away` : `${systemRemedy(error)}; or remove ${path}`;
  return unusable(directory, whatIsWrong(error, 'read'), `${fix}, then run the same command again. ${anew}`);
}

function notChanged(directory: MigrationDirectory, verb: string, error: unknown): LivemigError {
  const fix = `${whatToChange(error)}, then run the same command again.`;
  return unusable(directory, whatIsWrong(error, verb), fix);
}

function unusable(directory: MigrationDirectory, what: string, fix: string): LivemigError {
  const message = `The secrets file ${pathOf(directory)} ${what}.`;
  return new LivemigError({ kind: 'state-file', code: 'SECRETS_NOT_USABLE', message, fix });
}
