import type { Collection, Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import type { Namespace } from '../core/comparison.ts';
import { isEngineDatabase } from '../core/engine-databases.ts';
import { canonicalJson } from './canonical-json.ts';

/** Reading for comparing: raw BSON, because promoted values lose number types, field order and duplicate keys (domain notes 7.3). */

const systemDatabases = new Set(['admin', 'config', 'local']);
/** MongoDB keeps such names for itself, whichever engine may use them. */
const ofServers = '__mdb_internal';

/** Whether a database can hold data of users at all. */
export function isUserDatabase(name: string): boolean {
  return !systemDatabases.has(name) && !isEngineDatabase(name) && !name.startsWith(ofServers);
}

const CollectionInfo = z.looseObject({
  name: z.string(),
  type: z.string().default('collection'),
  options: z.record(z.string(), z.unknown()).default({}),
});

/** Every collection and view that belongs to a user, sorted by name, with options and indexes. */
export async function userNamespaces(client: MongoClient): Promise<Namespace[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const namespaces: Namespace[] = [];
  for (const { name } of databases) {
    if (!isUserDatabase(name)) continue;
    namespaces.push(...(await namespacesOf(client, name)));
  }
  return namespaces.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function namespacesOf(client: MongoClient, database: string): Promise<Namespace[]> {
  const db = client.db(database);
  const found: Namespace[] = [];
  for (const info of await db.listCollections({}, { promoteValues: false }).toArray()) {
    const { name, type, options } = CollectionInfo.parse(info);
    if (name.startsWith('system.')) continue;
    const indexes = type === 'view' ? [] : await db.collection(name).listIndexes({ promoteValues: false }).toArray();
    found.push({ name: `${database}.${name}`, type, options: inWords(options), indexes: indexesInWords(indexes) });
  }
  return found;
}

function inWords(options: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, canonicalJson(value, ['pipeline'])]));
}

/** `v`, `ns` and `background` are the server's own business; key and filter keep their order (domain notes 7.2). */
function indexesInWords(indexes: readonly Document[]): Record<string, string> {
  return Object.fromEntries(
    indexes.map(({ name, v: _v, ns: _ns, background: _b, ...rest }) => [
      String(name),
      canonicalJson(rest, ['key', 'partialFilterExpression', 'weights']),
    ]),
  );
}

/** A thousand ordinary documents are a few MB, but one alone may have 16 MB. */
const batchLimits = { documents: 1_000, bytes: 8 * 1024 * 1024 };

/** Documents as the bytes that the server keeps, in batches of bounded size. */
export async function* rawBatches(collection: Collection): AsyncGenerator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for await (const document of collection.find({}, { raw: true, batchSize: batchLimits.documents })) {
    if (!(document instanceof Uint8Array)) throw new Error('the driver gave a document where raw bytes were asked for');
    batch.push(document);
    bytes += document.length;
    if (batch.length < batchLimits.documents && bytes < batchLimits.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The documents with these `_id`s, as bytes, in no particular order. */
export async function rawByIds(collection: Collection, ids: readonly unknown[]): Promise<Uint8Array[]> {
  const filter: Document = { _id: { $in: ids } };
  const found: unknown[] = await collection.find(filter, { raw: true, batchSize: ids.length + 1 }).toArray();
  return found.filter((document) => document instanceof Uint8Array);
}
