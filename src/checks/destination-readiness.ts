import { defineCheck, definePartedCheck, defineQuestion, partOf } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { amount, durationText } from '../core/plain-units.ts';
import { tierNumber } from './atlas-tiers.ts';
import { objectionTo } from './objection-to.ts';
import { namespacesIn, timeText } from './watch.ts';

/** So long ago may the last write be that somebody still writes. */
const busySeconds = 60;

/** Rules T: how the destination has to be set, and left alone. */
export const destinationReadinessChecks = [
  definePartedCheck({
    id: 'T13',
    title: 'Queries without an index are allowed on both sides',
    severity: 'block',
    mender: 'atlas',
    source: 'mongosync docs, limitations: Require Indexes for All Queries',
    parts: [
      partOf({
        needs: ['destination', 'destinationNoTableScan'],
        judge: ({ destination: { name }, destinationNoTableScan }) =>
          destinationNoTableScan
            ? {
                message: `${name} refuses queries without an index (noTableScan), which the engine sends.`,
                fix: `Clusters, ${name}, Edit Configuration, Additional Settings: Require Indexes for All Queries off, until the migration is over. API: PATCH …/clusters/${name}/processArgs {"noTableScan": false}.`,
              }
            : undefined,
      }),
      partOf({
        needs: ['source', 'sourceNoTableScan'],
        judge: ({ source: { name }, sourceNoTableScan }) =>
          sourceNoTableScan
            ? {
                message: `${name} refuses queries without an index (notablescan), which the engine sends.`,
                fix: `On each server of ${name}, in mongosh: db.adminCommand({setParameter: 1, notablescan: false}), until the migration is over.`,
              }
            : undefined,
      }),
    ],
  }),
  definePartedCheck({
    id: 'T14',
    title: 'Nobody works on the destination',
    severity: 'block',
    mender: 'atlas',
    onlyBefore: true,
    source: 'Atlas docs, Live Migrate (Push): restrictions; mongosync docs, limitations',
    parts: [
      partOf({
        needs: ['destination', 'destinationLastWrite'],
        judge: ({ destination: { name }, destinationLastWrite: seconds }) =>
          seconds !== null && seconds < busySeconds
            ? {
                message: `User data was written to ${name} ${durationText(seconds * 1000)} before it was looked at; nothing but the engine may write there.`,
                fix: 'Stop the application, the import or the other migration that writes there, and run the command again a minute later.',
              }
            : undefined,
      }),
      partOf({
        needs: ['destination', 'destinationWrites'],
        judge: ({ destination: { name }, destinationWrites }) =>
          destinationWrites === null
            ? undefined
            : objectionTo(namespacesIn(destinationWrites), {
                name: ({ namespace, writes }) => `${namespace} (${amount(writes, 'write')})`,
                message: (names) =>
                  `User data was written to ${name} in the ${timeText(destinationWrites)} in which it was watched: ${names}; nothing but the engine may write there.`,
                fix: 'Stop what writes there, and run the command again.',
              }),
      }),
      partOf({
        needs: ['destination', 'destinationIndexBuilds'],
        judge: ({ destination: { name }, destinationIndexBuilds: namespaces }) =>
          namespaces.length === 0
            ? undefined
            : {
                message: `Indexes are being built on ${name}: ${firstNames(namespaces.map(harmless))}.`,
                fix: 'Wait until they are ready, or drop them; the engine builds those of the source.',
                items: namespaces.slice(0, 100).map(harmless),
              },
      }),
    ],
  }),
  defineCheck({
    id: 'T20',
    title: 'The destination ties no namespace of the source to a zone',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'zonesInTheWay'],
    source: "MongoDB support's list of mongosync failures",
    judge: ({ destination: { name }, zonesInTheWay: namespaces }) =>
      namespaces.length === 0
        ? undefined
        : {
            message: `${name} ties namespaces to zones that the source has as well: ${firstNames(namespaces.map(harmless))}. The engine ends with an error there.`,
            fix: 'In mongosh on the destination, for each: sh.removeRangeFromZone("NAMESPACE", MIN, MAX) with the ranges of db.getSiblingDB("config").tags.find(). Add them again after the cutover.',
            items: namespaces.slice(0, 100).map(harmless),
          },
  }),
  defineCheck({
    id: 'T21',
    title: 'Atlas keeps no snapshots of the destination that would pause',
    severity: 'warn',
    mender: 'dba',
    needs: ['destination', 'destinationBackup'],
    source: 'Atlas docs, Live Migrate (Push): backups',
    judge: ({ destination: { name }, destinationBackup }) =>
      destinationBackup
        ? {
            message: `Atlas takes no snapshots of ${name}, neither by schedule nor on demand, from the start of the migration to its cutover.`,
            fix: 'Take a backup of the source before the start, and one of the destination right after the cutover.',
            severity: 'info',
          }
        : undefined,
  }),
  defineCheck({
    id: 'T23',
    title: 'The destination is of a tier that live migration knows',
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationTier'],
    source: 'Atlas docs, Load Data into Atlas Infinite',
    // How Atlas' API calls an Infinite cluster is published nowhere; T04 tells of the small ones.
    judge: ({ destination: { name }, destinationTier: tier }) =>
      tierNumber(tier) !== undefined || /^(?:flex|m[025])$/i.test(tier)
        ? undefined
        : {
            message: `${name} is of the tier ${tier}, which is no dedicated one that livemig knows. Live migration takes M10 and larger; an Atlas Infinite cluster is loaded by dump and restore only.`,
            fix: 'Choose or create a dedicated cluster of tier M10 or larger.',
          },
  }),
  defineCheck({
    id: 'T24',
    title: "The destination's project has a database user",
    severity: 'block',
    mender: 'atlas',
    needs: ['destination', 'destinationUsers'],
    source: 'mongosync docs, limitations (from 1.20 on)',
    judge: ({ destination: { name }, destinationUsers }) =>
      destinationUsers === 0
        ? {
            message: `The project of ${name} has no database user, and the engine refuses such a destination.`,
            fix: 'Create one: Database Access, Add New Database User; or `atlas dbusers create atlasAdmin --username NAME`.',
          }
        : undefined,
  }),
];

export const destinationQuestions = [
  defineQuestion({
    id: 'T22',
    title: 'Somebody watches the hosts while Atlas does not',
    severity: 'warn',
    mender: 'atlas',
    engine: 'legacy',
    source: 'Atlas docs, Legacy Live Migration',
    look: "Atlas switches the host alerts of the destination off during a migration by the old engine: watch it with `livemig status --watch` and in Atlas' metrics, and look at the alerts after it (Project, Alerts).",
  }),
];
