import { defineCheck, definePartedCheck, type Objection, partOf } from '../core/check.ts';
import type { Counted, Watched, Writes } from '../core/facts/watch.ts';
import { harmless } from '../core/harmless.ts';
import { amount, durationText } from '../core/plain-units.ts';
import { majorOf } from '../core/version.ts';
import { byNumber, objectionTo } from './objection-to.ts';

/** So many writes a second to one document are taken for many: each of them has to wait for the one before. */
const hotPerSecond = 10;

const limitations = 'mongosync docs, limitations';

/** Rules C about what goes on in the source, for which it is watched for a time. */
export const watchChecks = [
  defineCheck({
    id: 'C24',
    title: 'Nobody called applyOps while the source was watched',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceCounts'],
    source: limitations,
    held: ({ sourceCounts }) => `No applyOps in ${timeText(sourceCounts)}${byRouter(sourceCounts)}.`,
    judge: ({ sourceCounts }) => {
      const calls = sourceCounts.counts.applyOps ?? 0;
      return calls === 0
        ? undefined
        : {
            message: `applyOps was called ${amount(calls, 'time')} in ${timeText(sourceCounts)}${byRouter(sourceCounts)}. What it writes does not reach the destination.`,
            fix: 'Find who calls it (mongorestore --oplogReplay, another tool that replicates), and stop it until the migration is over.',
          };
    },
  }),
  definePartedCheck({
    id: 'C25',
    title: 'Nobody changed definitions while the source was watched',
    severity: 'block',
    mender: 'application',
    source: `${limitations}; Atlas docs, Live Migrate (Push): restrictions`,
    held: ({ sourceCounts, sourceWrites }) =>
      `No collection or index was created, changed, renamed or dropped, and no pipeline wrote by $out or $merge, in ${timeText(sourceCounts ?? sourceWrites)}. What is done at other times was not seen.`,
    parts: [
      partOf({
        needs: ['source', 'sourceCounts'],
        judge: ({ source, sourceCounts }) => countedDefinitions(source, sourceCounts),
      }),
      partOf({
        needs: ['source', 'sourceWrites', 'everySetWatched'],
        judge: ({ source, sourceWrites }) => writtenDefinitions(source, sourceWrites),
      }),
    ],
  }),
  defineCheck({
    id: 'C26',
    title: 'No index is being built on the source',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceIndexBuilds'],
    source: limitations,
    held: () =>
      'No index was being built when it was looked at. One that is built on one member after the other is not seen from outside: let nobody begin one.',
    judge: ({ sourceIndexBuilds }) =>
      objectionTo(sourceIndexBuilds, {
        name: (namespace) => namespace,
        message: (names) =>
          `Indexes are being built on the source: ${names}. The engine supports none that is built on one member after the other.`,
        fix: 'Wait until they are ready, and build others before the migration or after it. In mongosh on the source:\ndb.adminCommand({ currentOp: 1, "command.createIndexes": { $exists: true } })',
      }),
  }),
  defineCheck({
    id: 'C28',
    title: 'No document was written all the time while the source was watched',
    severity: 'warn',
    mender: 'application',
    engine: 'push',
    needs: ['sourceWrites', 'everySetWatched'],
    source: "mongosync docs, release notes of 1.18; MongoDB support's list of mongosync failures",
    held: ({ sourceWrites }) =>
      `${busiest(sourceWrites)} No document was written ${hotPerSecond} times a second or more.`,
    judge: ({ sourceWrites }) =>
      objectionTo(
        namespacesIn(sourceWrites).filter(({ hottest, seconds }) => hottest >= hotPerSecond * seconds),
        {
          name: ({ namespace, hottest, writes, documents, seconds }) =>
            `${namespace} (${rate(hottest, seconds)} to one document; ${rate(writes, seconds)} to ${amount(documents, 'document')} in all)`,
          message: (names) =>
            `Single documents are written all the time, seen in ${timeText(sourceWrites)}: ${names}. The engine applies the writes to one document one after the other, and may never catch up.`,
          fix: 'Let the application write such a document less often during the migration: counters and last-seen times in batches, or spread over several documents.',
        },
      ),
  }),
  defineCheck({
    id: 'C35',
    title: 'Nobody renamed a collection while the source was watched',
    severity: 'warn',
    mender: 'application',
    engine: 'push',
    needs: ['source', 'sourceWrites', 'everySetWatched'],
    source: `${limitations}; mongosync docs, start: buildIndexes`,
    held: ({ sourceWrites }) =>
      `No collection was renamed in ${timeText(sourceWrites)}. What is done at other times was not seen: jobs that load a collection and rename it are usual.`,
    judge: ({ sourceWrites }) =>
      objectionTo(
        definitionsIn(sourceWrites).filter(({ command }) => command === 'renameCollection'),
        {
          name: ({ namespace, count }) => `${namespace} (${amount(count, 'time')})`,
          message: (names) =>
            `Collections were renamed in ${timeText(sourceWrites)}: ${names}. From 6.0 on the engine builds indexes after the copy; a renaming before that may not be applied, and then the migration begins anew.`,
          fix: 'Stop the job that does it ($out renames as well) until the migration is over.',
        },
      ),
  }),
  definePartedCheck({
    id: 'LM33',
    title: 'The source answered as fast while it was watched as before',
    severity: 'warn',
    mender: 'dba',
    source: 'livemig: it leaves a server alone that becomes slower',
    held: ({ sourceCounts }) => `The source answered as fast as before in ${timeText(sourceCounts)}.`,
    parts: [
      partOf({ needs: ['sourceCounts'], judge: ({ sourceCounts }) => becameSlower(sourceCounts) }),
      partOf({ needs: ['sourceWrites'], judge: ({ sourceWrites }) => becameSlower(sourceWrites) }),
    ],
  }),
];

