import type { Collection, Document, MongoClient } from 'mongodb';
import { z } from 'zod';
import { exactBson } from './exact-bson.ts';

const systemDatabases = new Set(['admin', 'config', 'local']);

const Info = z.looseObject({
  name: z.string(),
  type: z.string().default('collection'),
  options: z.record(z.string(), z.unknown()).default({}),
});

/** A collection, a view or a time-series collection of a user. */
export interface UserNamespace {
  readonly db: string;
  readonly name: string;
  readonly type: string;
  /** As `create` takes them, BSON types kept. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Everything but admin, config, local and what is called system.* */
export async function userNamespaces(client: MongoClient): Promise<UserNamespace[]> {
  const databases = await userDatabases(client);
  return (await Promise.all(databases.map((db) => namespacesOf(client, db)))).flat();
}

export async function userDatabases(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  return databases.map(({ name }) => name).filter((name) => !systemDatabases.has(name));
}

export async function namespacesOf(client: MongoClient, db: string, filter: Document = {}): Promise<UserNamespace[]> {
  const found = await client.db(db).listCollections(filter, exactBson).toArray();
  return found
    .map((info) => Info.parse(info))
    .filter(({ name }) => !name.startsWith('system.'))
    .map(({ name, type, options }) => ({ db, name, type, options }));
}

/** `undefined` where it is no longer there. */
export async function namespaceNow(client: MongoClient, db: string, name: string): Promise<UserNamespace | undefined> {
  return (await namespacesOf(client, db, { name }))[0];
}

export function fullName({ db, name }: Pick<UserNamespace, 'db' | 'name'>): string {
  return `${db}.${name}`;
}

export function collectionOf(client: MongoClient, { db, name }: Pick<UserNamespace, 'db' | 'name'>): Collection {
  return client.db(db).collection(name);
}
