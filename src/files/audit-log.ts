import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { AuditEntry, AuditLog, Clock } from '../core/ports.ts';
import { closeToWriters } from './close-to-writers.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate } from './private-file.ts';
import { systemReason } from './system-error.ts';

export interface AuditOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

const appendOnly = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;

/** Who did what and when, one JSON object per line in `events.ndjson`, only ever appended and synced each time. */
export function createAuditLog(directory: MigrationDirectory, options: AuditOptions): AuditLog {
  const { clock, user, host, pid } = options;
  const inTurn = createTurns();
  return {
    append: (entry) => {
      const line = JSON.stringify({ time: clock.now().toISOString(), user, host, pid, ...entry });
      return inTurn(() => append(directory, entry, line));
    },
  };
}

async function append(directory: MigrationDirectory, entry: AuditEntry, line: string): Promise<void> {
  await directory.prepare();
  const path = directory.file(keptFiles.audit.name);
  try {
    await using handle = await openPrivate(path, appendOnly);
    await closeToWriters(directory, path, (await handle.stat()).mode);
    const start = (await endsInsideLine(handle)) ? '\n' : '';
    await handle.appendFile(`${start}${line}\n`);
    await handle.sync();
  } catch (error) {
    throw new LivemigError({
      kind: 'state-file',
      code: 'AUDIT_NOT_WRITTEN',
      message: `The audit log ${path} could not be written: ${systemReason(error)}. Not recorded: ${wordsFor(entry)}.`,
      fix: `Make room or give write access at ${path}, then run the same command again.`,
      cause: error,
    });
  }
}

/** A crash or a full disk can leave half a line; what follows must not be glued to it. */
async function endsInsideLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

function wordsFor(entry: AuditEntry): string {
  const { kind, ...rest } = entry;
  return [kind, ...Object.values(rest).map((part) => (typeof part === 'object' ? JSON.stringify(part) : part))].join(
    ' ',
  );
}
