import { defineCheck } from '../core/check.ts';
import { type CollectionFacts, type Inventory, namespaceOf } from '../core/facts/inventory.ts';
import { mongoshCollection, mongoshDatabase, mongoshText } from '../core/mongosh-words.ts';
import { quotedWord } from '../core/shell-word.ts';
import { readJson } from './index-values.ts';
import { byNumber, objectionTo } from './objection-to.ts';

const limitations = 'mongosync docs, limitations';

export function isTimeSeries({ type, name }: CollectionFacts): boolean {
  return type === 'timeseries' && !name.startsWith('system.');
}

/** Stored functions and whatever else the server keeps in a database for its users, but what others tell of. */
export function isSystemData({ name }: CollectionFacts): boolean {
  return name.startsWith('system.') && !ofOthers.test(name);
}

/** Views arrive as such, buckets belong to time series, and a profile is told by the rule about the profiler. */
const ofOthers = /^system\.(?:views$|profile$|buckets\.)/;

/** Rules C: what collections are like. */
export const collectionChecks = [
  defineCheck({
    id: 'C01',
    title: 'There are no time series',
    // It would block by one page of MongoDB's; by two others they are left out.
    severity: 'warn',
    mender: 'application',
    needs: ['sourceInventory'],
    source: 'mongosync docs, limitations; Atlas docs, troubleshooting; Atlas Admin API: they contradict each other',
    judge: ({ sourceInventory }) =>
      objectionTo(sourceInventory.filter(isTimeSeries), {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'is a time series', 'are time series')}. They do not arrive: by MongoDB's pages the migration leaves them out, or Atlas' validation refuses the source.`,
        fix: 'Move them by themselves once writes are stopped; if the validation refuses the source, drop them there first:',
        command: dumpAndRestore,
      }),
  }),
  defineCheck({
    id: 'C02',
    title: 'No clustered collection has a time to live',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: limitations,
    judge: ({ sourceInventory }) =>
      objectionTo(sourceInventory.filter(isClusteredWithExpiry), {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'is a clustered collection', 'are clustered collections')} with expireAfterSeconds, which the engine does not migrate.`,
        fix: 'Turn it off on the source, and on again on the destination after the cutover:',
        command: ({ database, name }) =>
          `${mongoshDatabase(database)}.runCommand({ collMod: ${mongoshText(name)}, expireAfterSeconds: "off" })`,
      }),
  }),
  defineCheck({
    id: 'C03',
    title: 'There are no capped collections',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: `${limitations} and release notes 1.20`,
    judge: ({ sourceInventory }) =>
      objectionTo(sourceInventory.filter(isCapped), {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'is', 'are')} capped. On the destination nothing rolls off before the cutover, which takes more room there; then the size is set as it was.`,
        fix: 'Neither create nor convert a capped collection while the migration runs: the engine fails on it. After the cutover compare the size:',
        command: ({ database, name }) =>
          `${mongoshDatabase(database)}.getCollectionInfos({ name: ${mongoshText(name)} })[0].options`,
      }),
  }),
  defineCheck({
    id: 'C07',
    title: 'On a sharded source no collection has a collation of its own',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory', 'sourceShards'],
    source: limitations,
    judge: ({ sourceInventory, sourceShards }) =>
      objectionTo(sourceShards.length > 0 ? sourceInventory.filter(hasCollation) : [], {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'has a collation of its own', 'have collations of their own')}, which the engine does not migrate from a sharded cluster, whether or not the collection itself is sharded.`,
        fix: 'A collation cannot be changed. While the application is stopped copy it into a new collection, create its indexes there, and rename:',
        command: withoutCollation,
      }),
  }),
  defineCheck({
    id: 'C12',
    title: 'There is no Queryable Encryption',
    severity: 'block',
    mender: 'application',
    needs: ['sourceInventory'],
    source: limitations,
    judge: ({ sourceInventory }) =>
      objectionTo(sourceInventory.filter(isEncrypted), {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'belongs', 'belong')} to Queryable Encryption, which the engine does not migrate.`,
        fix: 'Copy these with an application that has the keys into collections that it creates on the destination, and drop them on the source before the migration; or migrate this deployment in another way.',
      }),
  }),
  defineCheck({
    id: 'C22',
    title: 'No database keeps stored functions or other data in system collections',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: limitations,
    judge: ({ sourceInventory }) =>
      objectionTo(sourceInventory.filter(isSystemData), {
        name: namespaceOf,
        message: (names, count) =>
          `${names} ${byNumber(count, 'does', 'do')} not arrive: collections called system.… are left out.`,
        fix: 'Copy what is still needed by hand, after the cutover:',
        command: dumpAndRestore,
      }),
  }),
  defineCheck({
    id: 'C32',
    title: 'The names of the databases differ by more than case, and none is reserved',
    severity: 'warn',
    mender: 'application',
    needs: ['sourceInventory'],
    source: 'MongoDB manual, naming restrictions',
    judge: ({ sourceInventory }) =>
      objectionTo(likeAnother(sourceInventory), {
        name: (name) => name,
        message: (names, count) =>
          `${byNumber(count, 'The database', 'The databases')} ${names} ${byNumber(count, 'differs', 'differ')} only by case from another one, or from one of the server's own; a server creates only one of them.`,
        fix: 'Give it another name before the migration, while the application is stopped:',
        command: (name) =>
          `mongodump --uri="$LIVEMIG_SOURCE_URI" --db=${quotedWord(name)} --archive | mongorestore --uri="$LIVEMIG_SOURCE_URI" --archive --nsFrom=${quotedWord(`${name}.*`)} --nsTo=${quotedWord(`${name}_renamed.*`)}`,
      }),
  }),
  defineCheck({
    id: 'LM07',
    title: 'Every view reads something that exists',
    severity: 'info',
    mender: 'application',
    needs: ['sourceInventory'],
    source: 'MongoDB manual, views',
    judge: ({ sourceInventory }) =>
      objectionTo(deadViews(sourceInventory), {
        name: (view) => `${namespaceOf(view)} on ${view.options.viewOn}`,
        message: (names, count) =>
          `${byNumber(count, 'The view', 'The views')} ${names} ${byNumber(count, 'reads', 'read')} a collection that does not exist, and ${byNumber(count, 'gives', 'give')} nothing; ${byNumber(count, 'it arrives', 'they arrive')} so.`,
        fix: 'If nobody needs it, drop it before the migration:',
        command: (view) => `${mongoshCollection(view)}.drop()`,
      }),
  }),
];

