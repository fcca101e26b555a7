import { attemptText, failedAmong } from '../attempts.ts';
import { cutoverText } from '../cutover/cutover-words.ts';
import { momentText } from '../plain-units.ts';
import { downtimeWords } from '../way-back/downtime-words.ts';
import { auditChain, checkAudit } from './audit-chain.ts';
import { changesIn } from './changes.ts';
import { comparisonsIn } from './comparisons.ts';
import { findingsIn, notMigratedIn } from './findings.ts';
import { inert } from './inert.ts';
import { notReadTexts } from './not-read.ts';
import { proofsIn } from './proofs.ts';
import type { Report } from './report.ts';
import { followingIn } from './series.ts';
import { sidesIn } from './sides.ts';
import type { ReportSources } from './sources.ts';
import { type Standing, standingIn } from './standing.ts';
import { timelineOf } from './timeline.ts';
import { wayBackIn } from './way-back.ts';

/** The evidence of a migration, of what the files of its directory tell. Looks at nothing else, and says so. */
export function makeReport(sources: ReportSources): Report {
  const { recorded, samples, made, holder, doubt, downtime, request, armed } = sources;
  const own = { ...sources, samples: ofThisMigration(sources) };
  const standing = standingIn(own);
  const chain = auditChain(recorded);
  const verification = comparisonsIn(sources, standing.completeAt);
  const titles = new Map(sources.steps.map(({ id, title }) => [id, title]));
  return inert({
    schemaVersion: 1,
    ...{ madeAt: made.at, madeBy: made.by, livemig: made.livemig, directory: made.directory },
    title: titleOf(sources),
    summary: {
      ...{ status: standing.status, text: standing.text, facts: factsIn(sources) },
      ...(sources.notRead.length > 0 && { notRead: notReadTexts(sources) }),
      ...(holder && {
        underWay: `${holder.command}, by ${holder.user} on ${holder.host}, since ${momentText(holder.since)}`,
      }),
      ...proofsIn(sources, standing, verification.comparisons, chain),
    },
    sides: sidesIn(sources, verification.comparisons),
    stages: stagesIn(sources),
    timeline: timelineOf(recorded, (step) => titles.get(step) ?? step),
    earlier: failedAmong(sources.attempts).map(attemptText),
    following: followingIn(samples, marksIn(standing, own.samples), made.at),
    findings: findingsIn(sources),
    verification,
    cutover: {
      requested: request === undefined ? null : { at: request.at, by: request.by ?? null },
      armed: armed === undefined ? null : cutoverText(armed),
      downtime: downtime ?? null,
      downtimeText: downtimeLines(sources, standing),
    },
    notMigrated: notMigratedIn(sources, verification.comparisons),
    changed: changesIn(sources, standing),
    wayBack: wayBackIn(sources, standing),
    audit: {
      ...chain,
      check: chain.head === null ? null : `livemig report --check --head ${chain.head}${made.dirFlag}`,
      doubt: doubt ?? null,
      cannotFind: checkAudit(recorded, undefined, false).cannotFind,
    },
  });
}

/** What was seen before it was created was seen of another one, or of none. */
function ofThisMigration({ samples, attempts }: ReportSources): ReportSources['samples'] {
  const begun = attempts.at(-1)?.at;
  if (begun === undefined) return samples;
  const begunMs = Date.parse(begun);
  return samples.filter(({ at }) => Date.parse(at) >= begunMs);
}

function titleOf({ journal: { inputs } }: ReportSources): string {
  const { sourceCluster, destinationCluster } = inputs;
  if (typeof sourceCluster !== 'string' || typeof destinationCluster !== 'string') return 'Live migration into Atlas';
  return `Live migration from ${sourceCluster} to ${destinationCluster}`;
}

function factsIn({ migration, past, journal: { inputs, names } }: ReportSources): Report['summary']['facts'] {
  const id = migration.id ?? past.migration?.id;
  const host = inputs.migrationHost;
  const agent = typeof inputs.agent === 'string' ? inputs.agent : undefined;
  return [
    ...(id === undefined ? [] : [{ label: 'migration', text: id }]),
    ...(typeof host === 'string' ? [{ label: 'migration host', text: host }] : []),
    ...(agent === undefined ? [] : [{ label: 'agent', text: names?.[agent] ?? agent }]),
  ];
}

function stagesIn({ steps, journal }: ReportSources): Report['stages'] {
  const stages = [...new Set(steps.map(({ id }) => stageOf(id)))];
  return stages.map((stage) => {
    const agreement = Object.entries(journal.agreements ?? {}).find(([name]) => name === stage)?.[1];
    return {
      id: stage,
      steps: steps
        .filter(({ id }) => stageOf(id) === stage)
        .map((step) => ({ id: step.id, title: step.title, ...stepIn(journal, step) })),
      ...(agreement && {
        agreed: { at: agreement.agreedAt, by: agreement.by, how: agreement.how, changes: agreement.changes },
      }),
    };
  });
}

function stageOf(step: string): string {
  return step.split('.')[0] ?? step;
}

function stepIn(
  { steps }: ReportSources['journal'],
  { id, pointless }: ReportSources['steps'][number],
): Omit<Report['stages'][number]['steps'][number], 'id' | 'title'> {
  const record = steps[id];
  if (record === undefined)
    return pointless === undefined ? { state: 'not-begun' } : { state: 'does-not-apply', because: pointless };
  const { startedAt } = record;
  if (record.state === 'started') return { state: 'begun', startedAt };
  return record.state === 'done'
    ? { state: 'done', startedAt, doneAt: record.doneAt }
    : { state: 'submitted', startedAt };
}

function marksIn(
  { requestedAt, completeAt }: Standing,
  samples: ReportSources['samples'],
): Report['following']['marks'] {
  const ready = samples.find((sample) => sample.ready)?.at;
  return [
    ...(ready === undefined ? [] : [{ at: ready, label: 'ready' }]),
    ...(requestedAt === undefined ? [] : [{ at: requestedAt, label: 'cutover requested' }]),
    ...(completeAt === undefined ? [] : [{ at: completeAt, label: 'COMPLETE' }]),
  ];
}

function downtimeLines({ downtime }: ReportSources, { completeAt }: Standing): string[] {
  if (downtime === undefined) {
    return [
      completeAt === undefined
        ? 'Not measured: the migration was not seen COMPLETE.'
        : 'Not measured: the cutover was not requested from this directory, or not seen to its end.',
    ];
  }
  const { whole, phases, writable } = downtimeWords(downtime);
  return [whole, phases, `the destination: ${writable}`];
}
