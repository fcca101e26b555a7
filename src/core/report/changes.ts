import { momentText } from '../plain-units.ts';
import { withoutStop } from '../without-stop.ts';
import { agedText } from './age.ts';
import type { Report, ReportStatus } from './report.ts';
import type { ReportSources } from './sources.ts';
import type { Standing } from './standing.ts';

type Known = Pick<
  ReportSources,
  'blockedAt' | 'seenComplete' | 'downtime' | 'destinationBefore' | 'lastCheck' | 'verifications' | 'made'
>;

const notTold = 'not known here';

/** Of what an engine may leave changed only what was seen on the way; how it stands now no file tells. */
export function changesIn(known: Known, { status }: Standing): Report['changed'] {
  if (status === 'nothing-started' || status === 'preparing') return [];
  const { destinationBefore } = known;
  return [
    {
      what: 'what stood on the destination before the migration was created',
      state: destinationBefore === 'not-looked-at' ? 'not looked at' : (destinationBefore ?? notTold),
    },
    { what: 'writes to the source, which engines block at the cutover', state: sourceWrites(known) },
    { what: 'writes to the destination, which engines block until the cutover is over', state: ofDestination(known) },
    { what: 'the balancer of the source', state: ofBalancer('source', known, status) },
    { what: 'the balancer of the destination', state: ofBalancer('destination', known, status) },
    {
      what: 'oplog size and autoscaling of the destination, which people set for a migration',
      state: asChecked(['T11', 'T12'], known) ?? notKept(known, status),
    },
  ];
}

const blockStates = { free: 'free', blocked: 'blocked', changing: 'being blocked or freed' } as const;

/** What was seen in the end counts for more than what was seen before; why nothing was seen is told where nothing else is. */
function sourceWrites({ seenComplete, blockedAt, made }: Known): string {
  if (seenComplete?.sourceWrites.known === true) {
    const { at, sourceWrites: seen } = seenComplete;
    return `${blockStates[seen.value.state]} when COMPLETE was seen, at ${agedText(at, made.at)}; how it is now was not looked at`;
  }
  if (blockedAt !== undefined) {
    return `seen to be blocked at ${agedText(blockedAt, made.at)}; whether they still are was not looked at`;
  }
  return seenComplete?.sourceWrites.known === false ? unseen(seenComplete.sourceWrites.reason) : notTold;
}

function ofDestination({ downtime }: Known): string {
  if (downtime === undefined) return notTold;
  const { writable, completeSeenAt } = downtime;
  if (!writable.known) return unseen(writable.reason);
  return `${writable.value ? 'free' : 'not free yet'} when COMPLETE was seen, at ${momentText(completeSeenAt)}`;
}

/** What was seen in the end counts for more than what a deployment is, and than what a check saw before. */
function ofBalancer(side: 'source' | 'destination', known: Known, status: ReportStatus): string {
  const { seenComplete, made } = known;
  const seen = seenComplete?.balancers?.[side];
  if (seenComplete === undefined || seen === undefined) return balancerBefore(side, known) ?? notKept(known, status);
  if (!seen.known) return balancerBefore(side, known) ?? unseen(seen.reason);
  if (seen.value === 'none') return 'none: it is a replica set, as was seen when it was COMPLETE';
  const { at } = seenComplete;
  return `${seen.value} when COMPLETE was seen, at ${agedText(at, made.at)}; how it is now was not looked at`;
}

function balancerBefore(side: 'source' | 'destination', known: Known): string | undefined {
  const { lastCheck, verifications } = known;
  const verified = verifications.find(({ sides }) => sides !== undefined);
  const topology = verified?.sides?.[side].topology;
  if (verified !== undefined && topology === 'replica-set') return hasNone('livemig verify', verified.begunAt);
  if (side === 'destination') return undefined;
  if (lastCheck?.about.source?.setName !== undefined) return hasNone('livemig check', lastCheck.at);
  // That it holds says nothing of a deployment that may be a replica set.
  const isStopped = foundBy('C08', known)?.result === 'pass';
  if (isStopped && topology === undefined) return undefined;
  return asChecked(['C08'], known, isStopped ? 'stopped, and without a window' : undefined);
}

function hasNone(command: string, at: string): string {
  return `none: it is a replica set, as ${command} saw it at ${momentText(at)}`;
}

function foundBy(id: string, { lastCheck }: Known) {
  return lastCheck?.findings.find((one) => one.id === id);
}

/** `undefined` where no check was kept that has judged one of these rules. */
function asChecked(ids: readonly string[], known: Known, otherwise?: string): string | undefined {
  const { lastCheck, made } = known;
  const found = ids.flatMap((id) => foundBy(id, known) ?? []);
  const looked = found.filter(({ result }) => result !== 'not-checked');
  if (lastCheck === undefined || found.length === 0) return undefined;
  if (looked.length === 0) {
    const reasons = [...new Set(found.map(({ message }) => withoutStop(message)))];
    return `not looked at by livemig check at ${momentText(lastCheck.at)}: ${reasons.join('; ')}`;
  }
  const told = looked.map(({ id, message }) => `${otherwise ?? withoutStop(message)} (${id})`);
  return `as livemig check saw it at ${agedText(lastCheck.at, made.at)}: ${told.join('; ')}; how it is now was not looked at`;
}

/** Only once a migration has ended `cleanup` looks at what it has left. */
function notKept({ made }: Known, status: ReportStatus): string {
  const hasEnded = status === 'complete' || status === 'failed' || status === 'expired';
  const look = hasEnded ? `; \`livemig cleanup --dry-run${made.dirFlag}\` looks` : '';
  return `not known: no file of this directory tells${look}`;
}

function unseen(reason: string): string {
  return `not looked at when COMPLETE was seen: ${withoutStop(reason)}`;
}
