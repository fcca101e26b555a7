import { z } from 'zod';
import { docOf, elementsOf, fieldOf, itemsOf, plainDoc, plainOf, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { listCursor } from '../query/cursors.ts';
import { majorVersion } from '../server.ts';
import { checkNamespace, collectionOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { createIndex, type Index } from '../storage/collection-index.ts';
import { collectionForWrite, logCommand } from '../storage/writes.ts';
import { CursorOptions, Doc, Flag } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { firstBatch } from './cursor-reply.ts';
import { normalizedSpec } from './index-spec.ts';

const createIndexes = command({
  access: 'write',
  isWrite: true,
  args: z.strictObject({
    createIndexes: z.string(),
    indexes: z.array(Doc),
    commitQuorum: z.union([z.string(), z.number()]).optional(),
  }),
  run({ createIndexes: name }, { server, db, body }) {
    const ns = checkNamespace(db, name);
    const entry = server.catalog.get(ns);
    const given = itemsOf(fieldOf(body, 'indexes') ?? rawOf([]));
    if (given.length === 0) throw new MongodError('BadValue', 'Must specify at least one index to create');
    const options = entry === undefined || entry.type === 'view' ? docOf([]) : entry.options;
    const specs = given.map((item) => normalizedSpec(item.bytes, options));
    for (const spec of specs) checkClustered(spec, options, entry !== undefined);
    refuseTwins(specs);
    const isTtl = specs.some((spec) => fieldOf(spec, 'expireAfterSeconds') !== undefined);
    // MongoDB manual, "TTL Indexes", "Restrictions": since 7.1 they may be.
    if (isTtl && plainDoc(options).capped && majorVersion(server) < 8) {
      throw new MongodError('CannotCreateIndex', 'Cannot create TTL index on a capped collection');
    }
    const existed = entry !== undefined;
    const collection = collectionForWrite(server, ns);
    const before = collection.indexes.size;
    for (const spec of specs.filter((one) => isNew(collection.indexes.values(), one))) {
      collection.addIndex(createIndex(spec));
      const logged = [{ name: 'createIndexes', value: rawOf(collectionOf(ns)) }, ...elementsOf(spec)];
      logCommand(server, ns, docOf(logged), collection.uuid);
    }
    const after = collection.indexes.size;
    const note = after === before ? { note: 'all indexes already exist' } : {};
    return { numIndexesBefore: before, numIndexesAfter: after, createdCollectionAutomatically: !existed, ...note };
  },
});

/** A collection is clustered when it is made (mongodb/mongo, jstests/libs/clustered_collections/clustered_collection_util.js). */
function checkClustered(spec: Buffer, options: Buffer, exists: boolean): void {
  const { clustered, unique } = plainDoc(spec);
  if (!clustered) return;
  if (!unique) throw new MongodError('CannotCreateIndex', "The 'clustered' option requires 'unique' to be set");
  if (!exists) throw new MongodError('NotImplemented', "the sandbox makes a clustered collection by 'create' only");
  if (isIdIndex(spec) && fieldOf(options, 'clusteredIndex') !== undefined) return;
  throw new MongodError('Location6243700', "Cannot create index with option 'clustered' on this collection");
}

/** Throws where two of one command get into each other's way. */
function refuseTwins(specs: readonly Buffer[]): void {
  const earlier: { name: string; spec: Buffer }[] = [];
  for (const spec of specs) {
    const name = String(plainDoc(spec).name);
    if (!isNew(earlier, spec)) throw new MongodError('IndexAlreadyExists', `Identical index already exists: ${name}`);
    earlier.push({ name, spec });
  }
}

/** False where the same index is there already. Throws where the name or the key pattern is taken by another one. */
function isNew(indexes: Iterable<Pick<Index, 'name' | 'spec'>>, spec: Buffer): boolean {
  const { name } = plainDoc(spec);
  const all = [...indexes];
  if (isIdIndex(spec) && all.some((index) => isIdIndex(index.spec))) return false;
  const sameName = all.find((index) => index.name === name);
  const sameSearch = all.find((index) => searchOf(index.spec) === searchOf(spec));
  if (sameName === undefined && sameSearch === undefined) return true;
  if (sameName === undefined) {
    throw new MongodError('IndexOptionsConflict', `Index already exists with a different name: ${sameSearch?.name}`);
  }
  if (searchOf(sameName.spec) !== searchOf(spec)) {
    throw new MongodError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index: ${String(name)}`,
    );
  }
  if (signature(sameName.spec) === signature(spec)) return false;
  throw new MongodError(
    'IndexOptionsConflict',
    `An equivalent index already exists with the same name but different options: ${String(name)}`,
  );
}

/** What tells indexes apart; of each there is only one. */
function searchOf(spec: Buffer): string {
  const fields = plainDoc(spec);
  const parts = ['collation', 'partialFilterExpression', 'sparse', 'unique'].map((name) => fields[name] ?? null);
  // A JavaScript object would put a field called `7` first.
  const key = elementsOf(fieldOf(spec, 'key')?.bytes ?? docOf([])).map(({ name, value }) => [name, plainOf(value)]);
  return JSON.stringify([key, ...parts]);
}

/** There is only one, whatever somebody calls another. */
function isIdIndex(spec: Buffer): boolean {
  return JSON.stringify(plainDoc(spec).key) === JSON.stringify({ _id: 1 });
}

function signature(spec: Buffer): string {
  const fields = Object.entries(plainDoc(spec)).filter(([name]) => !['v', 'ns', 'background', 'hidden'].includes(name));
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const dropIndexes = command({
  access: 'write',
  isWrite: true,
  args: z.strictObject({
    dropIndexes: z.string().optional(),
    deleteIndexes: z.string().optional(),
    index: z.union([z.string(), z.array(z.string()), Doc]),
  }),
  run({ dropIndexes, deleteIndexes }, { server, db, body }) {
    const name = dropIndexes ?? deleteIndexes ?? '';
    const collection = existing({ server, db }, name);
    const before = collection.indexes.size;
    for (const index of chosen(collection, body)) {
      collection.indexes.delete(index.name);
      const logged = [{ name: 'dropIndexes', value: rawOf(name) }, ...elementsOf(index.spec)];
      logCommand(server, collection.ns, docOf(logged), collection.uuid);
    }
    return { nIndexesWas: before };
  },
});

function chosen(collection: Collection, body: Buffer): Index[] {
  const wanted = fieldOf(body, 'index') ?? rawOf('*');
  const all = [...collection.indexes.values()];
  if (wanted.type === Type.string && plainOf(wanted) === '*') return all.filter((index) => !isIdIndex(index.spec));
  const picks = wanted.type === Type.array ? itemsOf(wanted) : [wanted];
  return picks.map((pick) => {
    const value = plainOf(pick);
    const index = all.find(({ name, pattern }) => name === value || JSON.stringify(pattern) === JSON.stringify(value));
    if (index === undefined)
      throw new MongodError('IndexNotFound', `index not found with name [${JSON.stringify(value)}]`);
    if (fieldOf(index.spec, 'clustered') !== undefined) {
      throw new MongodError('Location5979800', 'It is illegal to drop the clusteredIndex');
    }
    if (isIdIndex(index.spec)) throw new MongodError('InvalidOptions', 'cannot drop _id index');
    return index;
  });
}

const listIndexes = command({
  access: 'read',
  args: z.strictObject({
    listIndexes: z.string(),
    cursor: CursorOptions.default({}),
    /** None is ever being built here. */
    includeBuildUUIDs: Flag.optional(),
  }),
  run({ listIndexes: name, cursor }, call) {
    const specs = [...existing(call, name).indexes.values()].map((index) => index.spec);
    return firstBatch(call, listCursor(`${call.db}.${name}`, specs), cursor.batchSize ?? Number.POSITIVE_INFINITY);
  },
});

function existing({ server, db }: Pick<Call, 'server' | 'db'>, name: string): Collection {
  const ns = `${db}.${name}`;
  const entry = server.catalog.get(ns);
  if (entry === undefined) throw new MongodError('NamespaceNotFound', `ns does not exist: ${ns}`);
  if (entry.type === 'view')
    throw new MongodError('CommandNotSupportedOnView', `Namespace ${ns} is a view, not a collection`);
  return entry;
}

export const indexCommands: Readonly<Record<string, Command>> = {
  createIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  listIndexes,
};
