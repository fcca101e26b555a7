import { z } from 'zod';
import { Comparison } from '../comparison.ts';
import { amount, durationText, momentText, sizeText } from '../plain-units.ts';
import { Difference, Expectation } from '../verification/difference.ts';
import { levelTexts } from '../verification/level.ts';
import { differenceText } from '../verification/not-identical.ts';
import { Share, VerifyRequest } from '../verification/request.ts';
import { ClusterTime, SideIdentity } from '../verification/side.ts';
import { Verdict } from '../verification/verification.ts';
import { defineResult } from './command-result.ts';

const Seconds = z.number().nullable();
const at = z.iso.datetime();

/** What has become of a verification; `cut-off` is one whose run ended without saying so. */
export const VerificationState = z.enum(['running', 'cut-off', 'stopped', 'failed', 'done']);
export type VerificationState = z.infer<typeof VerificationState>;

const Progress = z.object({
  documents: z
    .object({ done: z.number(), of: z.number() })
    .describe('of both sides together; how many there are is what the servers estimate'),
  bytes: z.number(),
  bytesPerSecond: Seconds.describe('of the last run; null while unknown'),
  secondsLeft: Seconds.describe('null while unknown, 0 when done'),
});

const Namespace = Progress.extend({
  name: z.string(),
  partitions: z.object({ done: z.number(), of: z.number() }),
  ...{ source: z.number(), destination: z.number() },
  compared: z.number().describe('on both sides and looked at; 0 where they are only counted'),
  ...{ missing: z.number(), extra: z.number(), different: z.number() },
  expected: z.partialRecord(Expectation, z.number()).describe('differences that are expected, by class'),
});

const Brief = z.object({
  id: z.string(),
  state: VerificationState,
  begunAt: at,
  lastAt: at.describe('when it ended, or the last that is known of it'),
  ageSeconds: z.number().describe('since then'),
  by: z.string(),
  request: VerifyRequest,
  verdict: Verdict.exactOptional(),
});
export type VerificationBrief = z.infer<typeof Brief>;

export const VerificationPage = Brief.extend({
  phase: z.enum(['proving', 'comparing', 'following', 'ended']),
  sides: z.object({ source: SideIdentity, destination: SideIdentity }).exactOptional(),
  progress: Progress.extend({ secondsLeft: Seconds }),
  namespaces: z.array(Namespace).readonly(),
  differences: z.array(Difference).readonly().describe('the first of them'),
  differencesFound: z.number().describe('so far, those that nobody expects'),
  followed: z
    .object({ at, generation: z.number(), open: z.number(), verifiedThrough: ClusterTime.exactOptional() })
    .describe('how far changes were taken in')
    .exactOptional(),
  failure: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  result: Comparison.describe('what it came to, once it is done').exactOptional(),
  files: z.object({ differences: z.string(), result: z.string() }).describe('the second once it is done'),
});
export type VerificationPage = z.infer<typeof VerificationPage>;

const MergedShare = z.object({
  file: z.string(),
  share: Share,
  verdict: Verdict,
  endedAt: at,
  source: ClusterTime.describe('every read of the source was at least as new'),
  destination: ClusterTime,
});

export const VerifyData = z.object({
  verification: VerificationPage.describe('not with list and merge, nor where there is none').exactOptional(),
  verifications: z.array(Brief).readonly().describe('with list: the newest first').exactOptional(),
  comparison: Comparison.describe('what verify or merge came to').exactOptional(),
  shares: z.array(MergedShare).readonly().describe('with merge').exactOptional(),
  stopped: z.boolean().describe('with stop: whether one ran and was stopped').exactOptional(),
});
export type VerifyData = z.infer<typeof VerifyData>;

export const verifyResult = defineResult(VerifyData, verifyLines);

function verifyLines({ verification, verifications, comparison, shares, stopped }: VerifyData): string[] {
  return [
    ...(stopped === false ? ['No verification is running in this directory, so none was stopped.'] : []),
    ...(verification === undefined ? [] : pageLines(verification)),
    ...(verifications ?? []).map(briefLine),
    ...(verifications?.length === 0 ? ['Nothing was verified in this directory yet.'] : []),
    ...(shares ?? []).map(shareLine),
    ...(verification === undefined && comparison !== undefined
      ? [levelLine(comparison), ...resultLines(comparison)]
      : []),
  ];
}

const states: Readonly<Record<VerificationState, string>> = {
  running: 'running',
  'cut-off': 'cut off: its run ended without a word',
  stopped: 'stopped, can be resumed',
  failed: 'failed, can be resumed',
  done: 'done',
};

const verdicts: Readonly<Record<Verdict, string>> = {
  identical: 'identical',
  different: 'different',
  'not-all-compared': 'not all was compared',
  'nothing-compared': 'nothing was compared',
};

function briefLine({ id, state, verdict, ageSeconds, request }: VerificationBrief): string {
  const what = verdict === undefined ? states[state] : verdicts[verdict];
  return `${id}: ${what}, ${durationText(ageSeconds * 1_000)} ago; level ${request.level}${scopeText(request)}`;
}

/** What of both sides it is about; empty where that is all. */
function scopeText({ namespaces, skip, share }: VerifyRequest): string {
  return [
    ...(namespaces.length > 0 ? [`only ${namespaces.join(', ')}`] : []),
    ...(skip.length > 0 ? [`without ${skip.join(', ')}`] : []),
    ...(share === undefined ? [] : [`share ${share.number} of ${share.of}`]),
  ]
    .map((part) => `; ${part}`)
    .join('');
}

