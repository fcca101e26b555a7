import type { Db, Document } from 'mongodb';

/** The rows of a command that answers with a cursor, as bytes, from the primary. */
export async function rawRows(db: Db, command: Document): Promise<Uint8Array[]> {
  const options = { readPreference: 'primary', raw: true } as const;
  const rows: unknown[] = await db.runCursorCommand(command, options).toArray();
  return rows.map((row) => {
    if (!(row instanceof Uint8Array)) throw new TypeError('the driver gave a document where raw bytes were asked for');
    return row;
  });
}
