import { BSON } from 'mongodb';
import { bytesOf, type Contents, collectionOf, databaseOf } from './contents.ts';
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

/** Everything that a server says of these namespaces, as text, but for what is its own. */
export async function keptText(server: ServerUnderTest, namespaces: Iterable<string>): Promise<string> {
  const parts: unknown[] = [];
  for (const namespace of namespaces) {
    const [db, name] = [server.client.db(databaseOf(namespace)), collectionOf(namespace)];
    const [found] = await db.listCollections({ name }, { promoteValues: false }).toArray();
    if (found === undefined) continue;
    const isView = String(found.type) === 'view';
    const indexes = isView ? [] : await db.collection(name).listIndexes({ promoteValues: false }).toArray();
    const documents = isView ? [] : await rawDocuments(server, namespace);
    parts.push([namespace, found.type, 'options' in found ? found.options : {}, indexes, documents]);
  }
  return BSON.EJSON.stringify(parts, { relaxed: false });
}

async function rawDocuments({ client }: ServerUnderTest, namespace: string): Promise<string[]> {
  const collection = client.db(databaseOf(namespace)).collection(collectionOf(namespace));
  const found: unknown[] = await collection.find({}, { raw: true }).toArray();
  return found.map((raw) => (raw instanceof Uint8Array ? Buffer.from(raw).toString('hex') : '')).sort();
}
