import { amount, counted, durationText, momentText } from '../plain-units.ts';
import { sampleText } from '../verification/sample-text.ts';
import { scopeText } from '../verification/scope-text.ts';
import type { Verification, VerifiedScope } from '../verification/verification.ts';
import { shardsOrSet } from './identity-text.ts';
import type { Compared, Report } from './report.ts';
import type { KeptResult, ReportSources } from './sources.ts';

const most = 10;

type Known = Pick<ReportSources, 'comparison' | 'verifications' | 'unreadable' | 'past'>;

/** Every comparison of which the directory still knows what it came to, the newest first; each is bound to what it looked at. */
export function comparisonsIn(
  { comparison, verifications, unreadable, past }: Known,
  completeAt: string | undefined,
): Report['verification'] {
  const own = comparison === undefined ? [] : [comparedIn(comparison, 'livemig cutover', completeAt)];
  const differed = past.differed === undefined ? [] : [differedAt(past.differed.at, past.differed.by, completeAt)];
  const asked = verifications.flatMap(({ result, id }) =>
    result === undefined ? [] : [comparedIn(result, `livemig verify, ${id}`, completeAt)],
  );
  return {
    comparisons: [...own, ...differed, ...asked]
      .toSorted((one, other) => (other.endedAt ?? '').localeCompare(one.endedAt ?? ''))
      .slice(0, most),
    others: [
      ...verifications
        .filter(({ result }) => result === undefined)
        .slice(0, most)
        .map(otherText),
      ...unreadable,
    ],
  };
}

function otherText({ id, state, begunAt, by }: KeptResult): string {
  return `${id}, begun at ${momentText(begunAt)} by ${by}: ${state}`;
}

function comparedIn(found: Partial<Verification>, where: string, completeAt: string | undefined): Compared {
  const { endedAt = null, level = null, namespaces = null, documents = null, source, destination, scope } = found;
  const identical = found.identical === true;
  const sample = sampleText(found);
  return {
    ...{ endedAt, where, identical, level, namespaces, documents },
    verdict: found.verdict ?? (identical ? 'identical' : 'not known'),
    afterComplete: isAfter(endedAt, completeAt),
    differences: found.differencesTotal ?? (identical ? 0 : null),
    sides:
      source === undefined || destination === undefined
        ? null
        : { source: shardsOrSet(source.identity), destination: shardsOrSet(destination.identity) },
    leftOut: [
      ...(scope === undefined ? [] : [`everything but what was asked for (${scopeText(scope)})${leftOutText(scope)}`]),
      ...(found.notCompared ?? []).map(({ what, why }) => `${what}: ${why}`),
      ...(sample === undefined ? [] : [`all but ${sample}`]),
    ],
    doesNotCover: found.doesNotCover ?? [],
    expected: (found.expected ?? []).map(({ class: name, count, why }) => `${count} (${name}: ${why})`),
  };
}

function leftOutText({ leftOut }: VerifiedScope): string {
  return leftOut > 0 ? `: ${amount(leftOut, 'namespace')}` : '';
}

/** The audit tells only that there were some, and of which run. */
function differedAt(endedAt: string, by: string, completeAt: string | undefined): Compared {
  return {
    ...{ endedAt, where: `a run of ${by}, by the audit`, verdict: 'different', identical: false, level: null },
    ...{ afterComplete: isAfter(endedAt, completeAt), namespaces: null, documents: null, differences: null },
    ...{ sides: null, leftOut: [], doesNotCover: [], expected: [] },
  };
}

function isAfter(endedAt: string | null, completeAt: string | undefined): boolean | null {
  return endedAt === null || completeAt === undefined ? null : Date.parse(endedAt) >= Date.parse(completeAt);
}

/** `identical at level full, 60 documents in 7 namespaces, 5 min after COMPLETE`. */
export function comparedText(one: Compared, completeAt: string | undefined): string {
  const level = one.level === null ? '' : ` at level ${one.level}`;
  const what =
    one.documents === null
      ? ''
      : `, ${amount(one.documents.source, 'document')} of the source and ${counted(one.documents.destination)} of the destination${one.namespaces === null ? '' : ` in ${amount(one.namespaces, 'namespace')}`}`;
  const when = one.endedAt === null ? '' : `, at ${momentText(one.endedAt)}${after(one, completeAt)}`;
  return `${one.verdict}${level}${what}${when}`;
}

function after({ endedAt, afterComplete }: Compared, completeAt: string | undefined): string {
  if (endedAt === null || completeAt === undefined || afterComplete === null) return '';
  const apart = durationText(Math.abs(Date.parse(endedAt) - Date.parse(completeAt)));
  return ` (${apart} ${afterComplete ? 'after' : 'before'} COMPLETE was seen)`;
}