function isClusteredWithExpiry({ type, options }: CollectionFacts): boolean {
  return type === 'collection' && options.clusteredIndex !== undefined && options.expireAfterSeconds !== undefined;
}

function isCapped({ options: { capped } }: CollectionFacts): boolean {
  return capped !== undefined && capped !== 'false';
}

function hasCollation({ type, options: { collation } }: CollectionFacts): boolean {
  return type === 'collection' && collation !== undefined && !/"locale":"simple"/.test(collation);
}

function isEncrypted({ name, options }: CollectionFacts): boolean {
  return options.encryptedFields !== undefined || name.startsWith('enxcol_.');
}

const ofServer = ['admin', 'config', 'local', '$external'];

/** The databases whose names a server would take for another one's. */
function likeAnother(inventory: Inventory): string[] {
  const names = [...new Set(inventory.map(({ database }) => database))];
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name.toLowerCase(), (sizes.get(name.toLowerCase()) ?? 0) + 1);
  return names.filter((name) => (sizes.get(name.toLowerCase()) ?? 0) > 1 || ofServer.includes(name.toLowerCase()));
}

/** A view is on a collection or a view of its own database. */
function deadViews(inventory: Inventory): CollectionFacts[] {
  const there = new Set(inventory.map(namespaceOf));
  return inventory.filter(({ type, database, options: { viewOn } }) => {
    if (type !== 'view' || viewOn === undefined) return false;
    return !there.has(`${database}.${readJson(viewOn)}`);
  });
}

function dumpAndRestore({ database, name }: CollectionFacts): string {
  const archive = quotedWord(`${database}.${name}.archive`);
  return [
    `mongodump --uri="$LIVEMIG_SOURCE_URI" --db=${quotedWord(database)} --collection=${quotedWord(name)} --archive=${archive}`,
    `mongorestore --uri="$LIVEMIG_DESTINATION_URI" --archive=${archive}`,
  ].join('\n');
}

function withoutCollation(collection: CollectionFacts): string {
  const { database, name } = collection;
  const copy = `${name}_simple`;
  return [
    `${mongoshCollection(collection)}.aggregate([{ $out: ${mongoshText(copy)} }])`,
    `${mongoshCollection({ database, name: copy })}.renameCollection(${mongoshText(name)}, true)`,
  ].join('\n');
}
