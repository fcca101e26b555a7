import { forgotten } from '../past.ts';
import { counted, momentText } from '../plain-units.ts';
import { downtimeWords } from '../way-back/downtime-words.ts';
import { type AuditChain, countOf, linesText } from './audit-chain.ts';
import { comparedText } from './comparisons.ts';
import { isUnread, notReadTexts } from './not-read.ts';
import type { Compared, Report } from './report.ts';
import type { ReportSources } from './sources.ts';
import type { Standing } from './standing.ts';

type Proofs = Pick<Report['summary'], 'proved' | 'notProved'>;
type Known = Pick<ReportSources, 'journal' | 'past' | 'doubt' | 'downtime' | 'notRead' | 'made'>;

/** What these files prove, and what they do not: a report that only says what went well proves nothing. */
export function proofsIn(
  known: Known,
  standing: Standing,
  comparisons: readonly Compared[],
  chain: AuditChain,
): Proofs {
  const parts = [
    ofEnd(standing),
    ofContents(standing, comparisons),
    ofDowntime(known, standing),
    ofAudit(known, chain),
  ];
  const agreed = Object.keys(known.journal.agreements ?? {});
  const proved = [
    ...parts.flatMap(({ proved }) => proved),
    ...(agreed.length > 0 ? [`What was to be changed was agreed to before: ${agreed.join(', ')}.`] : []),
  ];
  const isOfOne = standing.status !== 'contradictory';
  return {
    proved: isOfOne ? proved : [],
    notProved: [
      ...notReadTexts(known),
      ...(isOfOne ? [] : proved.map((claim) => `Of which of the two migrations this is: ${claim}`)),
      ...parts.flatMap(({ notProved }) => notProved),
      `How anything stands now: nothing was looked at for this report, which is made of files alone, at ${momentText(known.made.at)}.`,
    ],
  };
}

const yes = (text: string): Proofs => ({ proved: [text], notProved: [] });
const no = (...texts: string[]): Proofs => ({ proved: [], notProved: texts });

function ofEnd({ status, completeAt, text }: Standing): Proofs {
  if (completeAt !== undefined) return yes(`Atlas reported the migration COMPLETE, seen at ${momentText(completeAt)}.`);
  return status === 'nothing-started' ? no() : no(`That the migration is complete. ${text}`);
}

/** The newest that was made after the end says what holds; an earlier one may have been overtaken by writes. */
function ofContents({ completeAt, status }: Standing, comparisons: readonly Compared[]): Proofs {
  if (status === 'nothing-started') return no();
  const claim = 'That source and destination hold the same';
  const newest = completeAt === undefined ? comparisons[0] : comparisons.find((one) => one.afterComplete === true);
  if (newest === undefined) {
    const when = completeAt === undefined ? '' : ' after the migration was COMPLETE';
    return no(`${claim}: they were not compared${when}, as far as this directory knows.`);
  }
  const text = comparedText(newest, completeAt);
  const gaps = [
    ...newest.leftOut.map((what) => `Not compared: ${what}.`),
    ...(newest.doesNotCover.length > 0 ? [`What no comparison covers: ${newest.doesNotCover.join(' · ')}.`] : []),
  ];
  // One that looked at less does not take back what another one has found.
  const others = comparisons
    .filter((one) => one !== newest && one.afterComplete === newest.afterComplete && !one.identical)
    .map((one) => `${claim}, because of another comparison: ${comparedText(one, completeAt)}.`);
  if (!newest.identical) {
    const before = comparisons.find((one) => one.identical && one.afterComplete === true);
    const was =
      before === undefined
        ? []
        : [
            `Source and destination were compared: ${comparedText(before, completeAt)}; a comparison after that found differences.`,
          ];
    return { proved: was, notProved: [`${claim}: ${text}.`, ...gaps, ...others] };
  }
  return { proved: [`Source and destination were compared: ${text}.`], notProved: [...gaps, ...others] };
}

function ofDowntime({ downtime }: Known, { completeAt }: Standing): Proofs {
  if (completeAt === undefined) return no();
  if (downtime === undefined) {
    return no(
      'How long nobody could write: the cutover was not requested from this directory, or not seen to its end.',
    );
  }
  const { whole } = downtimeWords(downtime);
  return downtime.ms === undefined ? no(`How long nobody could write: ${whole}.`) : yes(`Downtime: ${whole}.`);
}

function ofAudit(known: Known, { lines, broken, unchained, unreadable }: AuditChain): Proofs {
  const { journal, past, doubt } = known;
  const problems = [
    ...(doubt === undefined ? [] : [`That the audit is what was written: events.ndjson ${doubt}.`]),
    ...(broken.length > 0 ? [`That no line of the audit was changed: broken at line ${linesText(broken)}.`] : []),
    ...(countOf(unchained) > 0
      ? [`What stood before ${countOf(unchained)} lines of the audit without a chain (${linesText(unchained)}).`]
      : []),
    ...(unreadable.length > 0 ? [`What lines ${linesText(unreadable)} of the audit said: they cannot be read.`] : []),
    ...(isUnread(known, 'state.json') || forgotten(journal, past) === undefined
      ? []
      : ['What state.json says of the migration: events.ndjson tells of more, and is believed here.']),
  ];
  if (lines === 0 || problems.length > 0) return no(...problems);
  return yes(`Each of the ${counted(lines)} lines of the audit follows the one before it.`);
}
