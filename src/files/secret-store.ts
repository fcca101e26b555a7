import { chmod, rm } from 'node:fs/promises';
import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { SecretName, SecretStore } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { privateMode, readPrivate, replacePrivate, syncDirectory, unfinished } from './private-file.ts';
import { systemReason } from './system-error.ts';

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
    throw unusable(directory, 'read', systemReason(error));
  });
  if (file === undefined) return {};
  if (directory.uid !== undefined && (file.mode & seenByOthers) !== 0) await repair(directory, file.mode);
  return parse(directory, file.text);
}

function parse(directory: MigrationDirectory, text: string): Kept {
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    throw unusable(directory, 'read', 'its content is not what livemig wrote');
  }
}

async function repair(directory: MigrationDirectory, mode: number): Promise<void> {
  const path = pathOf(directory);
  try {
    await chmod(path, privateMode);
  } catch (error) {
    throw unusable(directory, 'kept', `other users can read it, and chmod fails: ${systemReason(error)}`);
  }
  const seen = `${path} was open to other users (mode ${mode.toString(8)}); its mode is now 600.`;
  directory.warn(`${seen} If others use this machine, make the secrets in it anew.`);
}

async function write(directory: MigrationDirectory, kept: Kept): Promise<void> {
  await directory.prepare();
  const text = `${JSON.stringify(kept)}\n`;
  await replacePrivate(pathOf(directory), text, directory.mayWrite).catch((error: unknown) => {
    throw error instanceof LivemigError ? error : unusable(directory, 'written', systemReason(error));
  });
}

async function erase(directory: MigrationDirectory, path: string): Promise<void> {
  await directory.mayWrite();
  await rm(path, { force: true }).catch((error: unknown) => {
    throw unusable(directory, 'removed', systemReason(error));
  });
}

function pathOf(directory: MigrationDirectory): string {
  return directory.file(keptFiles.secrets.name);
}

function unusable(directory: MigrationDirectory, verb: string, reason: string): LivemigError {
  const path = pathOf(directory);
  return new LivemigError({
    kind: 'state-file',
    code: 'SECRETS_NOT_USABLE',
    message: `The secrets file ${path} could not be ${verb}: ${reason}.`,
    fix: `Give yourself access, or remove ${path} and run livemig link again: an unused link-token is harmless.`,
  });
}
