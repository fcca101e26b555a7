import type { Comparison } from '../comparison.ts';
import { amount, momentText } from '../plain-units.ts';
import { secondText } from '../verification/cluster-time.ts';
import type { Difference } from '../verification/difference.ts';
import { levelTexts } from '../verification/level.ts';
import { differenceLines } from '../verification/not-identical.ts';
import { sampleText } from '../verification/sample-text.ts';
import type { ClusterTime } from '../verification/side.ts';
import type { Verdict } from '../verification/verification.ts';

/** A verdict in words. */
export const verdicts: Readonly<Record<Verdict, string>> = {
  identical: 'identical',
  different: 'different',
  'not-all-compared': 'not all was compared',
  'nothing-compared': 'nothing was compared',
};

/** Earlier versions kept no verdict. */
export function verdictOfComparison({ verdict, identical }: Pick<Comparison, 'verdict' | 'identical'>): Verdict {
  return verdict ?? (identical ? 'identical' : 'different');
}

/** What a level does not look at is not called identical: only of `full` it goes without saying. */
export function verdictText(verdict: Verdict, { level = 'full' }: Pick<Comparison, 'level'>): string {
  return verdict === 'identical' && level !== 'full' ? `${verdicts.identical} at level ${level}` : verdicts[verdict];
}

/** Empty where nobody followed what changed. */
export function throughText(through: ClusterTime | undefined, what = 'verified'): string {
  if (through === undefined) return '';
  return `; ${what} through ${secondText(through)} on the source`;
}

/** Where something differs or was not compared nothing is verified, and where nothing was compared there was nothing to follow. */
function followedText(verdict: Verdict, through: ClusterTime | undefined): string {
  if (verdict === 'nothing-compared') return '';
  return throughText(through, verdict === 'identical' ? 'verified' : 'writes were followed');
}

/** The first ten, and how many more there are. */
export function toldDifferences(differences: readonly Difference[], found: number): string[] {
  const told = differences.slice(0, 10);
  return [
    ...told.flatMap((one) => {
      const [first, ...more] = differenceLines(one);
      return [`differs: ${first}`, ...more];
    }),
    ...(found > told.length && told.length > 0 ? [`… and ${(found - told.length).toLocaleString('en')} more`] : []),
  ];
}

/** `2026-11-29 03:19:00 to 03:52:10 UTC` */
function spanText(from: string, to: string): string {
  const isOneDay = from.slice(0, 10) === to.slice(0, 10);
  const end = isOneDay ? momentText(to).slice(11) : momentText(to);
  return `${momentText(from).replace(' UTC', '')} to ${end}`;
}

/** The verdict with what it is bound to, and what it does not say. */
export function resultLines(result: Comparison): string[] {
  const { documents, namespaces, indexes, startedAt, endedAt, differences, differencesTotal } = result;
  const what = [amount(documents.source, 'document'), amount(namespaces, 'namespace')];
  const looked = startedAt === undefined || endedAt === undefined ? '' : `, looked ${spanText(startedAt, endedAt)}`;
  const verdict = verdictOfComparison(result);
  const head =
    verdict === 'different' ? `different in ${amount(differencesTotal, 'place')}` : verdictText(verdict, result);
  const sample = sampleText(result);
  return [
    `${head}: ${[...what, ...(indexes === undefined ? [] : [amount(indexes, 'index', 'indexes')])].join(', ')} of the source${looked}${followedText(verdict, result.verifiedThrough)}`,
    ...(sample === undefined ? [] : [`looked at: ${sample}`]),
    ...toldDifferences(differences, differencesTotal),
    ...(result.expected ?? []).map(
      ({ count, class: name, why }) => `expected: ${amount(count, 'difference')} (${name}): ${why}`,
    ),
    ...(result.notCompared ?? []).map((one) => `not compared: ${one.what}: ${one.why}`),
    ...(result.doesNotCover === undefined ? [] : [`does not cover: ${result.doesNotCover.join(' · ')}`]),
  ];
}

/** What was looked at. */
export function levelLine({ level = 'full' }: Comparison): string {
  return `level ${level}: ${levelTexts[level].looksAt}`;
}