/** `60 s` */
export function timeText({ seconds }: Watched): string {
  return durationText(seconds * 1_000);
}

function byRouter({ router }: Counted): string {
  return router ? ', as the mongos that answered counts, which knows of no other' : '';
}

function becameSlower({ slower, seconds }: Watched): Objection | undefined {
  return slower === null
    ? undefined
    : {
        message: `The source answered a ping in ${slower.nowMs} ms after ${durationText(seconds * 1_000)}, and in ${slower.beforeMs} ms before. livemig stopped watching it; what it says of that time is said of a shorter one.`,
        fix: 'Look at what else goes on there, and run livemig check again when it has less to do.',
      };
}

/** Before 6.0 the engine ends at any change of definitions; from then on some of them are a risk. */
function definitionsMatter({ version }: { readonly version: string }) {
  return majorOf(version) < 6
    ? ({ severity: 'block', meaning: `From a source of ${version} any of them ends the migration.` } as const)
    : ({ severity: 'warn', meaning: 'During a migration they are a risk, and some end it.' } as const);
}

const freeze =
  'Stop the deployments, migrations of schemas and jobs that do it until the cutover; a collection that is written for the first time is created, too.';

function countedDefinitions(source: { readonly version: string }, counted: Counted): Objection | undefined {
  const { severity, meaning } = definitionsMatter(source);
  const counts = Object.entries(counted.counts).filter(([name]) => name !== 'applyOps');
  return objectionTo(counts, {
    name: ([name, count]) => `${name} (${count})`,
    message: (names) =>
      `The source counted commands that change definitions in ${timeText(counted)}${byRouter(counted)}: ${names}. ${meaning}`,
    fix: freeze,
    severity,
  });
}

function writtenDefinitions(source: { readonly version: string }, writes: Writes): Objection | undefined {
  const { severity, meaning } = definitionsMatter(source);
  return objectionTo(definitionsIn(writes), {
    name: ({ command, namespace, count }) => `${command} ${namespace}${count === 1 ? '' : ` (${count})`}`,
    message: (names) => `Definitions were changed in ${timeText(writes)}, by the oplog: ${names}. ${meaning}`,
    fix: freeze,
    severity,
  });
}

export function definitionsIn({ sets }: Writes) {
  return sets.read.flatMap(({ value }) => value.definitions);
}

/** With the seconds in which it was written so much, the most written first. */
export function namespacesIn({ sets }: Writes) {
  return sets.read
    .flatMap(({ value: { namespaces, seconds } }) =>
      namespaces.map((one) => ({ ...one, seconds: Math.max(1, seconds) })),
    )
    .sort((a, b) => b.hottest - a.hottest);
}

function busiest(writes: Writes): string {
  const [first] = [...namespacesIn(writes)].sort((a, b) => b.writes - a.writes);
  return first === undefined
    ? `Nothing was written in ${timeText(writes)}.`
    : `Most was written to ${harmless(first.namespace)} in ${timeText(writes)}: ${rate(first.writes, first.seconds)} to ${amount(first.documents, 'document')}.`;
}

function rate(writes: number, seconds: number): string {
  const each = writes / seconds;
  return `${each >= 10 ? Math.round(each).toLocaleString('en') : Number(each.toFixed(1))} ${byNumber(each, 'write', 'writes')}/s`;
}
