import { type Db, type MongoClient, MongoServerError } from 'mongodb';
import { elements, wrapped } from '../../core/bson/elements.ts';
import { textOf } from '../../core/bson/value.ts';
import { saidBy } from '../../core/causes.ts';
import { isEngineDatabase, isUserDatabase } from '../../core/engine-databases.ts';
import type { Definition, Definitions, UnreadDefinitions } from '../../core/verification/definition.ts';
import { inTurns } from '../survey/in-turns.ts';
import { visibleDatabases } from '../user-databases.ts';
import { definitionFailure, isAnswer, type ReadDefinitionsContext } from './definition-failure.ts';
import { ofShards } from './of-shards.ts';
import { rawRows } from './raw-rows.ts';

/**
 * Every collection, view and time-series collection of users, as the primary says it, and what of them could not be read.
 * Left out by their exact names, and nothing beside: `admin`, `config`, `local`, `system.*`, and the databases of engines,
 * which are counted. What a server refuses for one namespace leaves the others; anything else is thrown, as a LivemigError
 * that names the side and the namespace.
 */
export async function readDefinitions(client: MongoClient, context: ReadDefinitionsContext): Promise<Definitions> {
  const { names, unread } = await databasesOf(client, context);
  const { isSharded, keys, unevenIndexes, unreadOfEach } = await ofShards(client, context);
  const ofUsers = names.filter(isUserDatabase);
  const listed = (await inTurns(ofUsers, (name) => collectionsOf(client.db(name), context))).flat();
  let done = 0;
  const read = await inTurns(listed, async (one) => {
    const found = 'db' in one ? await definitionOf(one, context) : one;
    done += 1;
    context.progress?.({ done, total: listed.length });
    return found;
  });
  const definitions = read.flatMap((one) => (one !== undefined && 'options' in one ? [one] : []));
  return {
    namespaces: definitions
      .map((one) => withShardKey(one, keys.get(one.namespace)))
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    isSharded,
    engineDatabases: names.filter(isEngineDatabase),
    unevenIndexes,
    unread: [...unread, ...unreadOfEach, ...read.flatMap((one) => (one !== undefined && 'why' in one ? [one] : []))],
  };
}

function withShardKey(definition: Definition, shardKey: Definition['shardKey']): Definition {
  return shardKey === undefined ? definition : { ...definition, shardKey };
}

/** Where the user may not see every database, there may be others. */
async function databasesOf(client: MongoClient, context: ReadDefinitionsContext) {
  const { name, maxTimeMS } = context;
  try {
    const { names, refusal } = await visibleDatabases(client, maxTimeMS);
    const why = refusal && `the user may not see every database of ${name}: ${saidBy(refusal)}`;
    return { names, unread: why === undefined ? [] : [{ why }] };
  } catch (error) {
    throw definitionFailure(error, 'every database', context);
  }
}

interface Listed extends Omit<Definition, 'indexes'> {
  /** The driver takes long to make one anew. */
  readonly db: Db;
  readonly name: string;
}

async function collectionsOf(db: Db, context: ReadDefinitionsContext): Promise<(Listed | UnreadDefinitions)[]> {
  const { maxTimeMS } = context;
  const database = db.databaseName;
  const list = { listCollections: 1, cursor: {}, maxTimeMS };
  try {
    context.signal?.throwIfAborted();
    const rows = await rawRows(db, list);
    return rows.map((row) => listedIn(db, row, context)).filter((one) => !('name' in one && isOfServer(one.name)));
  } catch (error) {
    if (isAnswer(error)) return [{ database, why: `${context.name} answered: ${saidBy(error)}` }];
    throw definitionFailure(error, database, context);
  }
}

function isOfServer(name: string): boolean {
  return name.startsWith('system.');
}

const empty = wrapped([]);

function listedIn(db: Db, row: Uint8Array, { name: side }: ReadDefinitionsContext): Listed | UnreadDefinitions {
  const parts = new Map([...elements(row)].map((element) => [element.name, element.value]));
  const name = textOf(parts.get('name'));
  const namespace = `${db.databaseName}.${name.text}`;
  if (!name.isUtf8) return { namespace, why: `its name in ${side} is not UTF-8, and cannot be asked for` };
  const type = parts.has('type') ? textOf(parts.get('type')).text : 'collection';
  return { db, name: name.text, namespace, type, options: parts.get('options') ?? empty };
}

/** A view has none. */
async function definitionOf(
  { db, name, ...listed }: Listed,
  context: ReadDefinitionsContext,
): Promise<Definition | UnreadDefinitions | undefined> {
  if (listed.type === 'view') return { ...listed, indexes: [] };
  const { namespace } = listed;
  try {
    context.signal?.throwIfAborted();
    // Of an index that is still being built it tells so (mongodb/mongo, src/mongo/db/list_indexes.idl; 5.0 to 8.0).
    const list = { listIndexes: name, cursor: {}, includeBuildUUIDs: true, maxTimeMS: context.maxTimeMS };
    return { ...listed, indexes: await rawRows(db, list) };
  } catch (error) {
    // 26 is NamespaceNotFound: it has been dropped since.
    if (error instanceof MongoServerError && error.code === 26) return undefined;
    if (isAnswer(error)) return { namespace, why: `${context.name} answered: ${saidBy(error)}` };
    throw definitionFailure(error, namespace, context);
  }
}
