import { LivemigError } from '../errors.ts';
import { differencesCode } from '../past.ts';
import { amount } from '../plain-units.ts';
import type { Difference } from './difference.ts';
import type { Share } from './request.ts';
import type { Verification } from './verification.ts';

/** When something else than the migration may have written: `after the cutover`. */
export type Meanwhile = 'after the cutover' | 'before the cutover' | 'meanwhile';

/** What a verification ends with that does not say `identical`; `told` is how many places are named one by one. */
export function notIdentical(verification: Verification, when: Meanwhile, told = 10): LivemigError {
  const { verdict } = verification;
  if (verdict === 'different') return different(verification, when, told);
  return verdict === 'nothing-compared' ? nothingCompared(verification) : notAllCompared(verification);
}

/** `shop.orders: document: {"_id": 1}: …`, for one line. */
export function differenceText({ namespace, kind, detail, id }: Difference): string {
  return [namespace, kind, ...(id === undefined ? [] : [id]), detail].join(': ');
}

/** The same, and below it what was asked for or mends it: whole lines, which can be copied. */
export function differenceLines(difference: Difference): string[] {
  const { mend, values = [] } = difference;
  const absent = 'absent';
  return [
    `${differenceText(difference)}${mend === undefined ? '' : '; in mongosh on the destination:'}`,
    ...values.map(
      ({ path, source = absent, destination = absent }) =>
        `    ${path}: ${source} in the source, ${destination} in the destination`,
    ),
    ...(mend === undefined ? [] : [`      ${mend}`]),
  ];
}

const unfinished =
  'The migration has not been cut over, and what it has not copied or built yet differs, too. Change nothing on the destination. Compare again once it is ready for cutover, and do not cut over before you know why anything differs then.';

const perhapsUnfinished =
  "The destination holds something of the migration's engine. If the migration has not been cut over yet, change nothing there: `livemig verify --during-sync` leaves out what the engine changes back at the end.";

function different(comparison: Verification, when: Meanwhile, told: number): LivemigError {
  const { differences, differencesTotal: total } = comparison;
  return new LivemigError({
    kind: 'differences',
    code: differencesCode,
    message: `Source and destination differ in ${amount(total, 'place')}${told === 0 ? '.' : `:\n${listed(differences.map(differenceLines), total, told)}`}`,
    fix: adviceFor(comparison, when, told),
    data: { comparison },
  });
}

function adviceFor({ expected, differencesTotal }: Verification, when: Meanwhile, told: number): string {
  if (when === 'before the cutover') return unfinished;
  // A migration of another directory is not known here, but what its engine has on the destination was seen.
  const isPerhapsUnfinished = when === 'meanwhile' && expected.some((one) => one.class === 'engine');
  // `livemig verify` names its file itself.
  const isListed = when === 'meanwhile' || differencesTotal <= told;
  return [
    ...(isPerhapsUnfinished ? [perhapsUnfinished] : []),
    `If anybody wrote to either side ${when}, these may be their changes. Otherwise keep the source, and do not resume writes before you know why.`,
    ...(isListed ? [] : ['`livemig verify` lists all of them in a file.']),
  ].join(' ');
}

function notAllCompared(comparison: Verification): LivemigError {
  const left = comparison.notCompared.map(({ what, why }) => `${what}: ${why}`);
  return new LivemigError({
    kind: 'not-all-compared',
    code: 'NOT_ALL_COMPARED',
    message: `Nothing differs in what could be compared, but this could not be:\n${listed(
      left.map((line) => [line]),
      left.length,
      10,
    )}`,
    fix: 'Where a right is missing, give that connection string a user who has it; where a pattern or a limit of yours has left it out, change that. Then run the command again: it compares anew. What has no such reason has to be compared by hand.',
    data: { comparison },
  });
}

function nothingCompared(comparison: Verification): LivemigError {
  const { scope } = comparison;
  if (scope?.share !== undefined) return nothingInShare(comparison, scope.share);
  const isChosen = scope !== undefined && scope.namespaces.length + scope.skip.length > 0;
  return new LivemigError({
    kind: 'not-all-compared',
    code: 'NOTHING_COMPARED',
    message: isChosen
      ? 'Nothing was compared: no collection of either side is one that --namespace and --skip leave.'
      : 'Nothing was compared: neither the source nor the destination holds a collection of users.',
    fix: isChosen
      ? 'Give other patterns, or leave them out; write a database or database.collection, with * for anything.'
      : 'Look at LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI: do they lead to the deployments of this migration?',
    data: { comparison },
  });
}

function nothingInShare(comparison: Verification, { number, of }: Share): LivemigError {
  return new LivemigError({
    kind: 'not-all-compared',
    code: 'NOTHING_COMPARED',
    message: `Nothing was compared: no part of a collection falls into share ${number} of ${of}.`,
    fix: 'With fewer parts than shares that is right: `livemig verify merge` takes it with the others.',
    data: { comparison },
  });
}

/** The first ones, each with the lines below it. */
function listed(items: readonly (readonly string[])[], total: number, most: number): string {
  const told = items.slice(0, most).flatMap(([first, ...more]) => [`  - ${first}`, ...more]);
  const left = total - Math.min(items.length, most);
  return [...told, ...(left > 0 ? [`  … and ${left.toLocaleString('en')} more`] : [])].join('\n');
}
