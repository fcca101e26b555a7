import { momentText } from '../plain-units.ts';
import { clusterTimeText } from '../verification/cluster-time.ts';
import { windowWords } from '../way-back/rollback-window.ts';
import type { SeenComplete } from '../way-back/seen-complete.ts';
import { withoutStop } from '../without-stop.ts';
import { agedText } from './age.ts';
import type { ReportSources } from './sources.ts';
import type { Standing } from './standing.ts';

type Known = Pick<ReportSources, 'before' | 'seenComplete' | 'made'>;

/** Whether there is a way back, and what it would begin from; what was seen of it once is told with its age. */
export function wayBackIn(known: Known, { status, requestedAt }: Standing): string[] {
  switch (status) {
    case 'nothing-started':
    case 'preparing':
      return ['These files tell of no migration that there would be a way back from.'];
    case 'complete':
      return [
        'Live migration has no way back of its own: what was changed on Atlas since the cutover is not on the source.',
        ...timesIn(known),
        ...windowIn(known),
        lookNow(known),
      ];
    case 'cutover-requested':
      return ['Nothing takes the cutover back, and there is no way back before it ends.', ...timesIn(known)];
    case 'failed':
    case 'expired':
      return requestedAt === undefined
        ? [noCutover]
        : [
            'The source has every write that it took. Writes that have reached the destination since the cutover was requested, if any, are not on the source.',
            ...timesIn(known),
          ];
    case 'contradictory':
      return ['Not known here: the files are of two migrations.'];
    default:
      return [noCutover];
  }
}

const noCutover =
  'These files tell of no cutover: whoever stops the migration stays on the source, which has every write that it took.';

/** Right before it was requested, where it was requested from here. */
function timesIn({ before }: Known): string[] {
  if (before === undefined) return ['Cluster times of before the cutover: not known here.'];
  const { source, destination } = before;
  return [
    destination.known
      ? `Changes on the destination are wanted from its cluster time ${clusterTimeText(destination.value.clusterTime)} on, which ${destination.value.server} told at ${momentText(destination.value.readAt)}, right before the cutover was requested.`
      : `From which cluster time of the destination changes are wanted is not known: it was not read right before the cutover was requested (${withoutStop(destination.reason)}).`,
    source.known
      ? `The source was at its cluster time ${clusterTimeText(source.value.clusterTime)} then, as ${source.value.server} told.`
      : `The cluster time of the source was not read then (${withoutStop(source.reason)}).`,
  ];
}

function windowIn({ seenComplete, made }: Known): string[] {
  if (seenComplete === undefined) return [];
  const { at, wayBack } = seenComplete;
  return [
    `The way back when COMPLETE was seen, at ${agedText(at, made.at)}: ${withoutStop(windowWords(wayBack))}.`,
    ...closing(wayBack, made.at),
  ];
}

function closing(window: SeenComplete['wayBack'], madeAt: string): string[] {
  if (window.state !== 'open' || window.closesAt === undefined) return [];
  const isPast = Date.parse(window.closesAt) < Date.parse(madeAt);
  return [`By that estimate it ${isPast ? 'has closed' : 'closes'} at about ${momentText(window.closesAt)}.`];
}

function lookNow({ made: { dirFlag } }: Known): string {
  return `Whether the oplog of the destination holds these changes now was not looked at for this report: \`livemig status${dirFlag}\` looks, and \`livemig rollback --plan${dirFlag}\` writes what it takes.`;
}
