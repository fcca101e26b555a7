import { arrayOf, asDocument, rawDoc, rawOf } from '../bson/raw.ts';
import type { Batch, Cursor } from '../query/cursors.ts';
import type { Call } from './command.ts';

/** What a first batch holds when the client names no size. */
export const defaultBatch = 101;

export interface FirstBatchOptions {
  /** The cursor is closed whatever follows. */
  readonly isSingle?: boolean;
  /** The client asked for no timeout. */
  readonly mayIdle?: boolean;
}

/** Reads the first batch; keeps the cursor open only where more may come. */
export async function firstBatch(
  call: Call,
  cursor: Cursor,
  size: number,
  { isSingle = false, mayIdle = false }: FirstBatchOptions = {},
): Promise<Buffer> {
  const { server, client } = call;
  const batch = await cursor.next({ size, waitMs: 0, signals: [client.signal] });
  server.metrics.document.returned += batch.documents.length;
  const isDone = batch.isExhausted || isSingle;
  const id = isDone ? 0 : server.cursors.open(cursor, { mayIdle, owner: call.transaction });
  return cursorReply('firstBatch', id, cursor.ns, batch);
}

export function cursorReply(field: 'firstBatch' | 'nextBatch', id: number, ns: string, batch: Batch): Buffer {
  const cursor = {
    [field]: arrayOf(batch.documents.map(asDocument)),
    ...(batch.resumeToken === undefined ? {} : { postBatchResumeToken: asDocument(batch.resumeToken) }),
    id: rawOf(BigInt(id)),
    ns: rawOf(ns),
  };
  return rawDoc({ cursor: asDocument(rawDoc(cursor)) });
}
