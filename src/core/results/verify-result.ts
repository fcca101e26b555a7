import type { z } from 'zod';
import { amount, durationText, momentText, sizeText } from '../plain-units.ts';
import { differingText, followedWord, leftOutText } from '../verification/last-look.ts';
import { levelTexts } from '../verification/level.ts';
import type { VerifyRequest } from '../verification/request.ts';
import { scopeText } from '../verification/scope-text.ts';
import type { SideIdentity } from '../verification/side.ts';
import { defineResult } from './command-result.ts';
import { levelLine, resultLines, throughText, toldDifferences, verdicts } from './verdict-lines.ts';
import {
  type MergedShare,
  type NamespaceProgress,
  type Progress,
  type VerificationBrief,
  type VerificationPage,
  type VerificationState,
  VerifyData,
} from './verify-data.ts';

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

const ends: Readonly<Record<Exclude<VerificationState, 'running'>, string>> = {
  'cut-off': 'last heard of',
  stopped: 'ended',
  failed: 'ended',
  done: 'ended',
};

/** What a lock says of another machine is not seen. */
function stateText({ state, elsewhere }: VerificationBrief): string {
  if (elsewhere === undefined) return states[state];
  const { pid, host } = elsewhere;
  return `running, as its lock says: nobody can tell from here whether process ${pid} on ${host} still does`;
}

function briefLine(brief: VerificationBrief): string {
  const { id, verdict, ageSeconds, request } = brief;
  const what = verdict === undefined ? stateText(brief) : verdicts[verdict];
  return `${id}: ${what}, ${durationText(ageSeconds * 1_000)} ago; level ${request.level}${scopeAfter(request)}`;
}

function scopeAfter(request: VerifyRequest): string {
  const scope = scopeText(request);
  return scope === '' ? '' : `; ${scope}`;
}

function pageLines(page: VerificationPage): string[] {
  const { id, state, begunAt, ageSeconds, by, sides, beganAnew, request, result, failure } = page;
  const age = durationText(ageSeconds * 1_000);
  const last = state === 'running' ? `the last word is ${age} old` : `${ends[state]} ${age} ago`;
  return [
    `${id}: ${stateText(page)}; begun ${momentText(begunAt)} by ${by}; ${last}`,
    ...(beganAnew === undefined ? [] : [`began anew: ${beganAnew}`]),
    ...(failure === undefined || state === 'stopped' ? [] : [`why: ${failure.message} [${failure.code}]`]),
    ...(sides === undefined
      ? []
      : [`source: ${sideText(sides.source)}`, `destination: ${sideText(sides.destination)}`]),
    `level ${request.level}: ${levelTexts[request.level].looksAt}${scopeAfter(request)}`,
    ...(result === undefined ? progressLines(page) : resultLines(result)),
    ...(state === 'running' ? holdingBack(request) : []),
    ...namespaceLines(page),
    ...(result === undefined ? toldDifferences(page.differences, page.differencesFound) : []),
    ...listedIn(page),
    ...(result === undefined || request.share === undefined ? [] : [`for verify merge: ${page.files.result}`]),
  ];
}

/** Only the run itself knows when it does; whoever looks from elsewhere is to know that it may. */
function holdingBack({ nice, maxLoad }: VerifyRequest): string[] {
  const asked = [...(nice > 0 ? [`--nice ${nice}`] : []), ...(maxLoad === undefined ? [] : [`--max-load ${maxLoad}`])];
  return asked.length === 0 ? [] : [`asked to hold back: ${asked.join(', ')}`];
}

function listedIn({ differencesFound, result, files }: VerificationPage): string[] {
  if (differencesFound > 0) return [`all differences: ${files.differences}`];
  return (result?.expected ?? []).length > 0 ? [`the expected differences: ${files.differences}`] : [];
}

/** Enough to look at; a screen is full then. */
const mostNamespaces = 20;

/** Those first in which something differs, then those that are under way. */
function namespaceLines(page: VerificationPage): string[] {
  const rank = ({ missing, extra, different, partitions: { done, of } }: Namespace) =>
    missing + extra + different > 0 ? 0 : done > 0 && done < of ? 1 : 2;
  const told = page.namespaces.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostNamespaces);
  const left = page.namespaces.length - told.length;
  return [
    ...told.map((namespace) => namespaceLine(namespace, isDecided(page))),
    ...(left > 0 ? [`… and ${amount(left, 'more namespace')}; --json tells of all`] : []),
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

/** What it is at, in words. */
export function phaseText({ phase, followed, namespaces }: VerificationPage): string {
  const isPart = (followed?.notCompared ?? 0) > 0 || namespaces.some(({ partitions: { done, of } }) => done < of);
  return phase === 'following' && isPart ? 'following what changes; not all was compared' : phases[phase];
}

/** `; verified through … on the source`, where nothing speaks against it. */
export function pageThroughText(followed: VerificationPage['followed']): string {
  const { definitions = 0, notCompared = 0, verifiedThrough } = followed ?? {};
  return throughText(verifiedThrough, followedWord({ definitions, notCompared }));
}

function lookedText({ generation, open, definitions = 0, notCompared = 0 }: NonNullable<VerificationPage['followed']>) {
  if (generation === 0) return 'taken in, and not looked at yet';
  const differed = differingText({ documents: open, definitions });
  return `looked at ${amount(generation, 'time')}, ${differed} differed then${leftOutText({ notCompared })}`;
}

function progressLines(page: VerificationPage): string[] {
  const { phase, progress, followed } = page;
  return [
    `${phaseText(page)}: ${progress.documents.done.toLocaleString('en')} of about ${amount(progress.documents.of, 'document')} of both sides together${phase === 'comparing' ? paceText(progress) : `, ${sizeText(progress.bytes)} read`}`,
    ...(followed === undefined ? [] : [`changes: ${lookedText(followed)}${pageThroughText(followed)}`]),
  ];
}

function paceText({ bytes, bytesPerSecond, secondsLeft }: z.infer<typeof Progress>): string {
  return [
    `, ${sizeText(bytes)} read`,
    bytesPerSecond === null ? '' : `, ${sizeText(Math.round(bytesPerSecond))} a second`,
    secondsLeft === null
      ? ', time left not known'
      : secondsLeft === 0
        ? ''
        : `, ${durationText(secondsLeft * 1_000)} left`,
  ].join('');
}

type Namespace = z.infer<typeof NamespaceProgress>;

/** Where changes are followed, what differs is looked at again and counted only at the end. */
function isDecided({ result, followed }: VerificationPage): boolean {
  return result !== undefined || followed === undefined;
}

function namespaceLine(namespace: Namespace, isDecided: boolean): string {
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
    ...(isCounted || unequal.length > 0 || !isDecided ? [] : ['none differs']),
    ...unequal.map(([what, count]) => `${count.toLocaleString('en')} ${what}`),
    ...Object.entries(expected).map(([what, count]) => `${count.toLocaleString('en')} expected (${what})`),
  ];
  const pace = secondsLeft === 0 ? `, ${sizeText(bytes)} read` : paceText(namespace);
  return `${name}: ${counts.join(', ')}${isCounted ? '' : pace}`;
}

function shareLine({ file, share, verdict, source }: z.infer<typeof MergedShare>): string {
  return `share ${share.number} of ${share.of}: ${verdicts[verdict]}${throughText(source).replace('verified through', 'as of')} (${file})`;
}
