import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import { readPrivate, replacePrivate, whatIsWrong, whatToChange } from './private-file.ts';

/** Says of the other files which are livemig's own, by their content. */
const listName = '.livemig-plan.json';
const List = z.object({ files: z.array(z.tuple([z.string(), z.string()])) });
type Entry = z.infer<typeof List>['files'][number];

interface TextFile {
  readonly name: string;
  readonly content: string;
}

/**
 * Writes files that only their owner reads, in place of those of an earlier plan. Throws kind `usage` where the directory
 * holds anything else, or one of those that somebody has changed since: a password may have been put into it.
 */
export async function writePlan(directory: string, files: readonly TextFile[]): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const old = await listedIn(directory);
    const present = await readdir(directory);
    for (const name of present) await refuseForeign(directory, name, old);
    const fresh = files.map(({ name, content }): Entry => [name, hashOf(content)]);
    // First the list of both, so that a run that ends halfway leaves nothing that the next one does not know.
    await write(directory, { name: listName, content: listText([...old, ...fresh]) });
    for (const file of files) await write(directory, file);
    const gone = present.filter((name) => name !== listName && !fresh.some(([kept]) => kept === name));
    for (const name of gone) await rm(join(directory, name), { force: true });
    await write(directory, { name: listName, content: listText(fresh) });
  } catch (error) {
    throw error instanceof LivemigError ? error : notWritten(directory, error);
  }
}

function write(directory: string, { name, content }: TextFile): Promise<void> {
  return replacePrivate(join(directory, name), content, async () => {});
}

async function listedIn(directory: string): Promise<Entry[]> {
  const text = (await readPrivate(join(directory, listName)))?.text ?? '';
  try {
    return List.parse(JSON.parse(text)).files;
  } catch {
    return [];
  }
}

/** A file that is being written when a run is killed has the same ending as those of the state directory. */
async function refuseForeign(directory: string, name: string, old: readonly Entry[]): Promise<void> {
  if (name === listName) {
    if (old.length > 0) return;
    throw foreign(directory, name);
  }
  const whole = name.replace(/\.tmp$/, '');
  if (whole !== name && (whole === listName || old.some(([known]) => known === whole))) return;
  const text = old.some(([known]) => known === name) ? (await readPrivate(join(directory, name)))?.text : undefined;
  if (text === undefined || !old.some(([known, hash]) => known === name && hash === hashOf(text)))
    throw foreign(directory, name);
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function listText(entries: readonly Entry[]): string {
  return `${JSON.stringify({ files: entries })}\n`;
}

function foreign(directory: string, name: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'OUTPUT_NOT_OURS',
    message: `${harmless(join(directory, name))} was not written by livemig, or was changed since.`,
    fix: 'Name another directory with --output, or move what is there away.',
  });
}

function notWritten(directory: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'OUTPUT_NOT_WRITTEN',
    message: `The plan in ${harmless(directory)} ${whatIsWrong(error, 'written')}.`,
    fix: `${whatToChange(error)}, or name another directory with --output.`,
    cause: error,
  });
}