function pageLines(page: VerificationPage): string[] {
  const { id, state, begunAt, ageSeconds, by, sides, request, result, failure } = page;
  const age = durationText(ageSeconds * 1_000);
  const last = state === 'running' ? `the last word is ${age} old` : `${age} ago`;
  return [
    `${id}: ${states[state]}; begun ${momentText(begunAt)} by ${by}; ${last}`,
    ...(failure === undefined || state === 'stopped' ? [] : [`why: ${failure.message} [${failure.code}]`]),
    ...(sides === undefined
      ? []
      : [`source: ${sideText(sides.source)}`, `destination: ${sideText(sides.destination)}`]),
    `level ${request.level}: ${levelTexts[request.level].looksAt}${scopeText(request)}`,
    ...(result === undefined ? progressLines(page) : resultLines(result)),
    ...page.namespaces.map(namespaceLine),
    ...(result === undefined ? toldDifferences(page.differences, page.differencesFound) : []),
    ...(page.differencesFound > 0 ? [`all differences: ${page.files.differences}`] : []),
    ...(result === undefined || request.share === undefined ? [] : [`for verify merge: ${page.files.result}`]),
  ];
}

function sideText({ topology, version, setName, hosts }: SideIdentity): string {
  const name = setName ?? (topology === 'sharded' ? 'sharded cluster' : 'replica set');
  return `${name}, MongoDB ${version} (${hosts.join(', ')})`;
}

const phases: Readonly<Record<VerificationPage['phase'], string>> = {
  proving: 'both sides are being proved; nothing is compared yet',
  comparing: 'comparing',
  following: 'all was compared once; following what changes',
  ended: 'so far',
};

function progressLines({ phase, progress, followed }: VerificationPage): string[] {
  return [
    `${phases[phase]}: ${progress.documents.done.toLocaleString('en')} of about ${amount(progress.documents.of, 'document')} of both sides together${paceText(progress)}`,
    ...(followed === undefined
      ? []
      : [
          `changes: looked at in generation ${followed.generation}, ${amount(followed.open, 'document')} differed then${throughText(followed.verifiedThrough)}`,
        ]),
  ];
}

function paceText({ bytes, bytesPerSecond, secondsLeft }: z.infer<typeof Progress>): string {
  return [
    `, ${sizeText(bytes)}`,
    bytesPerSecond === null ? '' : `, ${sizeText(Math.round(bytesPerSecond))} a second`,
    secondsLeft === null
      ? ', time left not known'
      : secondsLeft === 0
        ? ''
        : `, ${durationText(secondsLeft * 1_000)} left`,
  ].join('');
}

function throughText(through: z.infer<typeof ClusterTime> | undefined): string {
  if (through === undefined) return '';
  return `; verified through ${momentText(new Date(through.seconds * 1_000).toISOString())} on the source`;
}

function namespaceLine(namespace: z.infer<typeof Namespace>): string {
  const { name, partitions, documents, source, destination, compared, bytes } = namespace;
  const { missing, extra, different, expected, secondsLeft } = namespace;
  if (partitions.done === 0 && partitions.of > 0)
    return `${name}: nothing compared yet, about ${amount(documents.of, 'document')} of both sides together`;
  const isCounted = compared === 0 && source + destination > 0 && bytes === 0;
  const unequal = Object.entries({ missing, extra, different }).filter(([, count]) => count > 0);
  const counts = [
    isCounted
      ? `${source.toLocaleString('en')} counted on the source, ${destination.toLocaleString('en')} on the destination`
      : `${compared.toLocaleString('en')} compared`,
    ...(isCounted || unequal.length > 0 ? [] : ['no difference']),
    ...unequal.map(([what, count]) => `${count.toLocaleString('en')} ${what}`),
    ...Object.entries(expected).map(([what, count]) => `${count.toLocaleString('en')} expected (${what})`),
  ];
  const pace = secondsLeft === 0 ? `, ${sizeText(bytes)}` : paceText(namespace);
  return `${name}: ${counts.join(', ')}${isCounted ? '' : pace}`;
}

function toldDifferences(differences: readonly Difference[], found: number): string[] {
  const told = differences.slice(0, 10).map((one) => `differs: ${differenceText(one)}`);
  return [
    ...told,
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
function resultLines(result: Comparison): string[] {
  const { documents, namespaces, indexes, startedAt, endedAt, differences, differencesTotal } = result;
  const what = [amount(documents.source, 'document'), amount(namespaces, 'namespace')];
  const looked = startedAt === undefined || endedAt === undefined ? '' : `, looked ${spanText(startedAt, endedAt)}`;
  const verdict = result.verdict ?? (result.identical ? 'identical' : 'different');
  const head = verdict === 'different' ? `different in ${amount(differencesTotal, 'place')}` : verdicts[verdict];
  return [
    `${head}: ${[...what, ...(indexes === undefined ? [] : [amount(indexes, 'index', 'indexes')])].join(', ')} of the source${looked}${throughText(result.verifiedThrough)}`,
    ...toldDifferences(differences, differencesTotal),
    ...(result.expected ?? []).map(
      ({ count, class: name, why }) => `expected: ${amount(count, 'difference')} (${name}): ${why}`,
    ),
    ...(result.notCompared ?? []).map((one) => `not compared: ${one.what}: ${one.why}`),
    ...(result.doesNotCover === undefined ? [] : [`does not cover: ${result.doesNotCover.join(' · ')}`]),
  ];
}

function levelLine({ level = 'full' }: Comparison): string {
  return `level ${level}: ${levelTexts[level].looksAt}`;
}

function shareLine({ file, share, verdict, source }: z.infer<typeof MergedShare>): string {
  return `share ${share.number} of ${share.of}: ${verdicts[verdict]}${throughText(source).replace('verified through', 'as of')} (${file})`;
}
