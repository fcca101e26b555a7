import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { VerifyEntry, type VerifyJournal } from '../core/verification/entry.ts';
import { closeToWriters } from './close-to-writers.ts';
import { createSpools } from './difference-spool.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate } from './private-file.ts';
import { systemCode } from './system-error.ts';
import { broken, journalTooNew, notReadable, notWritten } from './verify-errors.ts';
import { wholeLines } from './whole-lines.ts';

/** The names of the files of one verification, within its directory. */
export const verifyFiles = {
  journal: 'journal.ndjson',
  differences: 'differences.ndjson',
  result: 'result.json',
  stop: 'stop',
} as const;

/** One line of the journal: what happened, and how many bytes of the list of differences count from then on. */
const Line = z.object({ version: z.literal(1), listed: z.number().int().min(0), entry: VerifyEntry });
type Line = z.infer<typeof Line>;

/** What every version of a line has, and will have. */
const Versioned = z.object({ version: z.number().int().positive() });

/** What of both files counts, in bytes. */
interface Known {
  readonly end: number;
  readonly listed: number;
}

const [reading, appending] = [constants.O_RDONLY, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT];

/**
 * The journal of one verification in `journal.ndjson`, and all its differences in `differences.ndjson`: both are only ever
 * appended to, and synced. A last line that a killed run has left half written counts for nothing, nor does what the journal does not
 * vouch for of the list; both are cut off before anything is appended. Reading changes nothing.
 *
 * `entries` and `append` throw a LivemigError of kind `state-file` for what is not as livemig wrote it, or of a newer one.
 */
export function createVerifyJournal(directory: MigrationDirectory): VerifyJournal {
  const [path, list] = [directory.file(verifyFiles.journal), directory.file(verifyFiles.differences)];
  const inTurn = createTurns();
  const spools = createSpools(directory);
  let known: Known | undefined;
  /** An entry that could not be written whole is not there, though a part of it may be. */
  let isWhole = true;
  const append = async (entry: VerifyEntry, found: Parameters<VerifyJournal['append']>[1]) => {
    await directory.prepare();
    const before = known ?? (await readKnown(path, list));
    if (known === undefined || !isWhole) await cut(path, list, before);
    if (known === undefined) await spools.forgetOld();
    [known, isWhole] = [before, false];
    const added = found === undefined ? 0 : await appendTo(list, (handle) => spools.drain(found, handle));
    // What was found before holds no more; a list that is longer than its line says is cut before the next.
    const isAnew = entry.kind === 'proved' && entry.anew !== undefined;
    const line: Line = { version: 1, listed: isAnew ? 0 : before.listed + added, entry };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    await appendTo(path, async (handle) => {
      await directory.mayWrite();
      await handle.appendFile(bytes);
      return bytes.length;
    });
    [known, isWhole] = [{ end: before.end + bytes.length, listed: line.listed }, true];
    if (isAnew) await cut(path, list, known);
  };
  return {
    entries: () =>
      inTurn(() => readLines(directory, path).then(({ lines }) => lines.map(({ entry }) => entry), unreadable(path))),
    spool: spools.create,
    append: (entry, found) => inTurn(() => append(entry, found).catch(unwritten(directory.path))),
  };
}

async function appendTo(path: string, write: (handle: FileHandle) => Promise<number>): Promise<number> {
  await using handle = await openPrivate(path, appending);
  const bytes = await write(handle);
  await handle.sync();
  return bytes;
}

async function readKnown(path: string, list: string): Promise<Known> {
  await using handle = await openPrivate(path, appending);
  const { lines, end } = await linesOf(handle, path);
  await using differences = await openPrivate(list, appending);
  const listed = lines.at(-1)?.listed ?? 0;
  // A list that is shorter has lost some, and must not get others in their place.
  if ((await differences.stat()).size < listed) throw broken(list, 'is shorter than its journal says');
  return { end, listed };
}

async function cut(path: string, list: string, { end, listed }: Known): Promise<void> {
  await using handle = await openPrivate(path, appending);
  await handle.truncate(end);
  await using differences = await openPrivate(list, appending);
  await differences.truncate(listed);
}

async function readLines(directory: MigrationDirectory, path: string) {
  try {
    await using handle = await openPrivate(path, reading);
    await closeToWriters(directory, path, (await handle.stat()).mode);
    return await linesOf(handle, path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { lines: [], end: 0 };
    throw error;
  }
}

async function linesOf(handle: FileHandle, path: string): Promise<{ readonly lines: readonly Line[]; end: number }> {
  const lines: Line[] = [];
  let end = 0;
  for await (const { text, to } of wholeLines(handle)) {
    lines.push(parse(text, path, lines.length + 1));
    end = to;
  }
  return { lines, end };
}

function parse(text: string, path: string, number: number): Line {
  const content = parsed(text);
  const version = Versioned.safeParse(content).data?.version;
  if (version !== undefined && version > Line.shape.version.value) throw journalTooNew(path, version);
  const line = Line.safeParse(content);
  if (!line.success) throw broken(path, `is not as livemig wrote it, in line ${number}`);
  return line.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(path: string) {
  return (error: unknown): never => {
    throw error instanceof LivemigError ? error : notReadable(path, error);
  };
}

function unwritten(path: string) {
  return (error: unknown): never => {
    throw error instanceof LivemigError ? error : notWritten(path, error);
  };
}
