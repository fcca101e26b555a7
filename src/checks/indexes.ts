import { defineCheck } from '../core/check.ts';
import { namespaceOf } from '../core/facts/inventory.ts';
import { mongoshDatabase, mongoshText } from '../core/mongosh-words.ts';
import { currentValue, isLegacyValue, isPlainExpiry, isTtl, longestExpiry } from './index-values.ts';
import { createCommand, dropCommand, indexesIn, indexName } from './indexes-in.ts';
import { byNumber, objectionTo } from './objection-to.ts';
import { groupName, isClash, sameKey, twins } from './same-key.ts';

const limitations = 'mongosync docs, limitations';
const behavior = 'mongosync docs, behavior';

/** Half of what a collection can have (MongoDB manual, limits). */
const manyIndexes = 32;

/** Rules C: what indexes are like. */
export const indexChecks = [
  defineCheck({
    id: 'C04',
    title: 'No key has both a unique and another index',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: limitations,
    judge: ({ sourceInventory }) =>
      objectionTo(twins(sourceInventory), {
        name: ({ unique, other }) => `${indexName(unique)} (unique) and ${other.index.name}`,
        message: (names, count) =>
          `The engine does not migrate a unique and another index on the same key, and there ${byNumber(count, 'is such a pair', `are ${count} such pairs`)}: ${names}.`,
        fix: 'Drop the one that is not unique, and create it again on the destination after the cutover if a query still needs it:',
        command: ({ other }) => `${dropCommand(other)}\n${createCommand(other)} // later, on the destination`,
      }),
  }),
  defineCheck({
    id: 'C16',
    title: 'There are no geoHaystack indexes',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: `${limitations}; MongoDB manual, release notes 5.0`,
    judge: ({ sourceInventory }) =>
      objectionTo(
        indexesIn(sourceInventory, ({ key }) => key.some(([, value]) => value === '"geoHaystack"')),
        {
          name: indexName,
          message: (names) => `No destination knows geoHaystack indexes: ${names}.`,
          fix: 'Drop them, and use a 2d or 2dsphere index with $geoNear instead of geoSearch:',
          command: dropCommand,
        },
      ),
  }),
  defineCheck({
    id: 'C17',
    title: 'The keys of all indexes have values of today',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: `${behavior}; mongodb/support-tools, migration`,
    judge: ({ sourceInventory }) =>
      objectionTo(
        indexesIn(sourceInventory, ({ key }) => key.some(([, value]) => isLegacyValue(value))),
        {
          name: indexName,
          message: (names) =>
            `Old servers let keys have values that no server takes today. The engine writes 1 in their place, and fails where one is an empty string: ${names}.`,
          fix: 'Build them anew before the migration:',
          command: (found) => `${dropCommand(found)}\n${createCommand(found, currentValue)}`,
        },
      ),
  }),
  defineCheck({
    id: 'C18',
    title: 'The source limits no index key to 1024 bytes',
    severity: 'warn',
    mender: 'dba',
    engine: 'legacy',
    needs: ['source'],
    source: 'Atlas docs, Legacy Live Migration; MongoDB manual, limits',
    judge: ({ source: { name, version } }) =>
      isBefore(version, 4, 4)
        ? {
            message: `${name} runs MongoDB ${version}, where an index key may have 1024 bytes only, unless failIndexKeyTooLong was off: then documents are missing from indexes, and the migration fails on them.`,
            fix: 'Where failIndexKeyTooLong was ever off, validate each collection, and shorten the keys or index them hashed:\ndb.getSiblingDB("DATABASE").runCommand({ validate: "COLLECTION", full: true })',
          }
        : undefined,
  }),
  defineCheck({
    id: 'C19',
    title: 'Nothing expires by an index',
    // For the engine of today it is only to be known.
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory', 'engine'],
    source: `${behavior}; Atlas docs, mongomirror`,
    judge: ({ sourceInventory, engine }) =>
      engine === 'legacy'
        ? objectionTo(indexesIn(sourceInventory, isTtl), {
            name: indexName,
            message: (names) => `The engine for sources before 6.0 does not migrate TTL indexes: ${names}.`,
            fix: 'Drop them for the migration, and create them on the destination after the cutover:',
            command: (found) => `${dropCommand(found)}\n${createCommand(found)} // later, on the destination`,
          })
        : objectionTo(indexesIn(sourceInventory, isTtl), {
            severity: 'info',
            name: indexName,
            message: (names) =>
              `Documents expire by ${names}. On the destination nothing does until the cutover is through; what is due by then is deleted at once.`,
            fix: 'Expect those deletions in the first hours after the cutover, and in every count that is compared.',
          }),
  }),
  defineCheck({
    id: 'LM09',
    title: 'Every TTL is a number of seconds that servers read alike',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: 'MongoDB manual, TTL indexes: indexes set to NaN',
    judge: ({ sourceInventory }) =>
      objectionTo(
        indexesIn(sourceInventory, (index) => isTtl(index) && !isPlainExpiry(index)),
        {
          name: ({ collection, index }) =>
            `${namespaceOf(collection)}: ${index.name} (${index.options.expireAfterSeconds})`,
          message: (names) =>
            `Servers read a TTL that is not a number from 0 to ${longestExpiry} differently, some as "at once": ${names}.`,
          fix: 'Say which it is to be, here 30 days, before the migration:',
          command: ({ collection: { database, name }, index }) =>
            `${mongoshDatabase(database)}.runCommand({ collMod: ${mongoshText(name)}, index: { name: ${mongoshText(index.name)}, expireAfterSeconds: 2592000 } })`,
        },
      ),
  }),
  defineCheck({
    id: 'LM10',
    title: 'No two indexes of a collection have the same key',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: behavior,
    judge: ({ sourceInventory }) => {
      const clashing = sameKey(sourceInventory, currentValue).filter(isClash);
      if (clashing.length > 0)
        return objectionTo(clashing, {
          name: groupName,
          message: (names) =>
            `With 1 in place of old values of their keys, as the engine writes them, these indexes are the same: ${names}.`,
          fix: 'Drop one of each:',
          command: ([first]) => (first === undefined ? '' : dropCommand(first)),
        });
      return objectionTo(sameKey(sourceInventory), {
        severity: 'info',
        name: groupName,
        message: (names) => `Indexes on one key, which differ only by their options: ${names}.`,
        fix: 'Each is built anew on the destination. Drop before the migration what no query uses; $indexStats tells.',
      });
    },
  }),
  defineCheck({
    id: 'LM11',
    title: `No collection has more than ${manyIndexes} indexes`,
    severity: 'info',
    mender: 'dba',
    needs: ['sourceInventory'],
    source: behavior,
    judge: ({ sourceInventory }) =>
      objectionTo(
        sourceInventory.filter(({ indexes }) => indexes.length > manyIndexes),
        {
          name: (collection) => `${namespaceOf(collection)} (${collection.indexes.length})`,
          message: (names) =>
            `Collections with many indexes: ${names}. Each index is built anew after the copy, and the cutover waits for it.`,
          fix: 'Drop before the migration what no query uses; $indexStats tells.',
        },
      ),
  }),
];

function isBefore(version: string, major: number, minor: number): boolean {
  const [ofSource = 0, rest = 0] = version.split('.').map(Number);
  return ofSource < major || (ofSource === major && rest < minor);
}
