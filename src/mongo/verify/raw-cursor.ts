import { type ClientSession, type Db, type Document, Long } from 'mongodb';
import { elements } from '../../core/bson/elements.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';

export interface RawCursorOptions {
  /** Carries what the read has to be newer than; the same one for all commands of the cursor, or a server refuses them. */
  readonly session: ClientSession;
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/** What an answer that opens a cursor or reads on has in it. */
export interface CursorAnswer {
  readonly id: bigint;
  readonly batch: DocumentBatch;
  /** Of a change stream (`postBatchResumeToken`, from 4.0.7); a copy. */
  readonly token: Buffer | undefined;
}

/**
 * The batches of a `find` or an `aggregate`, as they lie in the server's answers: `command` with `raw: true` decodes
 * nothing below the top of an answer, where a cursor of the driver parses every field of every document, raw or not
 * (domain notes 7.3, 20: two to three times dearer). Each batch is asked for when it is, so whoever wants the next one
 * to be on its way while one is looked at asks early.
 *
 * `db` has to belong to a client of one server: the driver selects a server anew for each `command`, and only the one
 * that opened the cursor knows it. The cursor is killed where nobody reads on before its end.
 */
export async function* rawBatches(
  db: Db,
  command: Document,
  { session, batchSize, signal }: RawCursorOptions,
): AsyncGenerator<DocumentBatch> {
  const collection = String(command.find ?? command.aggregate);
  const size = command.find === undefined ? { cursor: { batchSize } } : { batchSize };
  const options = { raw: true, session, ...(signal === undefined ? {} : { signal }) };
  const ask = async (asked: Document) => cursorIn(await db.command(asked, options));
  let { id, batch } = await ask({ ...command, ...size, readConcern: { level: 'majority' } });
  let hasFailed = false;
  try {
    for (;;) {
      yield batch;
      if (id === 0n) return;
      ({ id, batch } = await ask({ getMore: Long.fromBigInt(id), collection, batchSize }));
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    // A getMore that fails takes its cursor with it, and over a lost connection a server could not be told.
    if (id !== 0n && !hasFailed) await kill(db, collection, id, session);
  }
}

/** What cannot be killed ends by itself: with its session, or after the ten minutes that a server keeps an idle cursor. */
async function kill(db: Db, collection: string, id: bigint, session: ClientSession): Promise<void> {
  await db.command({ killCursors: collection, cursors: [Long.fromBigInt(id)] }, { session }).catch(() => {});
}

export function cursorIn({ cursor }: Document): CursorAnswer {
  if (!(cursor instanceof Uint8Array))
    throw new Error('the driver gave a decoded answer where raw bytes were asked for');
  const bytes = Buffer.from(cursor.buffer, cursor.byteOffset, cursor.byteLength);
  let id: bigint | undefined;
  let batch: DocumentBatch | undefined;
  let token: Buffer | undefined;
  for (const { name, start, end } of elements(bytes)) {
    if (name === 'id') id = bytes.readBigInt64LE(start);
    else if (name === 'firstBatch' || name === 'nextBatch') batch = { bytes, start: start + 4, end: end - 1 };
    else if (name === 'postBatchResumeToken') token = Buffer.from(bytes.subarray(start, end));
  }
  if (id === undefined || batch === undefined) throw new Error('a server answered with a cursor without a batch');
  return { id, batch, token };
}
