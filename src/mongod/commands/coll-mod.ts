import type { BSON } from 'mongodb';
import { z } from 'zod';
import { docOf, elementsOf, fieldOf, plainDoc, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { joinedCollections } from '../query/joined-collections.ts';
import { compilePipeline } from '../query/pipeline.ts';
import { stageOf } from '../query/pipeline-stages.ts';
import { majorVersion, type Server } from '../server.ts';
import { type CatalogEntry, collectionOf, databaseOf, newView, type View } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { createIndex } from '../storage/collection-index.ts';
import { validatorOf } from '../storage/validator.ts';
import { evict, logCommand } from '../storage/writes.ts';
import { Doc, Flag, NotHere } from './argument-types.ts';
import { checkExpiry, optionsOf, refuseNewer, validation } from './collection-options.ts';
import type { Call } from './command.ts';
import { checkTtlSeconds } from './index-options.ts';

/** mongodb/mongo, src/mongo/db/coll_mod.idl */
export const CollMod = z.strictObject({
  ...validation,
  collMod: z.string(),
  timeseries: z.undefined('the sandbox keeps the options of a time-series collection').optional(),
  index: z
    .strictObject({
      name: z.string().optional(),
      keyPattern: Doc.optional(),
      expireAfterSeconds: z.number().optional(),
      hidden: Flag.optional(),
      unique: Flag.optional(),
      prepareUnique: Flag.optional(),
    })
    .optional(),
  cappedSize: z.number().optional(),
  cappedMax: z.number().optional(),
  dryRun: NotHere,
});

const settable = new Set([
  'validator',
  'validationLevel',
  'validationAction',
  'changeStreamPreAndPostImages',
  'expireAfterSeconds',
]);

/** `collMod`: an index's options, the validator, a capped collection's limits, or a view's definition. */
export function changeCollection({ server, body }: Call, entry: CatalogEntry) {
  const changes = optionsOf(body);
  refuseNewer(changes, 'collMod', majorVersion(server));
  checkForm(entry, new Set(changes.map(({ name }) => name)));
  const told: Record<string, unknown> = {};
  if (entry.type === 'view') changeView(server, newView(entry.ns, replaced(entry.options, changes)));
  else for (const change of changes) Object.assign(told, changeOne(server, entry, change));
  if (entry.type !== 'view') evict(server, entry);
  const command = docOf([{ name: 'collMod', value: rawOf(collectionOf(entry.ns)) }, ...changes]);
  logCommand(server, entry.ns, command, entry.type === 'view' ? undefined : entry.uuid);
  return told;
}

/** A view has its definition, a collection everything else (mongodb/mongo, src/mongo/db/coll_mod.cpp). */
function checkForm({ type }: CatalogEntry, names: ReadonlySet<string>): void {
  const refused = (what: string) => new MongodError('InvalidOptions', what);
  const ofView = ['viewOn', 'pipeline'].filter((name) => names.has(name));
  if (type !== 'view') {
    if (ofView.length > 0) throw refused(`option only supported on a view: ${ofView[0]}`);
    return;
  }
  const other = [...names].find((name) => !ofView.includes(name));
  if (other !== undefined) throw refused(`option not supported on a view: ${other}`);
  if (ofView.length === 1) throw refused("Must specify both 'viewOn' and 'pipeline' when modifying a view");
}

/** Throws for a definition that cannot be one. */
export function changeView(server: Server, view: View): void {
  const context = { server, db: databaseOf(view.ns), ns: view.viewOn };
  compilePipeline(view.pipeline, { context, places: ['view'] });
  refuseCycle(server, view);
  server.catalog.set(view);
}

/** mongodb/mongo, src/mongo/db/views/view_graph.cpp */
function refuseCycle(server: Server, view: View): void {
  const met = new Set<string>();
  const isBack = (ns: string): boolean => {
    if (ns === view.ns) return true;
    if (met.has(ns)) return false;
    met.add(ns);
    const entry = server.catalog.get(ns);
    return entry?.type === 'view' && readBy(entry).some(isBack);
  };
  if (!readBy(view).some(isBack)) return;
  throw new MongodError('GraphContainsCycle', `View cycle detected: ${view.ns} reads itself`);
}

function readBy({ ns, viewOn, pipeline }: View): string[] {
  return [viewOn, ...joinedCollections(pipeline.map(stageOf)).map((name) => `${databaseOf(ns)}.${name}`)];
}

/** What the answer tells of the change. */
function changeOne(server: Server, collection: Collection, change: RawElement): BSON.Document {
  if (change.name === 'index') return changeIndex(server, collection, change.value);
  if (change.name === 'cappedSize' || change.name === 'cappedMax') changeLimit(collection, change);
  else if (settable.has(change.name)) changeOption(collection, change);
  else throw new MongodError('Location40415', `BSON field 'collMod.${change.name}' is an unknown field.`);
  return {};
}

function changeOption(collection: Collection, change: RawElement): void {
  const isOff = change.name === 'expireAfterSeconds' && plainOf(change.value) === 'off';
  const changed = replaced(collection.options, [change]);
  checkExpiry(plainDoc(changed));
  const options = isOff ? docOf(elementsOf(changed).filter(({ name }) => name !== change.name)) : changed;
  validatorOf(options);
  collection.options = options;
}

function changeLimit(collection: Collection, { name, value }: RawElement): void {
  if (collection.capped === undefined) throw new MongodError('InvalidOptions', 'Collection must be capped.');
  const option = name === 'cappedSize' ? 'size' : 'max';
  collection.options = replaced(collection.options, [{ name: option, value }]);
  collection.capped = { ...collection.capped, [option]: Number(plainDoc(collection.options)[option]) };
}

function changeIndex(server: Server, collection: Collection, change: RawValue): BSON.Document {
  const { name, keyPattern, ...settings } = plainDoc(change.bytes);
  if (name === undefined && keyPattern === undefined) {
    throw new MongodError('InvalidOptions', 'Must specify either index name or key pattern.');
  }
  if (Object.keys(settings).length === 0) {
    throw new MongodError('InvalidOptions', 'no expireAfterSeconds, hidden, unique, or prepareUnique field');
  }
  const wanted = JSON.stringify(keyPattern);
  const index = [...collection.indexes.values()].find(
    (one) => one.name === name || JSON.stringify(one.pattern) === wanted,
  );
  if (index === undefined)
    throw new MongodError('IndexNotFound', `cannot find index ${name ?? wanted} for ns ${collection.ns}`);
  if (settings.expireAfterSeconds !== undefined) checkTtlOf(server, collection, settings.expireAfterSeconds);
  if (settings.hidden === true && index.name === '_id_') throw new MongodError('BadValue', "can't hide _id index");
  const options = elementsOf(change.bytes).filter((option) => option.name !== 'name' && option.name !== 'keyPattern');
  const shown = options.filter((option) => !(option.name === 'hidden' && !plainDoc(change.bytes).hidden));
  const kept = elementsOf(index.spec).filter(
    ({ name: of }) => of !== 'hidden' || fieldOf(change.bytes, 'hidden') === undefined,
  );
  const spec = replaced(docOf(kept), shown);
  if (fieldOf(change.bytes, 'unique') === undefined) collection.indexes.set(index.name, index.respecified(spec));
  else makeUnique(collection, spec);
  return oldAndNew(plainDoc(index.spec), plainDoc(change.bytes));
}

/** mongodb/mongo, src/mongo/db/catalog/coll_mod.cpp */
function checkTtlOf(server: Server, collection: Collection, seconds: unknown): void {
  checkTtlSeconds(seconds, 'InvalidOptions');
  if (collection.capped === undefined || majorVersion(server) >= 8) return;
  throw new MongodError('InvalidOptions', 'TTL indexes are not supported for capped collections.');
}

/** `prepareUnique` has done its work then, and is shown no longer. */
function makeUnique(collection: Collection, spec: Buffer): void {
  const index = createIndex(docOf(elementsOf(spec).filter(({ name }) => name !== 'prepareUnique')));
  try {
    collection.addIndex(index);
  } catch (error) {
    if (!(error instanceof MongodError) || error.codeName !== 'DuplicateKey') throw error;
    throw new MongodError(
      'CannotConvertIndexToUnique',
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
    );
  }
}

/** Only what is another than before is told. */
function oldAndNew(before: BSON.Document, change: BSON.Document): BSON.Document {
  const defaults: BSON.Document = { hidden: false, unique: false, prepareUnique: false };
  const changed = Object.keys(change).filter((name) => name !== 'name' && name !== 'keyPattern');
  return Object.fromEntries(
    changed.flatMap((name) => {
      const old = before[name] ?? defaults[name];
      if (old === change[name]) return [];
      return [...(old === undefined ? [] : [[`${name}_old`, old]]), [`${name}_new`, change[name]]];
    }),
  );
}

/** The document with each change in the place of the field of that name, or at the end. */
function replaced(document: Buffer, changes: readonly RawElement[]): Buffer {
  const kept = elementsOf(document).map((field) => changes.find(({ name }) => name === field.name) ?? field);
  const added = changes.filter(({ name }) => fieldOf(document, name) === undefined);
  return docOf([...kept, ...added]);
}
