import { defineCheck } from '../core/check.ts';
import type { SearchIndex } from '../core/facts/users.ts';
import { sizeText } from '../core/plain-units.ts';
import { indexesIn, indexName } from './indexes-in.ts';
import { byNumber, objectionTo } from './objection-to.ts';

const limitations = 'mongosync docs, limitations';
const behavior = 'mongosync docs, behavior';

/** Rules C: what servers keep beside the definitions. */
export const keptByServerChecks = [
  defineCheck({
    id: 'C20',
    title: 'No index is unique or hidden',
    severity: 'info',
    mender: 'dba',
    needs: ['sourceInventory', 'sourceUniqueIndexes'],
    source: `${behavior}; mongosync docs, cutover process`,
    judge: ({ sourceInventory, sourceUniqueIndexes }) => {
      const hidden = indexesIn(sourceInventory, ({ options }) => options.hidden === 'true').map((found) => ({ found }));
      const unique = [...sourceUniqueIndexes]
        .sort((one, other) => other.bytes - one.bytes)
        .map((largest) => ({ largest }));
      return objectionTo([...unique, ...hidden], {
        name: (one) =>
          'found' in one
            ? `hidden ${indexName(one.found)}`
            : `unique ${one.largest.namespace}: ${one.largest.name} (${sizeText(one.largest.bytes)})`,
        message: (names) =>
          `Indexes that are unique or hidden are neither on the destination until the cutover is through: ${names}.`,
        fix: 'Making an index unique again takes longer the larger it is, and the cutover ends only then: plan the time for it, and compare indexes afterwards.',
      });
    },
  }),
  defineCheck({
    id: 'LM08',
    title: 'Unique indexes have entries in the format of today, on the member that was asked',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceOldUniqueIndexes'],
    source: 'mongodb/support-tools, migration',
    judge: ({ sourceOldUniqueIndexes }) =>
      objectionTo(sourceOldUniqueIndexes, {
        name: (text) => text,
        message: (names) =>
          `Entries in a format of old servers, with which making the indexes unique at the cutover may fail: ${names}. Other members were not asked.`,
        fix: 'Build those indexes anew, or sync the members anew one after the other. Each member tells with:\ndb.getSiblingDB("DATABASE").runCommand({ validate: "COLLECTION" })',
      }),
  }),
  defineCheck({
    id: 'C21',
    title: 'There are no Search indexes',
    severity: 'warn',
    mender: 'application',
    needs: ['sourceSearchIndexes'],
    source: 'Atlas docs, Live Migrate (Push)',
    judge: ({ sourceSearchIndexes }) =>
      objectionTo(sourceSearchIndexes, {
        name: searchIndexName,
        message: (names, count) =>
          `${byNumber(count, 'A Search index does', `${count} Search indexes do`)} not arrive: ${names}. Queries that use them fail until they are there and built.`,
        fix: 'Create them on the destination after the cutover, and plan the time to build them. livemig plan-users writes the commands.',
      }),
  }),
  defineCheck({
    id: 'C23',
    title: 'There are no query settings',
    severity: 'warn',
    mender: 'application',
    needs: ['sourceQuerySettings'],
    source: limitations,
    judge: ({ sourceQuerySettings }) =>
      objectionTo(sourceQuerySettings, {
        name: (namespaces) => namespaces || 'no collection by name',
        message: (names, count) =>
          `${byNumber(count, 'A query setting does', `${count} query settings do`)} not arrive, about ${names}.`,
        fix: 'List them on the source, and set them on the destination after the cutover with setQuerySettings:\ndb.getSiblingDB("admin").aggregate([{ $querySettings: {} }])',
      }),
  }),
  defineCheck({
    id: 'LM12',
    title: 'Nobody keeps data in admin, config or local',
    severity: 'warn',
    mender: 'application',
    needs: ['sourceForeignCollections'],
    source: `${limitations}; Atlas docs, Live Migrate (Push)`,
    judge: ({ sourceForeignCollections }) =>
      objectionTo(sourceForeignCollections, {
        severity: sourceForeignCollections.some((name) => name.startsWith('admin.')) ? 'warn' : 'info',
        name: (namespace) => namespace,
        message: (names, count) =>
          `${names} ${byNumber(count, 'does', 'do')} not arrive: nothing of admin, config and local does, and livemig knows no server or agent that makes ${byNumber(count, 'it', 'them')}.`,
        fix: "Find out whose data it is, and copy what is still needed into a database of the application's own before the migration.",
      }),
  }),
  defineCheck({
    id: 'C33',
    title: 'Read and write concern of the engine are right: for a push Atlas writes its connection string itself',
    severity: 'info',
    mender: 'atlas',
    needs: [],
    source: 'mongosync docs, FAQ',
    // Only who runs the engine by hand can get it wrong.
    judge: () => undefined,
  }),
];

/** `shop.orders: default (vectorSearch)` */
export function searchIndexName({ database, collection, name, type }: SearchIndex): string {
  return `${database}.${collection}: ${name} (${type})`;
}
