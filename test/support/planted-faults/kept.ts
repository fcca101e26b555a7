import type { BSON } from 'mongodb';
import { elements } from '../../../src/core/bson/elements.ts';
import { bytesOf, type Contents, collectionOf, databaseOf } from './contents.ts';
import type { Planted } from './fault-class.ts';
import type { Refusal } from './put-contents.ts';
import type { ServerUnderTest } from './servers-under-test.ts';

/** The documents that a server took and keeps otherwise than they were written. */
export async function notKept(server: ServerUnderTest, contents: Contents): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (const [namespace, { documents }] of contents) {
    if (documents.length === 0) continue;
    const kept = new Set(await rawDocuments(server, namespace));
    const lost = documents.map((fields) => bytesOf(fields).toString('hex')).filter((hex) => !kept.has(hex));
    for (const which of lost) found.push({ namespace, part: 'document', which, why: 'it is kept otherwise' });
  }
  return found;
}

/** What a server says of that in which two sides should differ, in hexadecimal: a driver would sort what looks like numbers. */
export async function shownOf(server: ServerUnderTest, { kind, namespace, what = '' }: Planted): Promise<string> {
  const [database, name] = namespace.includes('.') ? [databaseOf(namespace), collectionOf(namespace)] : [namespace, ''];
  const listed = await rows(server, database, { listCollections: 1, ...(name !== '' && { filter: { name } }) });
  if (kind.endsWith('namespace')) return String(listed.length);
  if (kind === 'type') return listed.map((row) => hexOf(row, 'type')).join();
  if (kind === 'options') return listed.map((row) => hexOf(valueIn(row, 'options'), what)).join();
  if (kind === 'index') {
    const indexes = await rows(server, database, { listIndexes: name });
    const named = indexes.filter((row) => what.startsWith(`${textOf(valueIn(row, 'name'))} `));
    return named.map((row) => row.toString('hex')).join();
  }
  if (kind === 'shard-key') {
    const [sharded] = await rows(server, 'config', { find: 'collections', filter: { _id: namespace } });
    return `${hexOf(sharded, 'key')} ${hexOf(sharded, 'unique')}`;
  }
  return (await rawDocuments(server, namespace)).join();
}

async function rows({ raw }: ServerUnderTest, database: string, command: BSON.Document): Promise<Buffer[]> {
  const reply = await raw.send(database, { ...command, ...('find' in command ? {} : { cursor: {} }) });
  const batch = valueIn(valueIn(reply, 'cursor'), 'firstBatch');
  return batch === undefined ? [] : Array.from(elements(batch), ({ value }) => Buffer.from(value));
}

function valueIn(document: Uint8Array | undefined, name: string): Uint8Array | undefined {
  if (document === undefined) return undefined;
  return [...elements(document)].find((one) => one.name === name)?.value;
}

function hexOf(document: Uint8Array | undefined, name: string): string {
  return Buffer.from(valueIn(document, name) ?? []).toString('hex');
}

/** Without its length and the zero at its end. */
function textOf(value: Uint8Array | undefined): string {
  return Buffer.from(value ?? []).toString('utf8', 4, Math.max(4, (value?.length ?? 0) - 1));
}

async function rawDocuments({ client }: ServerUnderTest, namespace: string): Promise<string[]> {
  const collection = client.db(databaseOf(namespace)).collection(collectionOf(namespace));
  const found: unknown[] = await collection.find({}, { raw: true }).toArray();
  return found.map((raw) => (raw instanceof Uint8Array ? Buffer.from(raw).toString('hex') : '')).sort();
}
