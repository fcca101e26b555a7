import { constants } from 'node:fs';
import { type FileHandle, readdir, rm } from 'node:fs/promises';
import type { Difference } from '../core/verification/difference.ts';
import type { Spool } from '../core/verification/entry.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate } from './private-file.ts';

/** So much of one spool waits in memory; a wrong cluster differs in every document. */
const heldBytes = 1024 * 1024;

const prefix = 'spool-';
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;

interface SpoolFile extends Spool {
  /** Appends all of it as lines, and gives the bytes; then it is empty. */
  drain(to: FileHandle): Promise<number>;
}

export interface Spools {
  create(): Spool;
  drain(spool: Spool, to: FileHandle): Promise<number>;
  /** Removes those of a run that was killed. */
  forgetOld(): Promise<void>;
}

/** Where differences wait until it is known whether they count: in memory, and from there on in files `spool-N`. */
export function createSpools(directory: MigrationDirectory): Spools {
  const own = new Map<Spool, SpoolFile>();
  let count = 0;
  return {
    create: () => {
      count += 1;
      const spool = createSpool(directory, `${prefix}${count}`);
      own.set(spool, spool);
      return spool;
    },
    drain: async (spool, to) => {
      const bytes = (await own.get(spool)?.drain(to)) ?? 0;
      own.delete(spool);
      return bytes;
    },
    forgetOld: async () => {
      if (own.size > 0) return;
      const names = (await readdir(directory.path)).filter((name) => name.startsWith(prefix));
      for (const name of names) await rm(directory.file(name), { force: true });
    },
  };
}

function createSpool(directory: MigrationDirectory, name: string): SpoolFile {
  const path = directory.file(name);
  const inTurn = createTurns();
  let held: string[] = [];
  let bytes = 0;
  let isOnDisk = false;
  let failure: { readonly error: unknown } | undefined;
  const flush = async () => {
    const text = held.join('');
    held = [];
    await directory.prepare();
    isOnDisk = true;
    await using handle = await openPrivate(path, appending);
    await handle.appendFile(text);
  };
  const drop = async () => {
    [held, bytes] = [[], 0];
    if (isOnDisk) await rm(path, { force: true });
    isOnDisk = false;
  };
  return {
    add: (difference: Difference) => {
      const line = `${JSON.stringify(difference)}\n`;
      held.push(line);
      bytes += line.length;
      if (bytes < heldBytes) return;
      bytes = 0;
      // Whoever adds does not wait; that it could not be kept is told when it is to count.
      inTurn(flush).catch((error: unknown) => {
        failure ??= { error };
      });
    },
    drop: () => inTurn(drop),
    drain: (to) =>
      inTurn(async () => {
        if (failure !== undefined) throw failure.error;
        let written = 0;
        const write = async (part: Uint8Array) => {
          await to.appendFile(part);
          written += part.length;
        };
        if (isOnDisk) for await (const part of partsOf(path)) await write(part);
        await write(Buffer.from(held.join('')));
        await drop();
        return written;
      }),
  };
}

async function* partsOf(path: string): AsyncGenerator<Uint8Array> {
  await using handle = await openPrivate(path, constants.O_RDONLY);
  const buffer = Buffer.alloc(heldBytes);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, heldBytes, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
