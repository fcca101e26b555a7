import { defineCheck } from '../core/check.ts';
import { namespaceOf } from '../core/facts/inventory.ts';
import type { IndexDifference } from '../core/facts/sharding.ts';
import type { Zones } from '../core/facts/users.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { mongoshCollection, mongoshText } from '../core/mongosh-words.ts';
import { sizeText } from '../core/plain-units.ts';
import { byNumber, objectionTo } from './objection-to.ts';

const limitations = 'mongosync docs, limitations';
const mostIndexes = 63;
/** Bytes and shards beyond which Atlas does not verify by itself (Atlas docs, Live Migrate (Pull)). */
const verified = { bytes: 5 * 1000 ** 4, shards: 3 };

/** Rules C: how the source is sharded. */
export const shardingChecks = [
  defineCheck({
    id: 'C05',
    title: `No sharded collection has more than ${mostIndexes} indexes`,
    severity: 'block',
    mender: 'dba',
    needs: ['sourceInventory', 'sourceShardedCollections'],
    source: limitations,
    judge: ({ sourceInventory, sourceShardedCollections }) => {
      const sharded = new Set(sourceShardedCollections);
      const found = sourceInventory.filter((one) => one.indexes.length > mostIndexes && sharded.has(namespaceOf(one)));
      return objectionTo(found, {
        name: (one) => `${namespaceOf(one)} (${one.indexes.length})`,
        message: (names) =>
          `The engine migrates at most ${mostIndexes} indexes of a sharded collection; there are more on ${names}.`,
        fix: 'Drop what no query uses. How often each was used since its server started:',
        command: (one) =>
          `${mongoshCollection(one)}.aggregate([{ $indexStats: {} }, { $project: { name: 1, accesses: 1 } }])`,
      });
    },
  }),
  defineCheck({
    id: 'C06',
    title: 'The indexes of sharded collections are the same on every shard',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceIndexDifferences'],
    source: `${limitations}; MongoDB manual, find inconsistent indexes across shards`,
    judge: ({ sourceIndexDifferences }) =>
      objectionTo(sourceIndexDifferences, {
        name: differenceText,
        message: (names, count) =>
          `${byNumber(count, 'An index is', `${count} indexes are`)} not the same on every shard: ${names}. The engine migrates only what all shards have.`,
        fix: 'Through the mongos drop it, and create it again, which does it on every shard (from 7.0 on db.adminCommand({ checkMetadataConsistency: 1, checkIndexes: true }) tells the same):',
        command: ({ namespace, index }) => `${mongoshCollection(partsOf(namespace))}.dropIndex(${mongoshText(index)})`,
      }),
  }),
  defineCheck({
    id: 'C08',
    title: 'The balancer is off, or free to be stopped',
    // Only a window does; Atlas stops what runs.
    severity: 'block',
    mender: 'dba',
    needs: ['sourceBalancer'],
    source: `${limitations}; Atlas docs, Live Migrate (Push)`,
    judge: ({ sourceBalancer: { state, window } }) => {
      if (window !== null)
        return {
          message: `The balancer has a window (${harmless(window)}), with which the engine does not work.`,
          fix: 'Note the window, and take it out; set it again after the cutover:\ndb.getSiblingDB("config").settings.updateOne({ _id: "balancer" }, { $unset: { activeWindow: true } })',
        };
      return state !== 'running'
        ? undefined
        : {
            severity: 'info',
            message: 'The balancer runs. Atlas stops it for the migration, and starts it again afterwards.',
            fix: 'Atlas shows a banner where it could not start it again. Look then, and after a migration that failed:\nsh.getBalancerState()',
          };
    },
  }),
  defineCheck({
    id: 'C09',
    title: 'Nothing that changes the sharding is under way, or was done lately',
    // It blocks while it goes on.
    severity: 'block',
    mender: 'dba',
    needs: ['sourceShardingChanges'],
    source: limitations,
    judge: ({ sourceShardingChanges: { underWay, lately } }) =>
      objectionTo(underWay, {
        name: (text) => text,
        message: (names) => `The engine does not work while ${names}.`,
        fix: 'Wait for its end before you start the migration. It shows in:\ndb.adminCommand({ listShards: 1 })\ndb.getSiblingDB("admin").aggregate([{ $currentOp: { allUsers: true } }, { $match: { "originatingCommand.reshardCollection": { $exists: true } } }])',
      }) ??
      objectionTo(lately, {
        severity: 'info',
        name: (text) => text,
        message: (names) =>
          `In the last seven days somebody changed the sharding of the source: ${names}. None of that may happen while the migration runs.`,
        fix: 'Find out who or what does it, and let it pause until the cutover.',
      }),
  }),
  defineCheck({
    id: 'C11',
    title: 'There are no zones',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceZones'],
    source: 'mongosync docs, behavior',
    judge: ({ sourceZones }) =>
      objectionTo(zonesIn(sourceZones), {
        name: (text) => text,
        message: (names) =>
          `Zones do not arrive, nor does the way in which chunks lie on shards: ${names}. Data that has to stay in a place may lie elsewhere on the destination.`,
        fix: 'Create them again on the destination after the cutover, not before: the engine refuses namespaces with zones. livemig plan-users writes the commands.',
      }),
  }),
  defineCheck({
    id: 'C29',
    title: 'The source has at most 5 TB and 3 shards',
    severity: 'info',
    mender: 'dba',
    needs: ['sourceDataBytes', 'sourceShards'],
    source: 'Atlas docs, Live Migrate (Pull)',
    judge: ({ sourceDataBytes: bytes, sourceShards: { length: shards } }) =>
      bytes <= verified.bytes && shards <= verified.shards
        ? undefined
        : {
            message: `The source holds ${sizeText(bytes)}${shards > 0 ? ` on ${shards} shards` : ''}. Beyond 5 TB or 3 shards Atlas does not verify by itself what it has copied.`,
            fix: 'Plan the time to compare both sides yourself. After the cutover livemig does it, where LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI are set.',
          },
  }),
];

/** `shop.orders (EU, US)` for each namespace with ranges, and `shard sh1 (EU)` for each shard in a zone. */
export function zonesIn({ ranges, shards }: Zones): string[] {
  const zones = new Map<string, Set<string>>();
  const add = (name: string, zone: string) => zones.set(name, (zones.get(name) ?? new Set()).add(zone));
  for (const { namespace, zone } of ranges) add(namespace, zone);
  for (const { shard, zones: own } of shards) for (const zone of own) add(`shard ${shard}`, zone);
  return [...zones].map(([name, own]) => `${name} (${[...own].join(', ')})`);
}

/** `shop.orders: at_1 (missing on sh2; differs in unique)` */
function differenceText({ namespace, index, missingFrom, differing }: IndexDifference): string {
  const missing = missingFrom.length === 0 ? [] : [`missing on ${firstNames(missingFrom)}`];
  const differs = differing.length === 0 ? [] : [`differs in ${firstNames(differing)}`];
  return `${namespace}: ${index} (${[...missing, ...differs].join('; ')})`;
}

function partsOf(namespace: string) {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}
