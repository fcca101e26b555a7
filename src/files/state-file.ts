import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { Journal } from '../core/journal.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { StateStore } from '../core/ports.ts';
import { closeToWriters } from './close-to-writers.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { NotOurFile, readPrivate, replacePrivate, whatIsWrong, whatToChange } from './private-file.ts';
import { unrecorded } from './unrecorded.ts';

/** What every version of the file has had, and will have. */
const Versioned = z.object({ schemaVersion: z.int().positive() });

/** Absent in what a person has written; they may leave it out. */
const Sealed = z.looseObject({ checksum: z.string().optional() });

const unreadable = 'STATE_FILE_UNREADABLE';

const readsVersion = Journal.shape.schemaVersion.value;

/** The journal as `state.json`. A file that cannot be read is refused, never taken for "nothing has run yet". */
export function createStateStore(directory: MigrationDirectory): StateStore {
  const path = directory.file(keptFiles.state.name);
  const inTurn = createTurns();
  return {
    load: async () => {
      const text = await readText(directory, path);
      return text === undefined ? undefined : parseJournal(text, path);
    },
    save: (journal) => inTurn(() => write(directory, path, journal)),
  };
}

/** Throws a LivemigError of kind `state-file` unless the text is a whole journal of a version that is known. */
export function parseJournal(text: string, path: string): Journal {
  if (text.trim() === '') throw refused(path, 'STATE_FILE_BROKEN', 'is empty');
  const content = parseJson(text, path);
  const versioned = Versioned.safeParse(content);
  if (versioned.success && versioned.data.schemaVersion > readsVersion) {
    throw tooNew(path, versioned.data.schemaVersion);
  }
  const journal = Journal.safeParse(content);
  if (!journal.success) {
    throw refused(path, 'STATE_FILE_INVALID', `does not fit: ${firstMisfit(journal.error)}`, journal.error);
  }
  if (!isAsWritten(content)) throw changed(path);
  return journal.data;
}

/** The text of the file. One flipped bit in the name of a step would make it a step that was never run. */
function textOf(journal: Journal): string {
  return `${JSON.stringify({ ...journal, checksum: checksumOf(journal) }, null, 2)}\n`;
}

function isAsWritten(content: unknown): boolean {
  const { checksum, ...rest } = Sealed.parse(content);
  return checksum === undefined || checksum === checksumOf(rest);
}

function checksumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

async function readText(directory: MigrationDirectory, path: string): Promise<string | undefined> {
  try {
    const file = await readPrivate(path);
    if (file !== undefined) await closeToWriters(directory, path, file.mode);
    return file?.text;
  } catch (error) {
    throw error instanceof NotOurFile ? refused(path, unreadable, error.what, error) : notRead(path, error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(path, 'STATE_FILE_BROKEN', 'is not complete JSON, it was cut off or edited', error);
  }
}

function firstMisfit(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown reason' : `${issue.path.join('.') || 'the whole file'}: ${issue.message}`;
}

async function write(directory: MigrationDirectory, path: string, journal: Journal): Promise<void> {
  try {
    await directory.prepare();
    await replacePrivate(path, textOf(journal), directory.mayWrite);
  } catch (error) {
    throw notWritten(path, journal, error);
  }
}

function changed(path: string): LivemigError {
  const error = refused(path, 'STATE_FILE_CHANGED', 'is not as livemig wrote it (checksum)');
  return error.retold({
    fix: `If you changed it yourself and are sure of it, remove the line "checksum". ${error.fix}`,
  });
}

function refused(path: string, code: ErrorCode, what: string, cause?: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code,
    message: `The state file ${path} ${what}. livemig will not guess what has been done.`,
    fix: [
      'Put back a copy of it if you have one.',
      `Otherwise move ${path} away and look in events.ndjson beside it for a "migrationId".`,
      'If there is one, run `livemig start --adopt-migration ID` with it, so that no second migration is created;',
      'if not, run the same command again: it finds out what has been done.',
    ].join(' '),
    cause,
  });
}

function notRead(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: unreadable,
    message: `The state file ${path} ${whatIsWrong(error, 'read')}. livemig will not guess what has been done.`,
    fix: `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

function tooNew(path: string, version: number): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'STATE_FILE_TOO_NEW',
    message: `The state file ${path} has schema version ${version}; this livemig reads version ${readsVersion}.`,
    fix: 'Use the livemig that wrote it, or a newer one.',
  });
}

function notWritten(path: string, journal: Journal, error: unknown): LivemigError {
  if (error instanceof LivemigError) return unrecorded(error, latestOf(journal));
  return new LivemigError({
    kind: 'state-file',
    code: 'STATE_FILE_NOT_WRITTEN',
    message: `The state file ${path} ${whatIsWrong(error, 'written')}. Not recorded: ${latestOf(journal)}.`,
    fix: `Keep this message. ${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}

/** The newest record with its receipt (ids, never secrets), so that a person can go on with the message alone. */
function latestOf(journal: Journal): string {
  const newest = Object.entries(journal.steps)
    .toSorted(([, one], [, other]) => timeOf(one).localeCompare(timeOf(other)))
    .at(-1);
  if (newest === undefined) return 'the inputs of this run';
  const [id, record] = newest;
  const receipt = record.state === 'started' ? undefined : record.receipt;
  return `${id} ${record.state}${receipt === undefined ? '' : ` with ${JSON.stringify(receipt)}`}`;
}

function timeOf(record: Journal['steps'][string]): string {
  if (record.state === 'started') return record.startedAt;
  return record.state === 'submitted' ? record.submittedAt : record.doneAt;
}
