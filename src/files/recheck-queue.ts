import { constants } from 'node:fs';
import { type FileHandle, readdir, rm } from 'node:fs/promises';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import type { ChunkLimit, QueuedDocument, QueuedGeneration, RecheckQueue } from '../core/verification/recheck-queue.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { openPrivate, syncDirectory, whatIsWrong, whatToChange } from './private-file.ts';
import { BrokenRecord, decodeRecord, encodeRecord, recordBytes } from './queue-record.ts';
import { systemCode } from './system-error.ts';

const appendOnly = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL;
const atOnce = 1024 * 1024;

interface QueueFile {
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
}

/**
 * A queue in files of a directory: one for each generation, which is only appended to, and removed when all of it has been
 * looked at. A run never appends to a file of another one, so what a kill has left half written is at the end of a file,
 * and was in nobody's journal yet.
 *
 * @param name what its files are called, apart from their numbers
 */
export function createRecheckQueue(
  directory: Pick<MigrationDirectory, 'path' | 'file' | 'prepare'>,
  name: string,
): RecheckQueue {
  const inTurn = createTurns();
  /** Those that are appended to no more, and are still needed. */
  let left: QueueFile[] | undefined;
  let number = 0;
  let open: { readonly path: string; readonly handle: FileHandle; count: number; bytes: number } | undefined;

  const pathOf = (of: number) => directory.file(`${name}-${String(of).padStart(8, '0')}.queue`);

  /** What an earlier run has left; new files come behind those. */
  async function find(): Promise<void> {
    if (left !== undefined) return;
    const found = new RegExp(`^${name}-(\\d{8})\\.queue$`);
    const names = await readdir(directory.path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    const numbers = names.flatMap((one) => found.exec(one)?.[1] ?? []).map(Number);
    left = [];
    for (const one of numbers.sort((a, b) => a - b)) {
      let [count, bytes] = [0, 0];
      for await (const document of recordsOf(pathOf(one))) {
        count += 1;
        bytes += recordBytes(document);
      }
      left.push({ path: pathOf(one), count, bytes });
      number = one;
    }
  }

  async function current() {
    await directory.prepare();
    await find();
    if (open !== undefined) return open;
    number += 1;
    const path = pathOf(number);
    open = { path, handle: await openPrivate(path, appendOnly), count: 0, bytes: 0 };
    await syncDirectory(directory.path);
    return open;
  }

  async function end(): Promise<QueueFile[]> {
    const ended = open;
    open = undefined;
    if (ended === undefined) return [];
    await ended.handle.datasync();
    await ended.handle.close();
    const { path, count, bytes } = ended;
    return [{ path, count, bytes }];
  }

  const written = <Done>(work: () => Promise<Done>) =>
    inTurn(() => work().catch((error: unknown) => Promise.reject(failure(directory.path, 'written', error))));

  return {
    append: (documents) =>
      written(async () => {
        if (documents.length === 0) return;
        const file = await current();
        const records = Buffer.concat(documents.map(encodeRecord));
        await file.handle.appendFile(records);
        file.count += documents.length;
        file.bytes += records.length;
      }),
    flush: () => written(async () => void (await open?.handle.datasync())),
    count: () =>
      written(async () => {
        await find();
        return (left ?? []).reduce((sum, { count }) => sum + count, open?.count ?? 0);
      }),
    cut: () =>
      written(async () => {
        await find();
        const files = [...(left ?? []), ...(await end())];
        left = files;
        return generationOf(files, async () => {
          for (const { path } of files) await rm(path, { force: true });
          left = left?.filter((one) => !files.includes(one));
        });
      }),
    close: () => written(async () => void (await end())),
  };
}

function generationOf(files: readonly QueueFile[], drop: QueuedGeneration['drop']): QueuedGeneration {
  return {
    count: files.reduce((sum, { count }) => sum + count, 0),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    async *chunks(limit) {
      for (const { path } of files) yield* chunksOf(path, limit);
    },
    drop,
  };
}

async function* chunksOf(path: string, limit: ChunkLimit): AsyncGenerator<QueuedDocument[]> {
  try {
    let chunk: QueuedDocument[] = [];
    let bytes = 0;
    for await (const document of recordsOf(path)) {
      chunk.push(document);
      bytes += document.namespace.length + document.identity.length;
      if (chunk.length < limit.documents && bytes < limit.bytes) continue;
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    if (chunk.length > 0) yield chunk;
  } catch (error) {
    throw failure(path, 'read', error);
  }
}

/** Up to what is half written. */
async function* recordsOf(path: string): AsyncGenerator<QueuedDocument> {
  await using handle = await openPrivate(path, constants.O_RDONLY);
  let rest = Buffer.alloc(0);
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(atOnce), 0, atOnce);
    if (bytesRead === 0) return;
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let at = 0;
    for (let record = decodeRecord(rest, at); record !== undefined; record = decodeRecord(rest, at)) {
      yield record.document;
      at = record.end;
    }
    rest = rest.subarray(at);
    // What a power cut can leave where a record was being written.
    if (rest.length >= 4 && rest.readInt32LE(0) === 0) return;
  }
}

function failure(path: string, verb: 'read' | 'written', error: unknown): unknown {
  if (error instanceof LivemigError) return error;
  const broken = error instanceof BrokenRecord;
  const code: ErrorCode = broken || verb === 'read' ? 'QUEUE_NOT_READABLE' : 'QUEUE_NOT_WRITTEN';
  return new LivemigError({
    kind: 'state-file',
    code,
    message: `What has to be compared again, in ${path}, ${broken ? 'is not as livemig wrote it' : whatIsWrong(error, verb)}.`,
    fix: broken
      ? 'Begin the verification anew: what has to be looked at again is not known any more.'
      : `${whatToChange(error)}, then run the same command again.`,
    cause: error,
  });
}
