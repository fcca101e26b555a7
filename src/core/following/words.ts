import { windowText } from '../oplog-window.ts';
import { durationText, sizeText } from '../plain-units.ts';
import type { Following } from './following.ts';
import type { TimeLeft } from './time-left.ts';

/** What the looks tell together, in words of one line each, the most useful first. */

/** `412 of 712 GiB (58 %), 58 MiB/s, about 1 h left (50 min to 2 h)`; as much of it as is known. */
export function copyWords(following: Following): string[] {
  const { source, copied, share, bytesPerSecond, left } = following;
  if (copied === undefined) return [];
  const amount = `${sizeText(copied.bytes)}${source === undefined ? '' : ` of ${sizeText(source.bytes)}`}`;
  return [
    `${amount}${share === undefined ? '' : ` (${Math.floor(share * 100)} %)`}`,
    ...indexWords(following),
    ...(bytesPerSecond === undefined || bytesPerSecond < 1 ? [] : [`${sizeText(Math.round(bytesPerSecond))}/s`]),
    ...leftWords(left),
    ...(left !== undefined && 'unknown' in left ? [`time left not known: ${left.unknown}`] : []),
  ];
}

/** `falling`, `level`, and what follows from it. */
export function lagWords({ lagTrend, notConvergingMs, left }: Following): string[] {
  if (notConvergingMs !== undefined) {
    return [`not falling for ${durationText(notConvergingMs)}: it will not converge at this write rate`];
  }
  return [...(lagTrend === undefined ? [] : [lagTrend.direction]), ...leftWords(left)];
}

/** `210 of 214 indexes there`. */
export function indexWords({ indexes }: Following): string[] {
  return indexes === undefined ? [] : [`${indexes.destination} of ${indexes.source} indexes there`];
}

/** `310/s on the source (billing.payments 84 %)`. */
export function writeWords({ writes }: Following): string {
  if (writes === undefined) return '';
  const { perSecond, top } = writes;
  const rate = perSecond >= 10 ? Math.round(perSecond) : Math.round(perSecond * 10) / 10;
  const most = top === undefined ? '' : ` (${top.namespace} ${Math.round(top.share * 100)} %)`;
  return `${rate}/s on the source${most}`;
}

const mostSets = 3;

/** `31 h back on b, 38 h on a; 41 s needed now`, the shortest first. */
export function oplogsWords({ oplog, oplogs = [] }: Following): string {
  if (oplog === undefined) return '';
  const needed = `${durationText(oplog.neededMs)} needed now`;
  if (oplogs.length < 2) return `of the source: ${durationText(oplog.windowMs)} back; ${needed}`;
  const more = oplogs.length - mostSets;
  const sets = oplogs.slice(0, mostSets).map(({ set, windowMs }, index) => {
    return `${windowText(windowMs)}${index === 0 ? ' back' : ''} on ${set}`;
  });
  return `${[...sets, ...(more > 0 ? [`longer on ${more} more`] : [])].join(', ')}; ${needed}`;
}

/** What the engine says of itself; `undefined` where nobody looked. */
export function engineWords({ engine }: Following): string | undefined {
  if (engine === undefined) return undefined;
  if (engine.records === null) return 'its records on the destination are not readable';
  const { phase, partitions, indexes } = engine.records;
  const parts = [
    phase,
    ...(partitions === undefined ? [] : [`${partitions.done} of ${partitions.total} partitions`]),
    ...(indexes === undefined ? [] : [`${indexes.done} of ${indexes.total} indexes`]),
  ];
  return `${parts.join(', ')} (approximate, from the engine's records)`;
}

/** What a person should do something about. */
export function alarmWords({ stalledMs, oplog }: Following): string[] {
  return [
    ...(stalledMs === undefined ? [] : [`nothing has gone on for ${durationText(stalledMs)}`]),
    ...(oplog?.isShort === true ? [oplogWords(oplog)] : []),
  ];
}

/** `the oplog of the source reaches back 12 h, and 9 h are needed`. */
export function oplogWords({ windowMs, neededMs }: NonNullable<Following['oplog']>): string {
  return `the oplog of the source reaches back ${durationText(windowMs)}, and ${durationText(neededMs)} are needed`;
}

/** A range where there is one; nothing where it is not known, or over. */
export function leftWords(left: TimeLeft | undefined): string[] {
  if (left === undefined || 'unknown' in left || left.latestMs < 1_000) return [];
  const [likely, earliest, latest] = [left.likelyMs, left.earliestMs, left.latestMs].map(durationText);
  return [`about ${likely} left${earliest === latest ? '' : ` (${earliest} to ${latest})`}`];
}
