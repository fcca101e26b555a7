import { type Document, MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import type { ServerUnderTest } from './server-under-test.ts';

/** One rule of MongoDB's behaviour, as data. Every command works in the file's own database, mostly on collection `c`. */
export interface Row {
  readonly rule: string;
  /** Inserted into `c` first. */
  readonly given?: readonly Document[];
  /** Run next; they must succeed. */
  readonly after?: readonly Document[];
  readonly command: Document;
  /** What the answer holds at least. */
  readonly answers?: Document;
  /** The documents of the first batch, exactly and in this order. */
  readonly documents?: readonly Document[];
  /** The code of the command's error, or of its first write error. */
  readonly refused?: number;
  /** What that error holds further. */
  readonly details?: Document;
  /** What `c` holds afterwards, in the order of `_id`. */
  readonly leaves?: readonly Document[];
  /** Numbers are compared with their BSON types. */
  readonly exact?: boolean;
  /** The major versions that behave so. */
  readonly since?: number;
  readonly until?: number;
}

/** One test for each row. A row for other versions than the server's proves nothing and says so in its name. */
export function holds(server: ServerUnderTest, rows: readonly Row[]): void {
  it.each(rows.map((row) => [row.rule + versionsOf(row), row] as const))('%s', (_, row) => verify(server, row));
}

function versionsOf({ since, until }: Row): string {
  if (since === undefined && until === undefined) return '';
  return ` (${since ?? 'any'} to ${until ?? 'any'})`;
}

async function verify(server: ServerUnderTest, row: Row): Promise<void> {
  if (server.major < (row.since ?? 0) || server.major > (row.until ?? Number.POSITIVE_INFINITY)) {
    expect(server.major).toBeGreaterThan(0);
    return;
  }
  const { db } = server;
  if (row.given !== undefined) await db.collection('c').insertMany([...row.given], { forceServerObjectId: true });
  for (const command of row.after ?? []) await db.command(command);
  const options = row.exact ? { promoteValues: false } : {};
  const answer = await answerOf(() => db.command(row.command, options));
  if (row.refused !== undefined) expect(answer.error).toMatchObject({ code: row.refused, ...row.details });
  else expect(answer.error).toBeUndefined();
  if (row.answers !== undefined) expect(answer.reply).toMatchObject(row.answers);
  if (row.documents !== undefined) expect(answer.reply?.cursor?.firstBatch).toEqual(row.documents);
  if (row.leaves !== undefined) {
    expect(await db.collection('c').find({}, options).sort({ _id: 1 }).toArray()).toEqual(row.leaves);
  }
}

interface Answer {
  readonly reply?: Document;
  readonly error?: unknown;
}

async function answerOf(run: () => Promise<Document>): Promise<Answer> {
  try {
    const reply = await run();
    return { reply, error: reply.writeErrors?.[0] };
  } catch (error) {
    if (error instanceof MongoServerError) return { error: { ...error.errorResponse, code: error.code } };
    throw error;
  }
}
