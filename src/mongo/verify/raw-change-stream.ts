import { type ClientSession, type Db, type Document, Long } from 'mongodb';
import { elements } from '../../core/bson/elements.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';

export interface RawStreamOptions {
  readonly session: ClientSession;
  readonly batchSize: number;
  /** How long the server may wait for something to tell where it had nothing, in milliseconds. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** What a server tells at once, which may be nothing. */
export interface StreamBatch {
  readonly events: DocumentBatch;
  /** Behind these events, or wherever the server has come to (`postBatchResumeToken`, from 4.0.7); a copy. */
  readonly token: Buffer | undefined;
}

/** Behind something that was told it is asked at once whether that is all: only then one knows how far it has come. */
const shortestWaitMs = 5;

/** `database.$cmd.aggregate` is what cursors belong to that read no collection (manual, getMore). */
const ofNoCollection = '$cmd.aggregate';

/**
 * The batches of a change stream over all of a deployment, as they lie in the server's answers; without an end. `admin` has
 * to belong to a client of one server, as with `rawBatches`.
 */
export async function* rawChangeStream(
  admin: Db,
  pipeline: readonly Document[],
  { session, batchSize, waitMs, signal }: RawStreamOptions,
): AsyncGenerator<StreamBatch> {
  const options = { raw: true, session, ...(signal === undefined ? {} : { signal }) };
  const ask = async (command: Document) => answerIn(await admin.command(command, options));
  const open = { aggregate: 1, pipeline, cursor: { batchSize }, readConcern: { level: 'majority' } };
  let answer = await ask(open);
  let hasFailed = false;
  try {
    for (;;) {
      yield answer;
      // A stream over all of a deployment is never invalidated (manual, "Change Events", invalidate).
      if (answer.id === 0n) throw new Error('the change stream has ended');
      const isEmpty = answer.events.start === answer.events.end;
      const more = { getMore: Long.fromBigInt(answer.id), collection: ofNoCollection, batchSize };
      answer = await ask({ ...more, maxTimeMS: isEmpty ? waitMs : shortestWaitMs });
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    // A getMore that fails takes its cursor with it, and over a lost connection a server could not be told.
    if (!hasFailed) {
      const kill = { killCursors: ofNoCollection, cursors: [Long.fromBigInt(answer.id)] };
      await admin.command(kill, { session }).catch(() => {});
    }
  }
}

function answerIn({ cursor }: Document): StreamBatch & { readonly id: bigint } {
  if (!(cursor instanceof Uint8Array))
    throw new Error('the driver gave a decoded answer where raw bytes were asked for');
  const bytes = Buffer.from(cursor.buffer, cursor.byteOffset, cursor.byteLength);
  let [id, events, token]: [bigint | undefined, DocumentBatch | undefined, Buffer | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  for (const { name, start, end } of elements(bytes)) {
    if (name === 'id') id = bytes.readBigInt64LE(start);
    else if (name === 'firstBatch' || name === 'nextBatch') events = { bytes, start: start + 4, end: end - 1 };
    else if (name === 'postBatchResumeToken') token = Buffer.from(bytes.subarray(start, end));
  }
  if (id === undefined || events === undefined) throw new Error('a server answered with a cursor without a batch');
  return { id, events, token };
}
