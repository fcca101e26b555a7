import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { fewestLines, OutboxLine, outboxOf } from '../core/following/outbox.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { OutboxStore } from '../core/ports.ts';
import { closeToWriters } from './close-to-writers.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate, replacePrivate, syncDirectory, whatIsWrong, whatToChange } from './private-file.ts';
import { systemCode } from './system-error.ts';
import { wholeLines } from './whole-lines.ts';

const [reading, appending] = [constants.O_RDONLY, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT];

/** From this size on it is written anew when a run begins. */
const longBytes = 256 * 1024;

/**
 * Who is to be told of what in `outbox.ndjson`, a line each, only ever appended and synced; one run at a time, which has the
 * lock. A line that is cut off or is not livemig's counts for nothing, and is told of once: everything else stays.
 */
export function createOutboxFile(directory: MigrationDirectory): OutboxStore {
  const path = directory.file(keptFiles.outbox.name);
  const inTurn = createTurns();
  return {
    load: () =>
      inTurn(async () => {
        const { lines, unreadable, bytes } = await read(directory, path);
        if (unreadable > 0) directory.warn(notAllReadable(path, unreadable));
        if (bytes > longBytes) await replaceBy(directory, path, fewestLines(outboxOf(lines)));
        return lines;
      }).catch(notUsable(path, 'read')),
    append: (line) => inTurn(() => append(directory, path, textOf([line]))).catch(notUsable(path, 'written')),
  };
}

async function read(directory: MigrationDirectory, path: string) {
  const lines: OutboxLine[] = [];
  let unreadable = 0;
  try {
    await using handle = await openPrivate(path, reading);
    const { mode, size } = await handle.stat();
    await closeToWriters(directory, path, mode);
    for await (const { text } of wholeLines(handle)) {
      const line = parsed(text);
      if (line !== undefined) lines.push(line);
      else if (text !== '') unreadable += 1;
    }
    return { lines, unreadable, bytes: size };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { lines, unreadable, bytes: 0 };
    throw error;
  }
}

function parsed(text: string): OutboxLine | undefined {
  try {
    return OutboxLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function append(directory: MigrationDirectory, path: string, text: string): Promise<void> {
  await directory.prepare();
  await using handle = await openPrivate(path, appending);
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.from('\n'), 0, 1, Math.max(0, size - 1));
  // Half a line of a run that was killed must not take this one with it.
  await handle.appendFile(buffer.toString() === '\n' ? text : `\n${text}`);
  await handle.sync();
  if (size === 0) await syncDirectory(dirname(path));
}

async function replaceBy(directory: MigrationDirectory, path: string, lines: readonly OutboxLine[]): Promise<void> {
  await directory.prepare();
  await replacePrivate(path, textOf(lines), directory.mayWrite);
}

function textOf(lines: readonly OutboxLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function notAllReadable(path: string, count: number): string {
  const lines = count === 1 ? 'a line that is' : `${count} lines that are`;
  return `${path} has ${lines} not as livemig wrote it: somebody may be told of something twice, or not at all.`;
}

function notUsable(path: string, verb: 'read' | 'written') {
  return (error: unknown): never => {
    if (error instanceof LivemigError) throw error;
    throw new LivemigError({
      kind: 'state-file',
      code: 'OUTBOX_NOT_USABLE',
      message: `${path}, which keeps who is to be told of what, ${whatIsWrong(error, verb)}.`,
      fix: `${whatToChange(error)}, then run the same command again.`,
      cause: error,
    });
  };
}
