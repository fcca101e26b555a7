import { z } from 'zod';
import { docOf, elementsOf, fieldOf, plainDoc, plainOf, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import { listCursor } from '../query/cursors.ts';
import { compileFilter } from '../query/match.ts';
import { majorVersion, type Server } from '../server.ts';
import { checkNamespace, collectionOf, databaseOf, entryDocument, newCollection, newView } from '../storage/catalog.ts';
import { remove, rename } from '../storage/catalog-changes.ts';
import { databaseStatistics } from '../storage/statistics.ts';
import { validatorOf } from '../storage/validator.ts';
import { addCollection, logCommand } from '../storage/writes.ts';
import { CursorOptions, Doc, Flag } from './argument-types.ts';
import { CollMod, changeCollection, changeView } from './coll-mod.ts';
import { Create, collectionOptions, optionsOf, refuseNewer } from './collection-options.ts';
import { type Call, type Command, command, unauthorized } from './command.ts';
import { firstBatch } from './cursor-reply.ts';
import { holds, holdsAnything } from './refuse.ts';

const create = command({
  access: 'write',
  isWrite: true,
  args: Create,
  run({ create: name }, { server, db, body }) {
    const ns = checkNamespace(db, name);
    refuseNewer(optionsOf(body), 'create', majorVersion(server));
    const options = collectionOptions(optionsOf(body));
    if (server.catalog.get(ns) !== undefined) throw new MongodError('NamespaceExists', `${ns} already exists`);
    validatorOf(options);
    if (fieldOf(options, 'viewOn') === undefined) addCollection(server, newCollection(ns, options));
    else {
      changeView(server, newView(ns, options));
      logCommand(server, ns, docOf([{ name: 'create', value: rawOf(name) }, ...elementsOf(options)]));
    }
    return {};
  },
});

const drop = command({
  access: 'write',
  isWrite: true,
  args: z.strictObject({ drop: z.string() }),
  run({ drop: name }, { server, db }) {
    const entry = server.catalog.get(`${db}.${name}`);
    // Since 7.0 dropping what is not there is no error.
    if (entry === undefined && majorVersion(server) >= 7) return {};
    if (entry === undefined) throw new MongodError('NamespaceNotFound', 'ns not found');
    remove(server, entry);
    return { ns: entry.ns, nIndexesWas: entry.type === 'view' ? 0 : entry.indexes.size };
  },
});

const dropDatabase = command({
  access: 'admin',
  isWrite: true,
  args: z.strictObject({}),
  run(_, { server, db }) {
    if (db === 'admin' || db === 'config' || db === 'local') {
      throw new MongodError('IllegalOperation', `Dropping the '${db}' database is prohibited.`);
    }
    const entries = server.catalog.inDatabase(db);
    if (server.node.kind === 'mongos') server.node.cluster.databases.delete(db);
    for (const entry of entries) remove(server, entry);
    if (entries.length > 0) logCommand(server, db, rawDoc({ dropDatabase: rawOf(1) }));
    return entries.length > 0 ? { dropped: db } : {};
  },
});

const renameCollection = command({
  access: 'write',
  isWrite: true,
  args: z.strictObject({ renameCollection: z.string(), to: z.string(), dropTarget: Flag.default(false) }),
  run({ renameCollection: source, to, dropTarget }, { server }) {
    const entry = server.catalog.get(source);
    const target = server.catalog.get(checkNamespace(databaseOf(to), collectionOf(to)));
    // mongodb/mongo, src/mongo/db/catalog/rename_collection.cpp
    if ([source, to].some((ns) => collectionOf(ns) === 'system.views')) {
      throw new MongodError(
        'IllegalOperation',
        'Renaming system.views collection or renaming to system.views is not allowed',
      );
    }
    if (entry === undefined) throw new MongodError('NamespaceNotFound', `Source collection ${source} does not exist`);
    if (entry.type === 'view') throw new MongodError('CommandNotSupportedOnView', 'cannot rename a view');
    if (source === to) throw new MongodError('IllegalOperation', "Can't rename a collection to itself");
    if (target !== undefined && !dropTarget) throw new MongodError('NamespaceExists', 'target namespace exists');
    rename(server, entry, to, target);
    return {};
  },
});

const collMod = command({
  access: 'write',
  isWrite: true,
  args: CollMod,
  run({ collMod: name }, call) {
    const entry = call.server.catalog.get(`${call.db}.${name}`);
    if (entry === undefined) throw new MongodError('NamespaceNotFound', 'ns does not exist');
    return changeCollection(call, entry);
  },
});

const listCollections = command({
  access: 'read',
  args: z.strictObject({
    filter: Doc.optional(),
    nameOnly: Flag.default(false),
    authorizedCollections: Flag.default(false),
    cursor: CursorOptions.default({}),
  }),
  run({ nameOnly, authorizedCollections, cursor }, call) {
    const filter = fieldOf(call.body, 'filter')?.bytes ?? docOf([]);
    const matches = compileFilter(filter);
    const seesAll = !authorizedCollections || holds(call, 'listCollections', { db: call.db });
    const isSeen = (collection: string) => seesAll || holds(call, 'find', { db: call.db, collection });
    const documents = collectionDocuments(call, nameIn(filter)).filter(
      (one) => matches(one) && isSeen(String(plainDoc(one).name)),
    );
    const shown = nameOnly ? documents.map(nameAndType) : documents;
    const ns = `${call.db}.$cmd.listCollections`;
    return firstBatch(call, listCursor(ns, shown), cursor.batchSize ?? Number.POSITIVE_INFINITY);
  },
});

/** The name that a filter asks for by itself, so that the others need not be looked at. */
function nameIn(filter: Buffer): string | undefined {
  const name = fieldOf(filter, 'name');
  return name?.type === Type.string ? String(plainOf(name)) : undefined;
}

function collectionDocuments({ server, db }: Call, name: string | undefined): Buffer[] {
  const { catalog } = server;
  const entries = name === undefined ? catalog.inDatabase(db) : [catalog.get(`${db}.${name}`) ?? []].flat();
  const documents = entries.map(entryDocument);
  return db === databaseOf(oplogNamespace) ? [oplogEntry(server), ...documents] : documents;
}

function oplogEntry(server: Server): Buffer {
  const options = { capped: true, size: server.oplog.size().maxBytes, autoIndexId: false };
  const info = { readOnly: false };
  return rawDoc({ name: rawOf('oplog.rs'), type: rawOf('collection'), options: rawOf(options), info: rawOf(info) });
}

function nameAndType(document: Buffer): Buffer {
  const { name, type } = plainDoc(document);
  return rawDoc({ name: rawOf(name), type: rawOf(type) });
}

const listDatabases = command({
  access: 'login',
  args: z.strictObject({
    filter: Doc.optional(),
    nameOnly: Flag.default(false),
    authorizedDatabases: Flag.optional(),
  }),
  run({ nameOnly, authorizedDatabases }, call) {
    const { server, body } = call;
    const filter = fieldOf(body, 'filter')?.bytes ?? docOf([]);
    const matches = compileFilter(filter);
    const seesAll = holds(call, 'listDatabases', 'cluster');
    if (!seesAll && authorizedDatabases === false) throw unauthorized(call, 'listDatabases');
    const isSeen = (db: string) => (seesAll && !authorizedDatabases) || holdsAnything(call, db);
    const names = databaseNames(server).filter(isSeen);
    // To know their sizes takes a look at every collection.
    if (nameOnly && elementsOf(filter).every(({ name }) => name === 'name')) {
      return { databases: names.map((name) => ({ name })).filter((info) => matches(rawOf(info).bytes)) };
    }
    const databases = names.map((name) => databaseInfo(server, name)).filter((info) => matches(rawOf(info).bytes));
    if (nameOnly) return { databases: databases.map(({ name }) => ({ name })) };
    const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0);
    return { databases, totalSize, totalSizeMb: Math.floor(totalSize / 1024 / 1024) };
  },
});

/** A mongos shows nothing of `local`, which is each member's own. */
function databaseNames({ node, catalog }: Server): string[] {
  const names = [...new Set(['admin', 'config', 'local', ...catalog.databases()])].sort();
  return node.kind === 'mongos' ? names.filter((name) => name !== 'local') : names;
}

function databaseInfo(server: Server, name: string) {
  const oplogBytes = name === databaseOf(oplogNamespace) ? server.oplog.size().bytes : 0;
  const { storageSize, objects } = databaseStatistics(server, name);
  return { name, sizeOnDisk: storageSize + oplogBytes, empty: objects === 0 && oplogBytes === 0 };
}

export const catalogCommands: Readonly<Record<string, Command>> = {
  create,
  drop,
  dropDatabase,
  renameCollection,
  collMod,
  listCollections,
  listDatabases,
};
