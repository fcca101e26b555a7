import { counted, momentText } from '../plain-units.ts';
import type { StoppedBy } from '../way-back/downtime.ts';
import { linesText } from './audit-chain.ts';
import { type Block, type Cell, headed, list, table, text } from './blocks.ts';
import { comparedText } from './comparisons.ts';
import type { Report } from './report.ts';

export function ofFindings({ findings: { check, accepted, acceptedBefore, checklist } }: Report): Block[] {
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

export function ofCutover({ cutover: { requested, armed, downtime, downtimeText } }: Report): Block[] {
  const by = requested?.by === null || requested === null ? '' : ` by ${requested.by}`;
  return [
    ...text(
      requested === null
        ? 'These files tell of no cutover that was requested from this directory.'
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

export function ofVerification({ verification: { comparisons, others }, cutover }: Report): Block[] {
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

export function ofNotMigrated({ notMigrated }: Report): Block[] {
  return [...text(notMigrated.text), ...list(notMigrated.known)];
}

export function ofChanged({ changed }: Report): Block[] {
  if (changed.length === 0) return text('These files tell of no migration, and so of no change by an engine.');
  const rows = changed.map(({ what, state }) => [what, state]);
  return table('As far as it was seen on the way; how it stands now no file tells', ['what', 'state'], rows);
}

export function ofAudit({ audit }: Report): Block[] {
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
