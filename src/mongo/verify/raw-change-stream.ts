import { type ClientSession, type Db, type Document, Long } from 'mongodb';
import { type CursorAnswer, cursorIn } from './raw-cursor.ts';

export interface RawStreamOptions {
  readonly session: ClientSession;
  readonly batchSize: number;
  /** How long the server may wait for something to tell where it had nothing, in milliseconds. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** Behind something that was told it is asked at once whether that is all: only then one knows how far it has come. */
const shortestWaitMs = 5;

/** `database.$cmd.aggregate` is what cursors belong to that read no collection (manual, getMore). */
const ofNoCollection = '$cmd.aggregate';

/**
 * The batches of a change stream over all of a deployment, as they lie in the server's answers, some of them empty, each with
 * how far the server has come; without an end. `admin` has to belong to a client of one server, as with `rawBatches`.
 */
export async function* rawChangeStream(
  admin: Db,
  pipeline: readonly Document[],
  { session, batchSize, waitMs, signal }: RawStreamOptions,
): AsyncGenerator<Pick<CursorAnswer, 'batch' | 'token'>> {
  const options = { raw: true, session, ...(signal === undefined ? {} : { signal }) };
  const ask = async (command: Document) => cursorIn(await admin.command(command, options));
  const open = { aggregate: 1, pipeline, cursor: { batchSize }, readConcern: { level: 'majority' } };
  let answer = await ask(open);
  let hasFailed = false;
  try {
    for (;;) {
      yield answer;
      // A stream over all of a deployment is never invalidated (manual, "Change Events", invalidate).
      if (answer.id === 0n) throw new Error('the change stream has ended');
      const isEmpty = answer.batch.start === answer.batch.end;
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
