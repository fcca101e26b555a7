import { defineCheck } from '../core/check.ts';
import type { Member } from '../core/facts/topology.ts';
import { firstNames } from '../core/first-names.ts';
import { isOlder } from '../core/version.ts';

const healthy = ['PRIMARY', 'SECONDARY', 'ARBITER'];

/** Rules T: what the source has to be like. */
export const sourceTopologyChecks = [
  defineCheck({
    id: 'T01',
    title: 'The source is a replica set or a sharded cluster',
    severity: 'block',
    mender: 'dba',
    needs: ['source', 'sourceTopology'],
    source: 'Atlas docs, Live Migrate (Push): source cluster',
    judge: ({ source: { name }, sourceTopology }) =>
      sourceTopology === 'standalone'
        ? {
            message: `${name} is a standalone server, which has no oplog to follow.`,
            fix: 'Make it a replica set of one member: restart it with replication.replSetName set, then rs.initiate() in mongosh. Its applications need a restart too.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'T03',
    title: "A sharded source's config servers are a replica set",
    severity: 'block',
    mender: 'dba',
    needs: ['source', 'sourceSharded'],
    source: 'Atlas docs, Live Migrate (Push): source cluster; MongoDB manual, release notes of 3.4',
    // The other kind was removed with 3.4, so the version tells.
    judge: ({ source: { name, version }, sourceSharded }) =>
      sourceSharded && isOlder(version, '3.4')
        ? {
            message: `${name} is sharded and runs MongoDB ${version}, whose config servers may still be mirrored.`,
            fix: `Upgrade ${name}: from 3.4 on config servers are a replica set.`,
          }
        : undefined,
  }),
  defineCheck({
    id: 'T17',
    title: 'A source with arbiters has more than two members with data',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceMembers'],
    source: 'mongosync docs, FAQ and limitations',
    judge: ({ sourceMembers }) => {
      const poor = setsOf(sourceMembers).filter(({ members }) => {
        const arbiters = members.filter(({ state }) => state === 'ARBITER').length;
        return arbiters > 0 && members.length - arbiters <= 2;
      });
      return poor.length === 0
        ? undefined
        : {
            message: `Of ${firstNames(poor.map(({ set }) => set))} no more than two members hold data beside an arbiter: when one of them is down, no majority has what is written, and the migration stands still.`,
            fix: 'Add a member that holds data, in mongosh on the primary: rs.add("HOST:PORT"), and remove the arbiter: rs.remove("ARBITER:PORT").',
            items: poor.map(({ set }) => set).slice(0, 100),
          };
    },
  }),
  defineCheck({
    id: 'T18',
    title: 'The source has its primaries, and all members are well',
    severity: 'block',
    mender: 'dba',
    needs: ['sourceMembers'],
    source: 'Atlas docs, Live Migrate (Pull): prerequisites',
    judge: ({ sourceMembers }) => {
      const orphaned = setsOf(sourceMembers).filter(({ members }) => !members.some(({ state }) => state === 'PRIMARY'));
      if (orphaned.length > 0)
        return {
          message: `${firstNames(orphaned.map(({ set }) => set))} had no primary when it was looked at.`,
          fix: 'Look at rs.status() in mongosh on a member; bring up as many members as make a majority, and wait until one is PRIMARY.',
          items: orphaned.map(({ set }) => set).slice(0, 100),
        };
      const ill = sourceMembers
        .filter(({ state }) => !healthy.includes(state))
        .map(({ name, state }) => `${name} ${state}`);
      return ill.length === 0
        ? undefined
        : {
            message: `Not all members of the source are well: ${firstNames(ill)}. One more failure, and an election may end the migration.`,
            fix: 'Bring them up, or wait until they have caught up: rs.status() in mongosh says what each is doing.',
            items: ill.slice(0, 100),
            severity: 'warn',
          };
    },
  }),
  defineCheck({
    id: 'T19',
    title: "A majority has what the source's applications write",
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceWriteConcern'],
    source: 'mongosync docs, FAQ: read and write concern',
    judge: ({ sourceWriteConcern: { w, decidedBy } }) =>
      w === 'majority'
        ? undefined
        : {
            message: `The default write concern of the source is w: ${w} (${decidedBy}). The engine reads what a majority has: a write that only ${w} acknowledged can be lost by an election, and with it on both sides.`,
            fix: 'In mongosh on the source: db.adminCommand({setDefaultRWConcern: 1, defaultWriteConcern: {w: "majority"}}). A connection string of an application that sets w overrides it.',
          },
  }),
];

function setsOf(members: readonly Member[]) {
  const bySet = new Map<string, Member[]>();
  for (const member of members) bySet.set(member.set, [...(bySet.get(member.set) ?? []), member]);
  return [...bySet].map(([set, ofSet]) => ({ set, members: ofSet }));
}
