import { counted, momentText } from '../plain-units.ts';
import type { StoppedBy } from '../way-back/downtime.ts';
import { linesText } from './audit-chain.ts';
import { type Chart, chartOf } from './chart.ts';
import { comparedText } from './comparisons.ts';
import type { Happening, Report, ReportStatus } from './report.ts';

/** A text, several lines of it, or a time in ISO 8601. */
export type Cell = string | readonly string[] | { readonly moment: string };

export type Block =
  | { readonly is: 'text' | 'heading' | 'code'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  | {
      readonly is: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | { readonly is: 'chart'; readonly id: string; readonly chart: Chart };

export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A report as people read it, whatever it is written in. */
export interface Page {
  readonly title: string;
  readonly status: string;
  readonly tone: 'good' | 'bad' | 'open';
  readonly made: string;
  readonly sections: readonly PageSection[];
  readonly end: string;
}

const statusWords: Readonly<Record<ReportStatus, string>> = {
  'nothing-started': 'nothing was started',
  preparing: 'being prepared',
  'creation-unknown': 'whether it was created is not known',
  migrating: 'under way',
  'ready-for-cutover': 'ready for cutover when it was seen last',
  'cutover-requested': 'cutover requested',
  complete: 'complete',
  failed: 'failed',
  expired: 'expired',
  contradictory: 'not known: the files are of two migrations',
};

const tones: Readonly<Partial<Record<ReportStatus, Page['tone']>>> = {
  complete: 'good',
  failed: 'bad',
  expired: 'bad',
  'creation-unknown': 'bad',
  contradictory: 'bad',
};

export function pageOf(report: Report): Page {
  const { title, summary, livemig, madeBy, madeAt, directory } = report;
  const { status } = summary;
  return {
    title,
    status: statusWords[status],
    tone: tones[status] ?? 'open',
    made: `Made by livemig ${livemig} for ${madeBy} at ${momentText(madeAt)}, of the files in ${directory}.`,
    sections: [
      { id: 'summary', title: 'Summary', blocks: ofSummary(report) },
      { id: 'sides', title: 'Source and destination', blocks: ofSides(report) },
      { id: 'stages', title: 'Stages and agreements', blocks: ofStages(report) },
      { id: 'timeline', title: 'What happened, and who decided', blocks: ofTimeline(report) },
      { id: 'charts', title: 'Lag and progress', blocks: ofFollowing(report) },
      { id: 'findings', title: 'Findings, and who accepted them', blocks: ofFindings(report) },
      { id: 'cutover', title: 'Cutover and downtime', blocks: ofCutover(report) },
      { id: 'verification', title: 'Verification', blocks: ofVerification(report) },
      { id: 'not-migrated', title: 'What was not migrated', blocks: ofNotMigrated(report) },
      { id: 'changed', title: 'What the engine changed', blocks: ofChanged(report) },
      { id: 'way-back', title: 'The way back', blocks: list(report.wayBack) },
      { id: 'audit', title: 'Audit trail', blocks: ofAudit(report) },
    ],
    end: 'All times are UTC, by the clocks of the machines that wrote them.',
  };
}

const text = (said: string): Block[] => [{ is: 'text', text: said }];
const list = (items: readonly string[], otherwise?: string): Block[] =>
  items.length > 0 ? [{ is: 'list', items }] : otherwise === undefined ? [] : text(otherwise);
const table = (caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Block[] =>
  rows.length === 0 ? [] : [{ is: 'table', caption, head, rows }];
const headed = (heading: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [{ is: 'heading', text: heading }, ...blocks];

const notKnown = 'not known here';

function ofSummary({ summary }: Report): Block[] {
  const { proved, notProved, facts, underWay } = summary;
  return [
    ...text(summary.text),
    ...(underWay === undefined ? [] : text(`A run has the lock: ${underWay}.`)),
    ...headed('What these files prove', list(proved, 'Nothing.')),
    ...headed('What they do not prove', list(notProved)),
    ...headed('By what it is known', list(facts.map(({ label, text: said }) => `${label}: ${said}`))),
  ];
}

function ofSides({ sides }: Report): Block[] {
  const rows = sides.map(({ what, source, destination }) => [what, source ?? notKnown, destination ?? notKnown]);
  return table('What is left and what is filled', ['', 'source', 'destination'], rows);
}

const stepStates = {
  'does-not-apply': 'does not apply',
  'not-begun': 'not begun',
  begun: 'begun',
  submitted: 'sent and answered',
  done: 'done',
} as const;

function ofStages({ stages }: Report): Block[] {
  const when = (at: string | undefined) => (at === undefined ? '' : { moment: at });
  const rows = stages.flatMap(({ steps }) =>
    steps.map(({ title, state, because, startedAt, doneAt }) => [
      ...[title, because === undefined ? stepStates[state] : `${stepStates[state]}: ${because}`],
      ...[when(startedAt), when(doneAt)],
    ]),
  );
  return [
    ...table('Steps, as the journal has them', ['step', 'state', 'begun', 'done'], rows),
    ...stages.flatMap(({ id, agreed }) =>
      agreed === undefined
        ? []
        : headed(
            `Plan of ${id}: agreed to by ${agreed.by} at ${momentText(agreed.at)}, ${agreed.how === 'called' ? 'by calling the command' : 'in answer to a question'}`,
            list(agreed.changes),
          ),
    ),
  ];
}

function ofTimeline({ timeline, earlier }: Report): Block[] {
  const { happenings, leftOut } = timeline;
  const isCut = leftOut > 0;
  return [
    ...(happenings.length === 0 ? text('The audit tells of nothing that could be read.') : []),
    ...(isCut ? text(`${leftOut} in the middle are left out here; events.ndjson has them all.`) : []),
    ...table('In the order of the audit', ['when', 'who', 'kind', 'what'], happenings.map(happeningRow)),
    ...headed('Ended without success, or not requested', list(earlier)),
  ];
}

function happeningRow({ at, until, times, by, kind, what, details = [] }: Happening): Cell[] {
  const again = until === undefined ? '' : ` (${times} times, until ${momentText(until)})`;
  return [{ moment: at }, by, kind, [`${what}${again}`, ...details.map((detail) => `– ${detail}`)]];
}

function ofFollowing({ following }: Report): Block[] {
  const charts = [
    {
      id: 'lag',
      series: following.lag,
      title: 'How far the destination was behind the source',
      none: 'No look was told of a lag.',
    },
    {
      id: 'copied',
      series: following.copied,
      title: 'How much was copied, by bytes',
      none: 'No look saw how much was copied.',
    },
  ];
  return [
    ...text(looksText(following)),
    ...charts.flatMap(({ id, title, series, none }): Block[] => {
      const chart = chartOf(title, series, following);
      return chart === undefined ? text(none) : [{ is: 'chart', id, chart }];
    }),
  ];
}

function looksText({ looks, afterReport }: Report['following']): string {
  if (looks === 0) return 'No look at the migration was kept that can be read.';
  const later = afterReport === 0 ? '' : ` Not drawn, being of a time after this report was made: ${afterReport}.`;
  return `Kept looks at the migration: ${looks}.${later}`;
}

function ofFindings({ findings: { check, accepted, acceptedBefore, checklist } }: Report): Block[] {
  const acceptances = accepted.map(({ what, by, at, because }) => [
    ...[what, by, { moment: at }],
    because ?? 'no reason was given',
  ]);
  return [
    ...(check === null
      ? text('No whole check was kept in this directory that can be read.')
      : [
          ...text(
            `The last whole check, at ${momentText(check.at)} by ${check.by}: ${check.verdict}. Rules that passed: ${check.passed}.`,
          ),
          ...table(
            'What it found',
            ['rule', 'result', 'what'],
            check.findings.map(({ id, result, message, accepted: said }) => [
              ...[id, result],
              said === undefined ? message : [message, `accepted ${said}`],
            ]),
          ),
        ]),
    ...(accepted.length === 0
      ? text('These files tell of nobody who has accepted anything that stood in the way.')
      : []),
    ...table('What was accepted', ['what', 'by', 'when', 'because'], acceptances),
    ...(acceptedBefore === 0
      ? []
      : text(`Gates that were accepted before these: ${acceptedBefore}; events.ndjson has them all.`)),
    ...text(
      checklist === null
        ? 'These files tell of no answer to the checklist before the cutover.'
        : `The checklist before the cutover was answered by ${checklist.by} at ${momentText(checklist.at)}${checklist.because === null ? '' : `: ${checklist.because}`}.`,
    ),
  ];
}

function ofCutover({ cutover: { requested, armed, downtime, downtimeText } }: Report): Block[] {
  const by = requested?.by === null || requested === null ? '' : ` by ${requested.by}`;
  return [
    ...text(
      requested === null
        ? 'No cutover was requested from this directory, as far as its journal knows.'
        : `Requested at ${momentText(requested.at)}${by}.`,
    ),
    ...(armed === null ? [] : text(`A cutover was armed: ${armed}.`)),
    ...headed('Downtime', list(downtimeText)),
    ...(downtime === null ? [] : table('Downtime by phase', ['phase', 'lasted'], phaseRows(downtime))),
  ];
}

/** By what their stop was seen: nobody has seen more. */
const stopTexts: Readonly<Record<StoppedBy, string>> = {
  hooks: 'from when the hooks had stopped the writes',
  'last-write': 'from when the source was last seen to be written to',
  'write-block': 'from when the source was first seen to block writes',
};

function phaseRows({ phases, ms, stopped }: NonNullable<Report['cutover']['downtime']>): Cell[][] {
  const begin = stopped === undefined ? 'from the stop of the writes' : stopTexts[stopped.by];
  const seconds = (lasted: number | undefined) =>
    lasted === undefined ? 'not measured' : `${(lasted / 1000).toFixed(1)} s`;
  const { stoppedToRequested, writesAfterRequest, requestedToComplete } = phases;
  return [
    ...(writesAfterRequest === undefined
      ? [[`${begin} until the request`, seconds(stoppedToRequested)]]
      : [['writes still seen after the request, for', seconds(writesAfterRequest)]]),
    ['from the request until COMPLETE was seen', seconds(requestedToComplete)],
    [`${begin} until COMPLETE was seen`, seconds(ms)],
  ];
}

function ofVerification({ verification: { comparisons, others }, cutover }: Report): Block[] {
  const completeAt = cutover.downtime?.completeSeenAt;
  return [
    ...(comparisons.length === 0
      ? text('These files tell of no comparison of source and destination that came to a result.')
      : []),
    ...comparisons.flatMap((one) =>
      headed(
        comparedText(one, completeAt),
        list([
          `by ${one.where}`,
          ...(one.sides === null ? [] : [`source ${one.sides.source}; destination ${one.sides.destination}`]),
          ...(one.differences === null || one.differences === 0 ? [] : [`differences: ${one.differences}`]),
          ...one.expected.map((said) => `expected: ${said}`),
          ...one.leftOut.map((said) => `not compared: ${said}`),
          ...one.doesNotCover.map((said) => `not covered: ${said}`),
        ]),
      ),
    ),
    ...headed('Came to no result, or cannot be read', list(others)),
  ];
}

function ofNotMigrated({ notMigrated }: Report): Block[] {
  return [...text(notMigrated.text), ...list(notMigrated.known)];
}

function ofChanged({ changed }: Report): Block[] {
  if (changed.length === 0) return text('No migration was created from here, so no engine has changed anything.');
  const rows = changed.map(({ what, state }) => [what, state]);
  return table('As far as it was seen on the way; how it stands now no file tells', ['what', 'state'], rows);
}

function ofAudit({ audit }: Report): Block[] {
  const head: Block[] =
    audit.head === null || audit.check === null
      ? text('There is no line.')
      : [
          ...text(`Lines: ${counted(audit.lines)}. The hash of line ${audit.headLine}, to be kept elsewhere:`),
          { is: 'code', text: audit.head },
          ...text(`It covers ${coveredText(audit)}. Whether any of them was changed since tells:`),
          { is: 'code', text: audit.check },
        ];
  return [
    ...head,
    ...table(
      'The chain',
      ['lines', 'which'],
      audit.lines === 0
        ? []
        : [
            ['that do not follow the one before', linesText(audit.broken) || 'none'],
            ['without a chain', linesText(audit.unchained) || 'none'],
            ['that cannot be read', linesText(audit.unreadable) || 'none'],
          ],
    ),
    ...(audit.doubt === null ? [] : text(`events.ndjson ${audit.doubt}.`)),
    ...headed('What the chain does not show by itself', list(audit.cannotFind)),
  ];
}

/** What a line names of the one before it is all that a head stands for. */
function coveredText({ coveredFrom, headLine }: Report['audit']): string {
  return coveredFrom === headLine ? `line ${headLine} alone` : `lines ${coveredFrom} to ${headLine}`;
}
