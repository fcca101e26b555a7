import { momentText } from '../plain-units.ts';
import { withoutStop } from '../without-stop.ts';
import { agedText } from './age.ts';
import type { Report } from './report.ts';
import type { ReportSources } from './sources.ts';
import type { Standing } from './standing.ts';

type Known = Pick<ReportSources, 'blockedAt' | 'seenComplete' | 'downtime' | 'destinationBefore' | 'made'>;

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
    { what: 'balancers, oplog sizes and autoscaling of both sides', state: notTold },
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

function unseen(reason: string): string {
  return `not looked at when COMPLETE was seen: ${withoutStop(reason)}`;
}
