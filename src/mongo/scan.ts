import type { Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import { isUserDatabase } from '../core/engine-databases.ts';
import { canonicalJson } from './canonical-json.ts';

/** A collection or view with everything but its documents, each value in canonical Extended JSON. */
export interface Namespace {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  /** By index name; key order matters in the key and is kept in its text. */
  readonly indexes: Readonly<Record<string, string>>;
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
