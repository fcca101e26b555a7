import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type AuditEntry, auditLine, endsWithLine, lastLineOf, parseAudit } from '../core/audit.ts';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { AuditLog } from '../core/ports.ts';
import { closeToWriters } from './close-to-writers.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { NotOurFile, openPrivate, readPrivateBytes, requireOurSize, whatIsWrong } from './private-file.ts';
import { createShortLock, type ShortLockOptions } from './short-lock.ts';
import { systemRemedy } from './system-error.ts';
import { unrecorded } from './unrecorded.ts';

/** How the file ends, so that the next line can say which one it follows. */
interface End {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly lastLine: Uint8Array | undefined;
  /** False where a crash has left half a line. */
  readonly isWhole: boolean;
}

const appendOnly = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;

/**
 * Who did what and when, one JSON object per line in `events.ndjson`, only ever appended and synced each time. Each line
 * carries the hash of the line before (`core/audit.ts`).
 */
export function createAuditLog(directory: MigrationDirectory, options: ShortLockOptions): AuditLog {
  const { clock, user, host, pid } = options;
  const path = directory.file(keptFiles.audit.name);
  const inTurn = createTurns();
  const alone = createShortLock(`${path}.lock`, options);
  let known: End | undefined;
  return {
    append: (entry) => {
      const writer = { time: clock.now().toISOString(), user, host, pid };
      return inTurn(async () => {
        const lineAfter = (before: End) => auditLine(writer, entry, before.lastLine);
        const work = async () => {
          await directory.prepare();
          // Another run may have its own lines to write, such as who cancels.
          return alone(() => append(directory, path, known, lineAfter));
        };
        known = await work().catch((error: unknown) => {
          throw notWritten(path, entry, error);
        });
      });
    },
    read: () =>
      inTurn(() =>
        read(directory, path).catch((error: unknown) => {
          throw notReadable(path, error);
        }),
      ),
  };
}

async function read(directory: MigrationDirectory, path: string) {
  const file = await readPrivateBytes(path);
  if (file === undefined) return [];
  await closeToWriters(directory, path, file.mode);
  return parseAudit(file.bytes);
}

async function append(
  directory: MigrationDirectory,
  path: string,
  known: End | undefined,
  lineAfter: (before: End) => string,
): Promise<End> {
  await using handle = await openPrivate(path, appendOnly);
  const { size, mode } = await handle.stat();
  await closeToWriters(directory, path, mode);
  const before = known?.size === size ? known : await readEnd(path, handle, size);
  const line = Buffer.from(lineAfter(before));
  const added = Buffer.concat([Buffer.from(before.isWhole ? '' : '\n'), line, Buffer.from('\n')]);
  await handle.appendFile(added);
  await handle.sync();
  return { size: size + added.length, lastLine: line, isWhole: true };
}

async function readEnd(path: string, handle: FileHandle, size: number): Promise<End> {
  requireOurSize(path, size);
  const content = await handle.readFile();
  return { size: content.length, lastLine: lastLineOf(content), isWhole: endsWithLine(content) };
}

function notWritten(path: string, entry: AuditEntry, error: unknown): LivemigError {
  if (error instanceof LivemigError) return unrecorded(error, wordsFor(entry));
  return new LivemigError({
    kind: 'state-file',
    code: 'AUDIT_NOT_WRITTEN',
    message: `The audit log ${path} ${whatIsWrong(error, 'written')}. Not recorded: ${wordsFor(entry)}.`,
    fix: fixOf(path, error),
    cause: error,
  });
}

function notReadable(path: string, error: unknown): LivemigError {
  return new LivemigError({
    kind: 'state-file',
    code: 'AUDIT_NOT_READABLE',
    message: `The audit log ${path} ${whatIsWrong(error, 'read')}. livemig will not guess what has been done.`,
    fix: fixOf(path, error),
    cause: error,
  });
}

/** What it says of a migration may stand nowhere else, so nobody is told just to move it away. */
function fixOf(path: string, error: unknown): string {
  if (!(error instanceof NotOurFile)) return `${systemRemedy(error)}, then run the same command again.`;
  return [
    'Put back a copy of it if you have one.',
    `Otherwise move ${path} away and run the same command again;`,
    'if it names a "migrationId" that `livemig status` does not know, run `livemig start --adopt-migration ID`.',
  ].join(' ');
}

function wordsFor(entry: AuditEntry): string {
  const { kind, ...rest } = entry;
  return [kind, ...Object.values(rest).map((part) => (typeof part === 'object' ? JSON.stringify(part) : part))].join(
    ' ',
  );
}
